/**
 * `node:net`, loaded with the first endpoint that is read: a good part of the time that loading this library would
 * take, and not needed before.
 */
import type * as NodeNet from "node:net"
import { builtin } from "../builtin.js"

let loaded: typeof NodeNet | null = null

/** The module. */
export function net(): typeof NodeNet {
  return (loaded ??= builtin("node:net") as typeof NodeNet)
}
