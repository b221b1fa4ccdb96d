/**
 * What a security mechanism is to a connection: it exchanges commands until both sides are satisfied.
 */
import type { Buffer } from "node:buffer"
import type { Command } from "../command.js"
import type { Properties } from "../metadata.js"

/** Sends one command of the handshake. */
export type CommandWriter = (name: string, data: Buffer) => void

/** One side of a handshake. It lives as long as its connection. */
export interface Mechanism {
  /** The name in the greeting. */
  readonly name: string
  /** The peer's greeting has come. */
  start(properties: Properties, write: CommandWriter): void
  /**
   * Takes the peer's next command. Answers the peer's properties when the handshake is complete, null when
   * more commands must come. @throws ProtocolError for a command that may not come now.
   */
  receive(command: Command): ReadonlyMap<string, Buffer> | null
}
