/**
 * `--frames`: what the sockets of this process say and hear, frame by frame, on standard error.
 * Knows the channel that shows bytes. Does not know what they mean.
 */
import type { Buffer } from "node:buffer"
import { subscribe } from "node:diagnostics_channel"
import { Conversation } from "../../inspect/conversation.js"
import { transcriptOf } from "../../inspect/transcript.js"
import { tell } from "../telling.js"

/** What the channel publishes. */
interface Said {
  readonly connection: object
  readonly direction: "sent" | "received"
  readonly bytes: Buffer
}

/** Tells of all connections that begin from now on. What is sent has `>` in front, what is received `<`. */
export function tellFrames(): void {
  const conversations = new WeakMap<object, Conversation>()
  subscribe("purezmq.connection.bytes", (message) => {
    const { connection, direction, bytes } = message as Said
    const conversation = conversations.get(connection) ?? new Conversation()
    conversations.set(connection, conversation)
    // Which side is which does not matter for what is told.
    const isSent = direction === "sent"
    for (const item of conversation.push(isSent ? "client" : "server", bytes)) {
      for (const line of transcriptOf(item, { prefix: isSent ? "> " : "< " })) tell(line)
    }
  })
}
