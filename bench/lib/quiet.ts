/** What a quiet peer sends beside a flood. */
import { Buffer } from "node:buffer"

/** Bytes of a quiet message; those of the flood have another length. */
export const QUIET_BYTES = 24
/** Between two messages of a quiet peer. */
export const PAUSE_MS = 5

/** A message with room for a time stamp. Never used twice: the one before may still be on its way. */
export function quietBody(): Buffer {
  return Buffer.alloc(QUIET_BYTES)
}
