/**
 * Sending and receiving many messages with one promise for all of them.
 * Knows the exchange. Does not know patterns, peers or bytes.
 */
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { SocketCore } from "./core.js"
import { Deadline, type CallOptions } from "./waiting.js"

/**
 * Sends one message after the other, each as soon as there is room for it. Rejects as `send` does; the error then
 * has `sent`, the number of messages that were sent before.
 */
export async function sendMany(
  core: SocketCore,
  messages: Iterable<unknown>,
  call: CallOptions,
): Promise<void> {
  const { exchange } = core
  const deadline = new Deadline(call)
  let sent = 0
  try {
    for (const given of messages) {
      // hot
      if (given === undefined) throw new TypeError("Message must be present")
      const message = exchange.convert(given)
      if (exchange.isSpent) {
        await exchange.nextTurn()
        deadline.rest()
        core.assertUsable()
      }
      if (!exchange.offer(message)) {
        await exchange.waitToSend(message, deadline.rest())
        core.assertUsable()
      }
      sent += 1
    }
  } catch (error) {
    if (error instanceof ZmqError) Object.assign(error, { sent })
    throw error
  } finally {
    // Nobody may send or receive again before the next turn: somebody has to ask for it.
    if (exchange.isSpent) void exchange.nextTurn()
  }
}

/** The messages that are here already, up to a number; when there are none, those that come next. */
export async function receiveMany(
  core: SocketCore,
  most: number,
  call: CallOptions,
): Promise<Message[]> {
  const { exchange } = core
  const first = exchange.receiveNow(call.timeout === 0) ?? (await exchange.waitToReceive(call))
  const messages = [first]
  // It may have been closed since the first one came, or be somebody else's turn.
  while (messages.length < most && !core.closed && !exchange.waits) {
    // hot
    const message = exchange.receiveNow()
    if (message === null) break
    messages.push(message)
  }
  return messages
}
