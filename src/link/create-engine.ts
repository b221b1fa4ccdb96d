/**
 * Which engine drives a stream: one for ZMTP, or one for plain bytes.
 */
import type { ByteStream } from "../transports/transport.js"
import { Engine } from "./engine.js"
import type { EngineOwner, PeerEngine } from "./peer-engine.js"
import type { LinkOptions } from "./link.js"
import { RawEngine } from "./raw-engine.js"
import { WatchedStream } from "./watched-stream.js"

/** The engine a socket of this kind drives its streams with. */
export function createEngine(
  stream: ByteStream,
  options: LinkOptions,
  owner: EngineOwner,
): PeerEngine {
  const witness = options.witness(stream)
  const watched = witness === null ? stream : new WatchedStream(stream, witness)
  return options.raw ? new RawEngine(watched, owner) : new Engine(watched, options, owner)
}
