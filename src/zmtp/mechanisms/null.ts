/**
 * The NULL mechanism (RFC 37, "The NULL Security Mechanism"): READY both ways, no security.
 * Both sides speak at once, as libzmq does; a 3.1 peer that waits for ours has it already.
 */
import { decodeError, type Command } from "../command.js"
import { ProtocolError, RefusedError } from "../errors.js"
import { decodeMetadata, encodeMetadata } from "../metadata.js"
import type { Handshake, Mechanism } from "./mechanism.js"

/** One side of a NULL handshake. */
export class NullMechanism implements Mechanism {
  readonly name = "NULL"
  readonly asServer = false
  readonly cipher = null
  #handshake: Handshake | null = null

  start(handshake: Handshake): void {
    this.#handshake = handshake
    handshake.write("READY", encodeMetadata(handshake.properties))
  }

  receive(command: Command): void {
    if (command.name === "ERROR") throw new RefusedError(decodeError(command.data))
    if (command.name !== "READY") {
      const name = JSON.stringify(command.name)
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", `expected READY, got ${name}`)
    }
    this.#handshake?.complete(decodeMetadata(command.data))
  }

  judged(): void {
    // Nobody was asked.
  }

  destroy(): void {
    // There are no keys.
  }
}
