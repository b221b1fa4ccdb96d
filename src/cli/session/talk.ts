/**
 * The commands of socket types at work: which says what, and when it is over.
 * Knows the five ways messages can go. Does not know the command line's words.
 */
import type { Buffer } from "node:buffer"
import type { SessionFlags } from "../commands/sockets.js"
import type { Direction, SocketKind } from "../commands/socket-kinds.js"
import { EXIT, Failure } from "../exit.js"
import { messageOfWords } from "./messages-in.js"
import { openSocket } from "./open.js"
import { createOutbox, StreamOutbox, type Outbox } from "./outbox.js"
import { messagesOf, sendAll } from "./outgoing.js"
import { Session } from "./session.js"

/** Opens the socket, and talks until there is no more to say. */
export async function talk(
  kind: SocketKind,
  words: readonly string[],
  flags: SessionFlags,
): Promise<void> {
  assertFitting(words, flags)
  const socket = await openSocket(kind.name, flags)
  const session = new Session(kind, socket, flags, words)
  // What is no message is said before anybody waits for a peer.
  messageOfWords(session.source)
  await WAYS[kind.direction](session)
  await session.drained()
  await socket[Symbol.asyncDispose]()
}

const WAYS: Readonly<Record<Direction, (session: Session) => Promise<void>>> = {
  sends: send,
  receives: receive,
  requests: request,
  replies: reply,
  both: converse,
}

async function send(session: Session): Promise<void> {
  await sendAll(session, session, session.flags.count ?? Infinity)
}

async function receive(session: Session): Promise<void> {
  let left = session.flags.count ?? Infinity
  while (left > 0) {
    const messages = await session.receive(left)
    await session.print(messages)
    left -= messages.length
  }
}

async function request(session: Session): Promise<void> {
  let left = session.flags.count ?? Infinity
  for await (const message of messagesOf(session)) {
    await session.send([message])
    await session.print(await session.receive(1))
    left -= 1
    if (left <= 0) return
    await session.pause()
  }
}

async function reply(session: Session): Promise<void> {
  const replies = repliesOf(session)
  for (let left = session.flags.count ?? Infinity; left > 0; left--) {
    const [question] = await session.receive(1)
    await session.print([question])
    const answer = session.flags.echo === true ? question : (await replies.next()).value
    if (answer === undefined)
      throw new Failure(EXIT.error, "a request came, and there is no reply left")
    await session.pause()
    await session.send([answer])
  }
}

/** The reply of the command line, for every request; else what is read, one after the other. */
async function* repliesOf(session: Session): AsyncGenerator<Buffer[], undefined> {
  const words = messageOfWords(session.source)
  while (words !== null) yield words
  yield* messagesOf(session)
  return undefined
}

async function converse(session: Session): Promise<void> {
  const { count = Infinity, echo = false, interval } = session.flags
  const outbox = createOutbox(session)
  const listening = listen(session, outbox, count, echo)
  if (echo) {
    await listening
    return
  }
  const speaking = sendAll(session, outbox, Infinity)
  // A message that is sent again and again is so until enough has come, and nobody has to type more.
  const isEndless =
    session.source.words.length > 0 ? interval !== undefined : readsTerminal(session)
  await (isEndless
    ? Promise.race([listening, rejectionOf(speaking)])
    : Promise.all([listening, speaking]))
}

function readsTerminal({ source }: Session): boolean {
  return source.file === undefined && process.stdin.isTTY
}

/** Never resolves. */
function rejectionOf(promise: Promise<unknown>): Promise<never> {
  return new Promise((_resolve, reject) => {
    promise.catch(reject)
  })
}

/** Prints what comes, and answers it with itself if told so. */
async function listen(
  session: Session,
  outbox: Outbox,
  count: number,
  echo: boolean,
): Promise<void> {
  let left = count
  while (left > 0) {
    const messages = heard(await session.receive(left), outbox)
    await session.print(messages)
    if (echo) await outbox.send(messages)
    left -= messages.length
  }
}

/** Messages without those by which a STREAM tells that a peer has come or gone; its outbox hears of these. */
function heard(messages: Buffer[][], outbox: Outbox): Buffer[][] {
  if (!(outbox instanceof StreamOutbox)) return messages
  outbox.last = messages.at(-1)?.[0] ?? outbox.last
  return messages.filter(([, bytes]) => bytes.length > 0)
}

/** @throws Failure for options that contradict each other. */
function assertFitting(words: readonly string[], flags: SessionFlags): void {
  const { echo = false, file, interval } = flags
  if (words.length > 0 && file !== undefined) {
    throw new Failure(EXIT.usage, "messages come from the arguments or from --file, not from both")
  }
  if (echo && (words.length > 0 || file !== undefined || interval !== undefined)) {
    throw new Failure(
      EXIT.usage,
      "--echo answers each message with itself: there is nothing else to send",
    )
  }
}
