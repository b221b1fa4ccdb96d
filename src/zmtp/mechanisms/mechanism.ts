/**
 * What a security mechanism is to a connection: it exchanges commands until both sides are satisfied, and may
 * protect what comes after. It knows no bytes of the stream, no clock and no user.
 */
import type { Buffer } from "node:buffer"
import type { Command } from "../command.js"
import type { Properties } from "../metadata.js"
import type { WriteBatch } from "../write-batch.js"

/** What a server has to decide about a client before it goes on (RFC 27). */
export interface Credentials {
  readonly mechanism: "NULL" | "PLAIN" | "CURVE"
  /** NULL: none. PLAIN: user name, password. CURVE: the 32 bytes of the client's permanent public key. */
  readonly values: readonly Buffer[]
}

/** The decision. */
export interface Verdict {
  /** 200 yes, 300 not now, 400 no, 500 the handler failed (RFC 27). */
  readonly status: 200 | 300 | 400 | 500
  /** Who the client is, by the handler's word; empty when it says nothing. */
  readonly userId: string
  /** What else the handler says of the client. Its values stand beside what the client itself announced. */
  readonly metadata: ReadonlyMap<string, string>
}

/** What a mechanism can do while it shakes hands. */
export interface Handshake {
  /** Our own properties, for READY or INITIATE. */
  readonly properties: Properties
  /** Most properties that the peer may announce. */
  readonly maxProperties: number
  /** Sends one command. */
  write(name: string, data: Buffer): void
  /** Asks for a verdict, which comes as a call of `judged`, perhaps before this returns. */
  authenticate(credentials: Credentials): void
  /** Both sides are satisfied: these are the peer's properties. Called once. */
  complete(properties: ReadonlyMap<string, Buffer>): void
}

/** Protects single frames once the handshake is done (RFC 26, MESSAGE). */
export interface Cipher {
  /** Bytes that `seal` adds to a body, its frame header left out. */
  readonly overhead: number
  /** Appends a frame with a protected body. `flags`: MORE or COMMAND as in a frame header. */
  seal(flags: number, body: Buffer, batch: WriteBatch): void
  /**
   * The body inside the protected one that is from here to there in `bytes`; its own memory. `openedFlags` then has its
   * flags. @throws ProtocolError.
   */
  open(bytes: Buffer, from: number, to: number): Buffer
  /** MORE or COMMAND as in a frame header, of the last frame opened. */
  readonly openedFlags: number
}

/** One side of a handshake. It lives as long as its connection. */
export interface Mechanism {
  /** The name in the greeting. */
  readonly name: string
  /** The as-server byte of the greeting. */
  readonly asServer: boolean
  /** What traffic goes through once the handshake is complete; null: nothing, it stays as it is. */
  readonly cipher: Cipher | null
  /** The peer's greeting has come. */
  start(handshake: Handshake): void
  /** Takes the peer's next command. @throws ProtocolError for one that may not come now. */
  receive(command: Command): void
  /** The answer to `authenticate`. @throws ProtocolError when the client is refused. */
  judged(verdict: Verdict): void
  /** The connection is over: keys are wiped. */
  destroy(): void
}
