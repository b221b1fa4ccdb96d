/**
 * What peers of other protocols say first.
 */
import { Buffer } from "node:buffer"
import { hex } from "../build.js"

/** A protocol, and its first words. */
export interface Stranger {
  readonly name: string
  readonly bytes: Buffer
}

/** Those that are met at open ports. */
export const STRANGERS: readonly Stranger[] = [
  text("HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: scanner\r\nAccept: */*\r\n\r\n"),
  text("HTTP POST", "POST /zmq HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"),
  text("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
  {
    name: "TLS",
    bytes: Buffer.concat([
      hex("16 03 01 00 a5 01 00 00 a1 03 03"),
      Buffer.alloc(32, 0x5a),
      hex("20"),
      Buffer.alloc(32, 0xa5),
      hex("00 08 13 02 13 03 13 01 00 ff 01 00 00 50"),
    ]),
  },
  text("SSH", "SSH-2.0-OpenSSH_9.2p1\r\n"),
  { name: "telnet", bytes: hex("ff fb 1f ff fb 20 ff fb 18 ff fb 27 ff fd 01 ff fb 03 ff fd 03") },
  text("SMTP", "EHLO localhost\r\nQUIT\r\n"),
  text("Redis", "*1\r\n$4\r\nPING\r\n"),
  { name: "SMB", bytes: hex("00 00 00 2f ff 53 4d 42 72 00 00 00 00 18 01 28 00 00 00 00") },
  { name: "AMQP", bytes: hex("41 4d 51 50 00 00 09 01") },
  { name: "MQTT", bytes: hex("10 0f 00 04 4d 51 54 54 04 02 00 3c 00 03 61 62 63") },
  { name: "RDP", bytes: hex("03 00 00 13 0e e0 00 00 00 00 00 01 00 08 00 03 00 00 00") },
  { name: "ZMTP 1.0", bytes: hex("01 00 06 00 68 65 6c 6c 6f 01 00") },
  {
    name: "ZMTP 2.0",
    bytes: hex("ff 00 00 00 00 00 00 00 01 7f 01 05 00 00 00 05 68 65 6c 6c 6f"),
  },
  { name: "zeros", bytes: Buffer.alloc(200) },
  { name: "ff and nothing else", bytes: Buffer.alloc(200, 0xff) },
]

function text(name: string, words: string): Stranger {
  return { name, bytes: Buffer.from(words, "latin1") }
}
