/**
 * The NULL mechanism (RFC 37, "The NULL Security Mechanism"): READY both ways, no security.
 * Both sides speak at once, as libzmq does; a 3.1 peer that waits for ours has it already.
 */
import type { Buffer } from "node:buffer"
import { decodeError, type Command } from "../command.js"
import { ProtocolError, RefusedError } from "../errors.js"
import { decodeMetadata, encodeMetadata, type Properties } from "../metadata.js"
import type { CommandWriter, Mechanism } from "./mechanism.js"

/** One side of a NULL handshake. */
export class NullMechanism implements Mechanism {
  readonly name = "NULL"

  start(properties: Properties, write: CommandWriter): void {
    write("READY", encodeMetadata(properties))
  }

  receive(command: Command): ReadonlyMap<string, Buffer> {
    if (command.name === "ERROR") throw new RefusedError(decodeError(command.data))
    if (command.name !== "READY") {
      const name = JSON.stringify(command.name)
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", `expected READY, got ${name}`)
    }
    return decodeMetadata(command.data)
  }
}
