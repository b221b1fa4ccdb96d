/**
 * Our sockets and those of npm `zeromq`, which is libzmq, as one kind of thing: their API is the same.
 */
import { rmSync } from "node:fs"
import { onTestFinished } from "vitest"
import * as native from "zeromq"
import * as ours from "../../src/index.js"
import { closing, freshEndpoint } from "./sockets.js"

// An exit of this process shall not wait for messages that a failed test left unsent.
native.context.blocky = false

/** Whose socket it is. */
export type Side = "ours" | "native"
export const SIDES = ["ours", "native"] as const

/** The transports that both can use. */
export const WIRE_TRANSPORTS = ["tcp", "ipc"] as const
export type WireTransport = (typeof WIRE_TRANSPORTS)[number]

export type SocketName =
  | "Pair"
  | "Publisher"
  | "Subscriber"
  | "Request"
  | "Reply"
  | "Dealer"
  | "Router"
  | "Pull"
  | "Push"
  | "XPublisher"
  | "XSubscriber"
  | "Stream"

export type Part = string | Buffer

/** A socket of either side; which of its methods work depends on its type. */
export interface PeerSocket {
  readonly lastEndpoint: string | null
  readonly closed: boolean
  readonly events: { on(type: string, listener: (event: { type: string }) => void): unknown }
  receiveTimeout: number
  sendTimeout: number
  bind(endpoint: string): Promise<void>
  unbind(endpoint: string): Promise<void>
  connect(endpoint: string, options?: { routingId?: string }): void
  disconnect(endpoint: string): void
  close(): void
  send(message: Part | Part[]): Promise<void>
  receive(): Promise<Buffer[]>
  subscribe(...prefixes: Part[]): void
  unsubscribe(...prefixes: Part[]): void
}

export type PeerOptions = Record<string, unknown>
type Library = Record<SocketName, new (options?: PeerOptions) => PeerSocket>

const LIBRARIES: Record<Side, Library> = {
  ours: ours as unknown as Library,
  native: native as unknown as Library,
}

/** The version of libzmq that we are tested against. */
export const LIBZMQ_VERSION = native.version

export function other(side: Side): Side {
  return side === "ours" ? "native" : "ours"
}

/** Long enough for a slow machine; a test that waits this long fails. */
const PATIENCE_MS = 8000

const SENDS_ONLY: readonly SocketName[] = ["Publisher", "Push"]
const RECEIVES_ONLY: readonly SocketName[] = ["Subscriber", "Pull"]

/** A socket that is closed after the test. What it waits for in vain ends with EAGAIN. */
export function open(side: Side, type: SocketName, options: PeerOptions = {}): PeerSocket {
  const patience: PeerOptions = {}
  if (!SENDS_ONLY.includes(type)) patience["receiveTimeout"] = PATIENCE_MS
  if (!RECEIVES_ONLY.includes(type)) patience["sendTimeout"] = PATIENCE_MS
  return closing(new LIBRARIES[side][type]({ ...patience, ...options }))
}

/** Removes the socket file of an ipc endpoint after the test: libzmq leaves it behind. */
export function tidyUp(endpoint: string): void {
  if (!endpoint.startsWith("ipc://")) return
  onTestFinished(() => {
    rmSync(endpoint.slice("ipc://".length), { force: true })
  })
}

/** Binds one at a fresh endpoint, connects the other to it, and answers the endpoint. */
export async function join(
  binder: PeerSocket,
  connector: PeerSocket,
  transport: WireTransport = "tcp",
  routingId?: string,
): Promise<string> {
  const endpoint = freshEndpoint(transport)
  tidyUp(endpoint)
  await binder.bind(endpoint)
  if (routingId === undefined) connector.connect(binder.lastEndpoint!)
  else connector.connect(binder.lastEndpoint!, { routingId })
  return binder.lastEndpoint!
}

/** Resolves when all these topics have reached the publisher; what was published for that is used up. */
export async function untilSubscribed(
  publisher: PeerSocket,
  subscriber: PeerSocket,
  ...topics: string[]
): Promise<void> {
  const marker = "\x7fprobe"
  for (const topic of topics) {
    const arrival = subscriber.receive()
    do await publisher.send([topic, marker])
    while ((await Promise.race([arrival, sleep(2)])) === undefined)
  }
  // Nothing is lost from here on, so this one is the last probe in the queue.
  const end = `${marker} end`
  await publisher.send([topics[0], end])
  while (String((await subscriber.receive())[1]) !== end);
}

export function sleep(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms)
  })
}

/** The types of the events of a socket, as they come in. */
export function eventTypes(socket: PeerSocket): string[] {
  const seen: string[] = []
  const types = [
    "accept",
    "connect",
    "connect:retry",
    "disconnect",
    "handshake",
    "handshake:error:protocol",
    "handshake:error:other",
  ]
  for (const type of types) socket.events.on(type, (event) => seen.push(event.type))
  return seen
}

/** Resolves when an event of this type has been seen that often. */
export async function untilSeen(seen: readonly string[], type: string, times = 1): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (seen.filter((each) => each === type).length < times) {
    if (Date.now() > deadline) throw new Error(`no "${type}" among ${seen.join(", ")}`)
    // libzmq has threads, and peers have processes, that need this machine meanwhile.
    await sleep(1)
  }
}

/** Resolves when both know of the connection. */
export async function untilConnected(a: PeerSocket, b: PeerSocket, meet: () => unknown) {
  const seen = [eventTypes(a), eventTypes(b)]
  await meet()
  await Promise.all(seen.map((types) => untilSeen(types, "handshake")))
}

/** Bytes that tell where in the message they are, so that none can be lost, doubled or swapped unnoticed. */
export function pattern(length: number, seed = 0): Buffer {
  const words = new Uint32Array((length + 3) >> 2)
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + 1, 0x9e3779b1) ^ seed
  return Buffer.from(words.buffer, 0, length)
}

/** Whether two messages have the same parts, byte by byte. */
export function same(a: readonly Buffer[], b: readonly Buffer[]): boolean {
  return a.length === b.length && a.every((part, i) => part.equals(b[i]))
}

/** Resolves when nothing came within `ms`; fails when something did. */
export async function expectSilence(socket: PeerSocket, ms = 50): Promise<void> {
  const patience = socket.receiveTimeout
  socket.receiveTimeout = ms
  let message: Buffer[]
  try {
    message = await socket.receive()
  } catch (error) {
    if ((error as { code?: string }).code === "EAGAIN") return
    throw error
  } finally {
    socket.receiveTimeout = patience
  }
  throw new Error(`expected silence, received ${message.map(String).join(" | ")}`)
}
