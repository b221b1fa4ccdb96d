/**
 * Receiving a message together with the peer it came from.
 */
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import type { SocketCore } from "../socket/core.js"
import { describePeer, type Peer } from "../socket/peers.js"
import { assertCallOptions, reasonOf, type CallOptions } from "../socket/waiting.js"

/** A message and whom it came from. */
export interface Received<M extends Buffer[] = Buffer[]> {
  /** The parts of the message. */
  readonly message: M
  /** Who sent it. A peer that this socket had connected to may be another by now, after a reconnect. */
  readonly peer: Peer
}

/** A socket that can tell whom a message came from. */
export interface ReadableFrom<M extends Buffer[] = Buffer[]> {
  /**
   * As `receive`, and tells who sent it: its address, what its handshake announced.
   * @throws ZmqError as `receive`.
   *
   * @example
   * import { Pull, Push } from "purezmq"
   * const pull = new Pull()
   * await pull.bind("tcp://127.0.0.1:*")
   * const push = new Push({ metadata: { "X-Role": "sensor" } })
   * push.connect(pull.lastEndpoint ?? "")
   * await push.send("21.5")
   * const { message, peer } = await pull.receiveFrom()
   * console.log(String(message[0]), peer.address, peer.properties.get("X-Role")) // "21.5 127.0.0.1 sensor"
   * push.close()
   * pull.close()
   */
  receiveFrom(options?: CallOptions): Promise<Received<M>>
}

/** The next message of a socket, and its peer. */
export function receiveFrom(core: SocketCore, call: CallOptions): Promise<Received> {
  assertCallOptions(call)
  core.assertUsable()
  const { exchange } = core
  if (call.signal?.aborted) return Promise.reject(reasonOf(call.signal))
  const message = exchange.receiveNow(call.timeout === 0)
  if (message !== null) return Promise.resolve(withPeer(message, core.pattern.source()))
  return exchange.waitToReceiveFrom(call).then((late) => withPeer(late.message, late.source))
}

function withPeer(message: Message, source: Pipe | null): Received {
  if (source === null) throw new ZmqError("ENOTSUP")
  return { message, peer: describePeer(source) }
}
