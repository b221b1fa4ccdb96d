/**
 * The NULL mechanism (RFC 37, "The NULL Security Mechanism"): READY both ways, no security.
 * Both sides speak at once, as libzmq does; a 3.1 peer that waits for ours has it already. A side that has peers
 * judged (RFC 27) says nothing before it knows.
 */
import type { Buffer } from "node:buffer"
import { decodeError, type Command } from "../command.js"
import { printable, ProtocolError, RefusedError } from "../errors.js"
import { decodeMetadata, encodeMetadata } from "../metadata.js"
import { assertLetIn } from "./denial.js"
import type { Handshake, Mechanism, Verdict } from "./mechanism.js"

/** One side of a NULL handshake. */
export class NullMechanism implements Mechanism {
  readonly name = "NULL"
  readonly asServer = false
  readonly cipher = null
  readonly #asks: boolean
  #handshake: Handshake | null = null
  #isLetIn = false
  /** What the peer's READY says, while the verdict is out. */
  #waiting: ReadonlyMap<string, Buffer> | null = null

  /** @param asks peers are let in by a verdict only. */
  constructor(asks = false) {
    this.#asks = asks
  }

  start(handshake: Handshake): void {
    this.#handshake = handshake
    if (this.#asks) handshake.authenticate({ mechanism: "NULL", values: [] })
    else this.#letIn(handshake)
  }

  receive(command: Command): void {
    if (command.name === "ERROR") throw new RefusedError(decodeError(command.data))
    if (command.name !== "READY" || this.#waiting !== null) {
      const name = printable(command.name)
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", `expected READY, got "${name}"`)
    }
    const properties = decodeMetadata(command.data, this.#handshake?.maxProperties)
    if (this.#isLetIn) this.#handshake?.complete(properties)
    else this.#waiting = properties
  }

  judged(verdict: Verdict): void {
    const handshake = this.#handshake
    if (handshake === null || this.#isLetIn) return
    assertLetIn(verdict, handshake)
    this.#letIn(handshake)
    if (this.#waiting !== null) handshake.complete(this.#waiting)
  }

  destroy(): void {
    // There are no keys.
  }

  #letIn(handshake: Handshake): void {
    this.#isLetIn = true
    handshake.write("READY", encodeMetadata(handshake.properties))
  }
}
