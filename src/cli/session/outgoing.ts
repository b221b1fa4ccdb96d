/**
 * Sends what the user has to say, at the pace that he wants.
 * Knows sessions and where messages come from. Does not know what comes back.
 */
import type { Parts } from "../formats/format.js"
import { messageOfWords, messagesOfInput } from "./messages-in.js"
import type { Outbox } from "./outbox.js"
import type { Session } from "./session.js"

/** Sends all there is, or as many messages as told. */
export async function sendAll(session: Session, outbox: Outbox, most: number): Promise<void> {
  const isPaced = session.flags.interval !== undefined
  let left = most
  for await (const batch of batches(session)) {
    if (left <= 0) return
    const messages = batch.slice(0, left)
    left -= messages.length
    if (!isPaced) await outbox.send(messages)
    else {
      for (const message of messages) {
        await outbox.send([message])
        await session.pause()
      }
    }
    if (left <= 0) return
  }
}

/** One message after the other, as long as there are any. */
export async function* messagesOf(session: Session): AsyncGenerator<Parts> {
  for await (const batch of batches(session)) yield* batch
}

/** The message of the command line, once or again and again; else what is read. */
async function* batches(session: Session): AsyncGenerator<Parts[]> {
  const words = messageOfWords(session.source)
  if (words === null) {
    yield* messagesOfInput(session.source)
    return
  }
  const { interval, count } = session.flags
  const isCounted = session.kind.direction !== "both" && count !== undefined
  do yield [words]
  while (interval !== undefined || isCounted)
}
