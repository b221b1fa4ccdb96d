/**
 * A program that uses all types of npm `zeromq` 6.8. It is compiled twice: as it is, and with our types.
 */
import * as zmq from "zeromq"
import {
  capability,
  Context,
  context,
  Dealer,
  Observer,
  Pair,
  Proxy,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Socket,
  Stream,
  Subscriber,
  version,
  XPublisher,
  XSubscriber,
  type Event,
  type EventOfType,
  type EventSubscriber,
  type EventType,
  type Message,
  type MessageLike,
  type Readable,
  type RouterConnectOptions,
  type SocketOptions,
  type StreamConnectOptions,
  type Writable,
} from "zeromq"

/** What the program does with its values. */
function uses(...things: unknown[]): void {
  if (things.length > 9) throw new Error()
}

// --- the library itself

export const text: string = version
export const has: (boolean | undefined)[] = [
  capability.ipc,
  capability.pgm,
  capability.tipc,
  capability.norm,
  capability.curve,
  capability.gssapi,
  capability.draft,
]
export const partial: Partial<{ ipc: boolean; curve: boolean }> = capability

// --- contexts

export const contexts: Context[] = [
  context,
  new Context(),
  new Context({}),
  new Context({
    blocky: false,
    ioThreads: 2,
    ipv6: true,
    maxMessageSize: 1000,
    maxSockets: 10,
    threadPriority: 1,
    threadSchedulingPolicy: 1,
  }),
]
export function contextOptions(given: Context): void {
  given.blocky = given.blocky || true
  given.ioThreads = given.ioThreads + 1
  given.ipv6 = !given.ipv6
  given.maxMessageSize = given.maxMessageSize + 1
  given.maxSockets = Math.min(given.maxSockets + 1, given.maxSocketsLimit)
  given.threadPriority = 1
  given.threadSchedulingPolicy = 1
}
export class MyContext extends Context {
  get threads(): number {
    return this.getInt32Option(1)
  }
  set threads(value: number) {
    this.setInt32Option(1, value)
  }
  get waits(): boolean {
    return this.getBoolOption(70)
  }
  set waits(value: boolean) {
    this.setBoolOption(70, value)
  }
}

// --- options of all sockets

const COMMON = {
  context,
  affinity: 0,
  rate: 100,
  recoveryInterval: 100,
  linger: 0,
  reconnectInterval: 100,
  backlog: 100,
  reconnectMaxInterval: 0,
  maxMessageSize: -1,
  tcpKeepalive: 1,
  tcpKeepaliveCount: 1,
  tcpKeepaliveIdle: 1,
  tcpKeepaliveInterval: 1,
  tcpAcceptFilter: null,
  immediate: true,
  ipv6: true,
  plainServer: false,
  plainUsername: null,
  plainPassword: null,
  curveServer: false,
  curvePublicKey: null,
  curveSecretKey: null,
  curveServerKey: null,
  zapDomain: "x",
  typeOfService: 0,
  handshakeInterval: 100,
  socksProxy: null,
  heartbeatInterval: 0,
  heartbeatTimeToLive: 0,
  heartbeatTimeout: 0,
  connectTimeout: 0,
  tcpMaxRetransmitTimeout: 0,
  multicastMaxTransportDataUnit: 1500,
  vmciBufferSize: 0,
  vmciBufferMinSize: 0,
  vmciBufferMaxSize: 0,
  vmciConnectTimeout: 0,
  interface: null,
  zapEnforceDomain: false,
  loopbackFastPath: false,
}
const SENDING = { multicastHops: 1, sendBufferSize: 1, sendHighWaterMark: 1, sendTimeout: 1 }
const RECEIVING = { receiveBufferSize: 1, receiveHighWaterMark: 1, receiveTimeout: 1 }

export function sockets(): Socket[] {
  return [
    new Pair({ ...COMMON, ...SENDING, ...RECEIVING }),
    new Publisher({ ...COMMON, ...SENDING, noDrop: true, conflate: true, invertMatching: true }),
    new Subscriber({ ...COMMON, ...RECEIVING, conflate: true, invertMatching: true }),
    new Request({
      ...COMMON,
      ...SENDING,
      ...RECEIVING,
      routingId: "x",
      probeRouter: true,
      correlate: true,
      relaxed: true,
    }),
    new Reply({ ...COMMON, ...SENDING, ...RECEIVING, routingId: "x" }),
    new Dealer({
      ...COMMON,
      ...SENDING,
      ...RECEIVING,
      routingId: "x",
      probeRouter: true,
      conflate: true,
    }),
    new Router({
      ...COMMON,
      ...SENDING,
      ...RECEIVING,
      routingId: "x",
      mandatory: true,
      probeRouter: true,
      handover: true,
    }),
    new Pull({ ...COMMON, ...RECEIVING, conflate: true }),
    new Push({ ...COMMON, ...SENDING, conflate: true }),
    new XPublisher({
      ...COMMON,
      ...SENDING,
      ...RECEIVING,
      noDrop: true,
      manual: true,
      welcomeMessage: "x",
      invertMatching: true,
      verbosity: "allSubs",
    }),
    new XSubscriber({ ...COMMON, ...SENDING, ...RECEIVING }),
    new Stream({ ...COMMON, ...SENDING, ...RECEIVING, notify: false }),
    new Pair(),
    new Dealer({}),
  ]
}

/** Every property is there and can be set to what it is. */
export function commonOptions(socket: Socket): unknown[] {
  socket.affinity = socket.affinity + 1
  socket.rate = socket.rate + 1
  socket.recoveryInterval = socket.recoveryInterval + 1
  socket.linger = socket.linger + 1
  socket.reconnectInterval = socket.reconnectInterval + 1
  socket.backlog = socket.backlog + 1
  socket.reconnectMaxInterval = socket.reconnectMaxInterval + 1
  socket.maxMessageSize = socket.maxMessageSize + 1
  socket.tcpKeepalive = socket.tcpKeepalive + 1
  socket.tcpKeepaliveCount = socket.tcpKeepaliveCount + 1
  socket.tcpKeepaliveIdle = socket.tcpKeepaliveIdle + 1
  socket.tcpKeepaliveInterval = socket.tcpKeepaliveInterval + 1
  const filter: string | null = socket.tcpAcceptFilter
  socket.tcpAcceptFilter = filter
  socket.immediate = !socket.immediate
  socket.ipv6 = !socket.ipv6
  socket.plainServer = !socket.plainServer
  const username: string | null = socket.plainUsername
  socket.plainUsername = username
  const password: string | null = socket.plainPassword
  socket.plainPassword = password
  socket.curveServer = !socket.curveServer
  const publicKey: string | null = socket.curvePublicKey
  socket.curvePublicKey = publicKey
  const secretKey: string | null = socket.curveSecretKey
  socket.curveSecretKey = secretKey
  const serverKey: string | null = socket.curveServerKey
  socket.curveServerKey = serverKey
  const domain: string | null = socket.zapDomain
  socket.zapDomain = domain
  socket.typeOfService = socket.typeOfService + 1
  socket.handshakeInterval = socket.handshakeInterval + 1
  const proxy: string | null = socket.socksProxy
  socket.socksProxy = proxy
  socket.heartbeatInterval = socket.heartbeatInterval + 1
  socket.heartbeatTimeToLive = socket.heartbeatTimeToLive + 1
  socket.heartbeatTimeout = socket.heartbeatTimeout + 1
  socket.connectTimeout = socket.connectTimeout + 1
  socket.tcpMaxRetransmitTimeout = socket.tcpMaxRetransmitTimeout + 1
  socket.multicastMaxTransportDataUnit = socket.multicastMaxTransportDataUnit + 1
  socket.vmciBufferSize = socket.vmciBufferSize + 1
  socket.vmciBufferMinSize = socket.vmciBufferMinSize + 1
  socket.vmciBufferMaxSize = socket.vmciBufferMaxSize + 1
  socket.vmciConnectTimeout = socket.vmciConnectTimeout + 1
  const device: string | null = socket.interface
  socket.interface = device
  socket.zapEnforceDomain = !socket.zapEnforceDomain
  socket.loopbackFastPath = !socket.loopbackFastPath
  const type: number = socket.type
  const last: string | null = socket.lastEndpoint
  const mechanism: null | "plain" | "curve" | "gssapi" = socket.securityMechanism
  const flags: boolean[] = [socket.threadSafe, socket.closed, socket.readable, socket.writable]
  const events: Observer = socket.events
  const its: Context = socket.context
  return [type, last, mechanism, flags, events, its]
}

export function ownOptions(): void {
  const dealer = new Dealer()
  dealer.routingId = dealer.routingId ?? "x"
  dealer.routingId = null
  dealer.sendHighWaterMark += 1
  dealer.receiveHighWaterMark += 1
  dealer.sendBufferSize += 1
  dealer.receiveBufferSize += 1
  dealer.sendTimeout += 1
  dealer.receiveTimeout += 1
  dealer.multicastHops += 1
  dealer.probeRouter = true
  dealer.conflate = true
  const request = new Request()
  request.correlate = true
  request.relaxed = true
  request.probeRouter = true
  const router = new Router()
  router.mandatory = true
  router.handover = true
  const publisher = new Publisher()
  publisher.noDrop = true
  publisher.invertMatching = !publisher.invertMatching
  const both = new XPublisher()
  both.verbosity = "allSubsUnsubs"
  both.verbosity = null
  both.manual = true
  both.welcomeMessage = "hello"
  both.welcomeMessage = null
  new Stream().notify = true
}

// --- what is done with sockets

export async function use(): Promise<void> {
  const push = new Push()
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  pull.bindSync("inproc://x")
  push.connect(pull.lastEndpoint!)
  push.disconnect(pull.lastEndpoint!)
  await pull.unbind(pull.lastEndpoint!)
  pull.unbindSync("inproc://x")
  const parts: MessageLike[] = [
    "text",
    1,
    null,
    Buffer.from("x"),
    new Uint8Array(1),
    new DataView(new ArrayBuffer(1)),
    new ArrayBuffer(1),
    new SharedArrayBuffer(1),
  ]
  const sent: Promise<void> = push.send(parts)
  await sent
  await push.send(parts[0])
  await push.send("x")
  await push.send(["x", Buffer.from("y"), null])
  const message: Message[] = await pull.receive()
  const [first, second]: Buffer[] = message
  await push.send(message)
  for await (const [one, two] of pull) {
    const kinds: Buffer[] = [one, two]
    if (kinds.length === 0) break
  }
  for await (const each of pull) await push.send(each)
  const subscriber = new Subscriber()
  subscriber.subscribe()
  subscriber.subscribe("a", Buffer.from("b"))
  subscriber.unsubscribe("a", Buffer.from("b"))
  const router = new Router()
  const asRouter: RouterConnectOptions = { routingId: "x" }
  router.connect("tcp://127.0.0.1:1", asRouter)
  router.connect("tcp://127.0.0.1:1")
  const stream = new Stream()
  const asStream: StreamConnectOptions = { routingId: "x" }
  stream.connect("tcp://127.0.0.1:1", asStream)
  const [id, data]: [Message, Message] = await stream.receive()
  await stream.send([id, data])
  await stream.send([id, "text"])
  for await (const [peer, bytes] of stream) await stream.send([peer, bytes])
  uses(first, second)
  for (const socket of [push, pull, subscriber, router, stream]) socket.close()
}

// --- generic code

export async function pass(from: Readable, to: Writable): Promise<void> {
  from.receiveTimeout = from.receiveTimeout + 1
  from.receiveHighWaterMark = from.receiveHighWaterMark + 1
  from.receiveBufferSize = from.receiveBufferSize + 1
  to.sendTimeout = to.sendTimeout + 1
  to.sendHighWaterMark = to.sendHighWaterMark + 1
  to.sendBufferSize = to.sendBufferSize + 1
  to.multicastHops = to.multicastHops + 1
  await to.send(await from.receive())
  for await (const message of from) await to.send(message)
}
export const passing: Promise<void>[] = [
  pass(new Pull(), new Push()),
  pass(new Subscriber(), new Publisher()),
  pass(new Router(), new Dealer()),
  pass(new Request(), new Reply()),
  pass(new Pair(), new XPublisher()),
  pass(new XPublisher(), new XSubscriber()),
  pass(new XSubscriber(), new Pair()),
]
export const bytesOnly: Writable<Buffer> = new Push()
export const textsOnly: Writable<string[]> = new Push()
export const pairsOfParts: Readable<[Message, Message]> = new Stream()
export const pairsToSend: Writable<[MessageLike, MessageLike]> = new Stream()
export const both: (Readable & Writable)[] = [new Pair(), new Dealer(), new Router()]
export type Ends = Socket & Readable & Writable
export function isWritable(socket: Socket): socket is Socket & Writable {
  return "send" in socket
}
export const constructors: (new (options?: SocketOptions<Dealer>) => Dealer)[] = [Dealer]
export const subscriberOptions: SocketOptions<Subscriber> = {
  context,
  receiveHighWaterMark: 1,
  linger: 0,
  conflate: true,
}
export const dealerOptions: SocketOptions<Dealer> = { routingId: "x", sendTimeout: 1 }
export function make<S extends Socket>(
  type: new (options?: SocketOptions<S>) => S,
  options: SocketOptions<S>,
): S {
  return new type(options)
}
export const made: Dealer = make(Dealer, { routingId: "x", linger: 0 })
export function assign(socket: Dealer, options: SocketOptions<Dealer>): Dealer {
  return Object.assign(socket, options)
}

export class Ventilator extends Push {
  constructor(options?: SocketOptions<Push>) {
    super({ sendHighWaterMark: 1, ...options })
  }
  get tos(): number {
    return this.getUint32Option(57)
  }
  set tos(value: number) {
    this.setUint32Option(57, value)
  }
  numbered(): unknown[] {
    this.setBoolOption(39, this.getBoolOption(39))
    this.setInt32Option(17, this.getInt32Option(17))
    this.setInt64Option(22, this.getInt64Option(22))
    this.setUint64Option(4, this.getUint64Option(4))
    const name: string | null = this.getStringOption(5)
    this.setStringOption(5, name)
    this.setStringOption(5, Buffer.from("x"))
    return [name]
  }
}
export class Raw extends Socket {
  constructor() {
    super(new Dealer().type, { linger: 0 })
  }
}

// --- events

export async function watch(socket: Socket): Promise<void> {
  const observer: Observer = socket.events
  const subscriber: EventSubscriber = observer
  subscriber.on("bind", ({ type, address }) => {
    const bind: "bind" = type
    uses(bind, address.length)
  })
  subscriber.off("bind", () => undefined)
  observer
    .on("connect:retry", ({ interval }) => uses(interval.toFixed()))
    .on("end", ({ type }) => uses(type))
  observer.on("handshake:error:auth", ({ error }) => {
    const status: 300 | 400 | 500 = error.status
    uses(status, error.message)
  })
  observer.on("handshake:error:protocol", ({ error }) => {
    switch (error.code) {
      case "ERR_ZMTP_UNSPECIFIED":
      case "ERR_ZMTP_CRYPTOGRAPHIC":
      case "ERR_ZAP_BAD_VERSION":
        break
    }
  })
  observer.on("handshake:error:other", ({ error }) => {
    const [code, errno]: [string, number] = [error.code, error.errno]
    uses(code, errno)
  })
  observer.on("bind:error", ({ address, error }) => uses(address, error.code, error.errno))
  observer.on("accept:error", ({ error }) => uses(error.code))
  observer.on("close:error", ({ error }) => uses(error.code))
  observer.on("unknown", (event) => uses(event.type))
  const event: Event = await observer.receive()
  const type: EventType = event.type
  if (event.type === "connect:retry") event.interval.toFixed()
  if (event.type !== "end" && event.type !== "unknown") event.address.trim()
  if ("error" in event) event.error.message.trim()
  const bound: EventOfType<"bind"> = { type: "bind", address: "x" }
  const ended: EventOfType<"end"> = { type: "end" }
  const any: EventOfType = bound
  uses(type, ended, any)
  for await (const each of observer) {
    if (each.type === "accept") each.address.trim()
  }
  const closed: boolean = observer.closed
  if (!closed) observer.close()
  new Observer(socket)
}
export function listen<E extends EventType>(
  socket: Socket,
  type: E,
  listener: (event: EventOfType<E>) => void,
): void {
  socket.events.on(type, listener)
  socket.events.off(type, listener)
}

// --- proxies

export async function proxy(): Promise<void> {
  const between: Proxy<Router, Dealer> = new Proxy(new Router(), new Dealer())
  const plain: Proxy = between
  between.frontEnd.mandatory = true
  between.backEnd.probeRouter = true
  const running: Promise<void> = plain.run()
  between.pause()
  between.resume()
  between.terminate()
  await running
}
export const named: zmq.Socket[] = [new zmq.Pair(), new zmq.Dealer({ linger: 0 })]
