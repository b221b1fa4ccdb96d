/**
 * Which engine drives a stream: one for ZMTP, or one for plain bytes.
 */
import type { ByteStream } from "../transports/transport.js"
import { Engine } from "./engine.js"
import type { EngineOwner, PeerEngine } from "./peer-engine.js"
import type { LinkOptions } from "./link.js"
import { RawEngine } from "./raw-engine.js"

/** The engine a socket of this kind drives its streams with. */
export function createEngine(
  stream: ByteStream,
  options: LinkOptions,
  owner: EngineOwner,
): PeerEngine {
  return options.raw ? new RawEngine(stream, owner) : new Engine(stream, options, owner)
}
