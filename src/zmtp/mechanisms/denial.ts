/**
 * How a server's side of any mechanism takes a verdict (RFC 27, RFC 24): a client that is not let in is told so
 * with ERROR, except for 300, which is silence.
 */
import { encodeError } from "../command.js"
import { DeniedError } from "../errors.js"
import type { Handshake, Verdict } from "./mechanism.js"

/**
 * Returns for 200, and for nothing else.
 * @param command the name of ERROR, where it has another.
 * @throws DeniedError.
 */
export function assertLetIn({ status }: Verdict, handshake: Handshake, command = "ERROR"): void {
  if (status === 200) return
  if (status !== 300) handshake.write(command, encodeError(String(status)))
  throw new DeniedError(status)
}
