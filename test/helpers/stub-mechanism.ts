/**
 * A mechanism that protects nothing: HELLO and WELCOME with properties, a verdict, and a cipher that puts the flags in
 * front of a body. What a connection makes of commands and messages inside protected frames can be tried with any
 * bytes, as it never can be behind real keys.
 */
import { encodeError, type Command } from "../../src/zmtp/command.js"
import { COMMAND, encodeMessage, MORE } from "../../src/zmtp/encoder.js"
import { ProtocolError } from "../../src/zmtp/errors.js"
import type { Cipher, Handshake, Mechanism, Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import { decodeMetadata, encodeMetadata } from "../../src/zmtp/metadata.js"
import type { WriteBatch } from "../../src/zmtp/write-batch.js"

const KINDS = [0, MORE, COMMAND]

class StubCipher implements Cipher {
  readonly overhead = 1
  openedFlags = 0

  seal(flags: number, body: Buffer, batch: WriteBatch): void {
    encodeMessage([Buffer.concat([Buffer.from([flags]), body])], batch)
  }

  open(bytes: Buffer, from: number, to: number): Buffer {
    const flags = from < to ? bytes[from] : -1
    if (!KINDS.includes(flags)) {
      throw new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE", "no protected frame")
    }
    this.openedFlags = flags
    return Buffer.from(bytes.subarray(from + 1, to))
  }
}

/** One side. */
export class StubMechanism implements Mechanism {
  readonly name = "STUB"
  readonly asServer: boolean
  readonly cipher = new StubCipher()
  #handshake: Handshake | null = null
  #hello: Buffer | null = null

  constructor(asServer: boolean) {
    this.asServer = asServer
  }

  start(handshake: Handshake): void {
    this.#handshake = handshake
    if (!this.asServer) handshake.write("HELLO", encodeMetadata(handshake.properties))
  }

  receive({ name, data }: Command): void {
    const expected = this.asServer ? "HELLO" : "WELCOME"
    if (name !== expected || this.#hello !== null) {
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", `expected ${expected}`)
    }
    if (this.asServer) {
      this.#hello = Buffer.from(data)
      this.#handshake?.authenticate({ mechanism: "PLAIN", values: [] })
    } else this.#handshake?.complete(decodeMetadata(data))
  }

  judged({ status }: Verdict): void {
    const handshake = this.#handshake
    if (handshake === null || this.#hello === null) return
    if (status !== 200) {
      handshake.write("ERROR", encodeError(String(status)))
      throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", `refused with ${String(status)}`)
    }
    handshake.write("WELCOME", encodeMetadata(handshake.properties))
    handshake.complete(decodeMetadata(this.#hello))
  }

  destroy(): void {
    // There are no keys.
  }
}
