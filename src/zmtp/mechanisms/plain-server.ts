/**
 * The server of the PLAIN mechanism (RFC 24): takes HELLO, has somebody judge the password, and goes on with
 * WELCOME, INITIATE and READY. Each command has its one place; while the verdict is out there is none.
 * Knows the server's side. Does not know passwords.
 */
import { Buffer } from "node:buffer"
import { PLAIN_ERROR, type Command } from "../command.js"
import { printable, ProtocolError } from "../errors.js"
import { decodeMetadata, encodeMetadata } from "../metadata.js"
import { assertLetIn } from "./denial.js"
import type { Handshake, Mechanism, Verdict } from "./mechanism.js"

/** One server. */
export class PlainServer implements Mechanism {
  readonly name = "PLAIN"
  readonly asServer = true
  readonly cipher = null
  #handshake: Handshake | null = null
  #awaits: "HELLO" | "verdict" | "INITIATE" | null = null

  start(handshake: Handshake): void {
    this.#handshake = handshake
    this.#awaits = "HELLO"
  }

  receive({ name, data }: Command): void {
    const handshake = this.#handshake
    const awaits = this.#awaits
    // Each command by its own name: what we wait for may be no command at all, and a peer may call one by that name.
    if (handshake !== null && name === "HELLO" && awaits === "HELLO") {
      const values = decodeHello(data)
      this.#awaits = "verdict"
      handshake.authenticate({ mechanism: "PLAIN", values })
    } else if (handshake !== null && name === "INITIATE" && awaits === "INITIATE") {
      this.#awaits = null
      const properties = decodeMetadata(data, handshake.maxProperties)
      handshake.write("READY", encodeMetadata(handshake.properties))
      handshake.complete(properties)
    } else {
      const text = `expected ${awaits ?? "nothing"}, got "${printable(name)}"`
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", text)
    }
  }

  judged(verdict: Verdict): void {
    if (this.#handshake === null || this.#awaits !== "verdict") return
    this.#awaits = null
    // RFC 24 spells it another way; who is refused is told so only by what he can read.
    assertLetIn(verdict, this.#handshake, PLAIN_ERROR)
    this.#awaits = "INITIATE"
    this.#handshake.write("WELCOME", Buffer.alloc(0))
  }

  destroy(): void {
    // There are no keys.
  }
}

/** User name and password, copied. @throws ProtocolError when they are not exactly what there is. */
function decodeHello(data: Buffer): Buffer[] {
  const username = sizedAt(data, 0)
  const password = username === null ? null : sizedAt(data, 1 + username.length)
  if (username === null || password === null) throw malformed("cut short")
  if (2 + username.length + password.length < data.length) throw malformed("with more behind it")
  return [username, password]
}

/** The text whose length is at this place; null when it is cut short. */
function sizedAt(data: Buffer, at: number): Buffer | null {
  if (at >= data.length) return null
  const end = at + 1 + data[at]
  return end > data.length ? null : Buffer.from(data.subarray(at + 1, end))
}

function malformed(how: string): ProtocolError {
  return new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_HELLO", `HELLO ${how}`)
}
