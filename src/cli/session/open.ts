/**
 * A socket as the command line wants it: made, subscribed, bound and connected.
 */
import {
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Stream,
  Subscriber,
  XPublisher,
  XSubscriber,
  type BatchReadable,
  type BatchWritable,
  type Readable,
  type Socket,
  type Writable,
} from "../../index.js"
import type { EndpointFlags, SocketFlags, TellingFlags } from "../commands/options.js"
import type { SecurityFlags } from "../commands/security-options.js"
import type { KindName } from "../commands/socket-kinds.js"
import { endpointFailure } from "../endpoint-mistakes.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { tellFrames } from "./frames.js"
import { securityOptions } from "./security.js"
import { tellEndpoint } from "../telling.js"
import { tellOf } from "./telling.js"
import { watchTrouble } from "./trouble.js"

const CLASSES: Readonly<Record<KindName, new (options: object) => Socket>> = {
  pub: Publisher,
  sub: Subscriber,
  req: Request,
  rep: Reply,
  push: Push,
  pull: Pull,
  dealer: Dealer,
  router: Router,
  pair: Pair,
  xpub: XPublisher,
  xsub: XSubscriber,
  stream: Stream,
}
const ONLY_SENDS: readonly KindName[] = ["pub", "push"]
const ONLY_RECEIVES: readonly KindName[] = ["sub", "pull"]

/** What the command line says of a socket. */
export interface OpenFlags extends EndpointFlags, SocketFlags, SecurityFlags, TellingFlags {
  readonly subscribe?: readonly string[] | undefined
  /** It passes on what others say: subscriptions are theirs, and peers that are gone no reason to stop. */
  readonly isProxy?: boolean
}

/** Whether sockets of this kind can send. */
export function canSend(kind: KindName): boolean {
  return !ONLY_RECEIVES.includes(kind)
}

/** Whether sockets of this kind can receive. */
export function canReceive(kind: KindName): boolean {
  return !ONLY_SENDS.includes(kind)
}

/** The socket. @throws Failure when an endpoint is none, or is in use. */
export async function openSocket(kind: KindName, flags: OpenFlags): Promise<Socket> {
  assertEndpoints(flags)
  if (flags.frames === true || (flags.verbose ?? 0) > 1) tellFrames()
  const socket = createSocket(kind, { ...optionsOf(kind, flags), ...securityOptions(flags) })
  watchTrouble(socket)
  tellOf(socket, flags)
  if (kind === "sub" || flags.isProxy !== true) await subscribe(socket, flags.subscribe)
  await openEndpoints(socket, flags)
  return socket
}

/** Binds and connects. @throws Failure when an endpoint is none, or is in use. */
export async function openEndpoints(
  socket: Socket,
  flags: EndpointFlags & { readonly quiet?: boolean | undefined },
): Promise<void> {
  for (const endpoint of flags.bind ?? []) await bind(socket, endpoint, flags.quiet)
  for (const endpoint of flags.connect ?? []) connect(socket, endpoint)
}

/** What a socket can send with. Every socket has the methods; those of one that cannot send reject. */
export function sending(socket: Socket): Writable & BatchWritable {
  return socket as unknown as Writable & BatchWritable
}

/** What a socket can receive with. */
export function receiving(socket: Socket): Readable & BatchReadable {
  return socket as unknown as Readable & BatchReadable
}

function optionsOf(kind: KindName, { hwm, identity, isProxy }: OpenFlags): object {
  return {
    ...(hwm !== undefined && canSend(kind) && { sendHighWaterMark: hwm }),
    ...(hwm !== undefined && canReceive(kind) && { receiveHighWaterMark: hwm }),
    ...(identity !== undefined && { routingId: identity }),
    ...(kind === "router" && isProxy !== true && { mandatory: true }),
  }
}

/** A socket of this kind. @throws Failure for options that cannot be. */
export function createSocket(kind: KindName, options: object): Socket {
  try {
    return new CLASSES[kind](options)
  } catch (error) {
    throw new Failure(EXIT.usage, error instanceof Error ? error.message : String(error))
  }
}

/** @throws Failure when there is no endpoint, or one of inproc. */
export function assertEndpoints({ bind = [], connect = [] }: EndpointFlags): void {
  const endpoints = [...bind, ...connect]
  if (endpoints.length === 0)
    throw new Failure(EXIT.usage, "--bind or --connect is needed, at least once")
  const inproc = endpoints.find((endpoint) => endpoint.startsWith("inproc:"))
  if (inproc === undefined) return
  throw new Failure(EXIT.usage, `${inproc}: inproc is for sockets of one process; take ipc or tcp`)
}

/** No prefix at all is every message. */
async function subscribe(socket: Socket, prefixes: readonly string[] = []): Promise<void> {
  const all = prefixes.length === 0 ? [""] : prefixes
  if (socket instanceof Subscriber) socket.subscribe(...all)
  if (!(socket instanceof XSubscriber)) return
  for (const prefix of all)
    await socket.send(Buffer.concat([Buffer.from([1]), Buffer.from(prefix)]))
}

async function bind(socket: Socket, endpoint: string, quiet?: boolean): Promise<void> {
  try {
    await socket.bind(endpoint, { signal: interrupted })
  } catch (error) {
    throw endpointFailure(endpoint, "bind", error, socket instanceof Stream)
  }
  tellEndpoint(endpoint, socket.lastEndpoint, quiet)
}

function connect(socket: Socket, endpoint: string): void {
  try {
    socket.connect(endpoint)
  } catch (error) {
    throw endpointFailure(endpoint, "connect", error, socket instanceof Stream)
  }
}
