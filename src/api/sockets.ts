/**
 * The twelve socket types: which of them send, which receive, and what their messages look like.
 */
import type { Buffer } from "node:buffer"
import { TYPE } from "../socket/socket-types.js"
import type { Context } from "./context.js"
import {
  defineOptions,
  SUBSCRIBE,
  UNSUBSCRIBE,
  XPUB_VERBOSE,
  XPUB_VERBOSER,
} from "./option-accessors.js"
import type {
  ConflateOption,
  HelloOption,
  InvertOption,
  MetadataValue,
  NoticeOptions,
  OnlyFirstSubscribeOption,
  ProbeOption,
  ReconnectStopValue,
  RoutingOptions,
  SubscriptionLimit,
  TopicsCount,
} from "./option-types.js"
import type { BatchReadable, BatchWritable, MessageLike, Readable, Writable } from "./messaging.js"
import type { ReadableFrom } from "./receive-from.js"
import { coreOf, Socket } from "./socket.js"

/** Options of a socket as its constructor takes them: its properties, and its context. */
export type SocketOptions<S extends Socket> = Partial<
  Omit<S, ReadOnly | keyof Wider | Methods<S>> & Wider
> & {
  /** The context it belongs to; the default one unless given. */
  context?: Context
}

/** Sockets that send and receive. */
interface Both extends Writable, BatchWritable, Readable, BatchReadable, ReadableFrom {}

type ReadOnly =
  | "closed"
  | "context"
  | "events"
  | "lastEndpoint"
  | "peers"
  | "readable"
  | "securityMechanism"
  | "threadSafe"
  | "topicsCount"
  | "type"
  | "writable"
/** Options that take more than they give back. */
interface Wider {
  reconnectStop: ReconnectStopValue
  metadata: MetadataValue
}
type Methods<S> = {
  [K in keyof S]: S[K] extends (...given: never[]) => unknown ? K : never
}[keyof S]

/**
 * PAIR (RFC 31): exactly one peer, both ways.
 *
 * @example
 * import { Pair } from "purezmq"
 * const a = new Pair()
 * const b = new Pair()
 * await a.bind("inproc://pair")
 * b.connect("inproc://pair")
 * await a.send("hello")
 * console.log(String(await b.receive())) // "hello"
 * a.close()
 * b.close()
 */
export class Pair extends Socket {
  constructor(options?: SocketOptions<Pair>) {
    super(TYPE.Pair, options)
  }
}
export interface Pair extends Both {}

/**
 * PUB (RFC 29): each message goes to all subscribers of a prefix of its first part; none waits for a slow one.
 *
 * @example
 * import { Publisher } from "purezmq"
 * const publisher = new Publisher()
 * await publisher.bind("tcp://127.0.0.1:*")
 * await publisher.send(["weather", "sunny"])
 * publisher.close()
 */
export class Publisher extends Socket {
  constructor(options?: SocketOptions<Publisher>) {
    super(TYPE.Publisher, options)
  }
}
export interface Publisher
  extends
    Writable,
    BatchWritable,
    ConflateOption,
    InvertOption,
    OnlyFirstSubscribeOption,
    SubscriptionLimit,
    TopicsCount {
  /** Wait when a subscriber is at its high-water mark, rather than drop the message for it. */
  set noDrop(value: boolean)
}

/**
 * SUB (RFC 29): receives what it has subscribed to.
 *
 * @example
 * import { Subscriber } from "purezmq"
 * const subscriber = new Subscriber()
 * subscriber.connect("tcp://127.0.0.1:5555")
 * subscriber.subscribe("weather")
 * subscriber.close()
 */
export class Subscriber extends Socket {
  constructor(options?: SocketOptions<Subscriber>) {
    super(TYPE.Subscriber, options)
  }

  /** Receives messages whose first part begins with one of these; without any, all messages. */
  subscribe(...prefixes: (string | Buffer)[]): void {
    for (const prefix of orAll(prefixes)) this.setStringOption(SUBSCRIBE, prefix)
  }

  /** Takes subscriptions back, each once. One that was not made is no error. */
  unsubscribe(...prefixes: (string | Buffer)[]): void {
    for (const prefix of orAll(prefixes)) this.setStringOption(UNSUBSCRIBE, prefix)
  }
}
export interface Subscriber
  extends Readable, BatchReadable, ReadableFrom, ConflateOption, InvertOption, TopicsCount {}

/**
 * REQ (RFC 28): one request, then its reply, and so on. Each request goes to the next peer.
 *
 * @example
 * import { Reply, Request } from "purezmq"
 * const reply = new Reply()
 * const request = new Request()
 * await reply.bind("inproc://greeter")
 * request.connect("inproc://greeter")
 * await request.send("Ada")
 * const [name] = await reply.receive()
 * await reply.send(`hello, ${String(name)}`)
 * console.log(String(await request.receive())) // "hello, Ada"
 * request.close()
 * reply.close()
 */
export class Request extends Socket {
  constructor(options?: SocketOptions<Request>) {
    super(TYPE.Request, options)
  }
}
export interface Request extends Both, RoutingOptions, ProbeOption {
  /** Number the requests, so that only the reply to the last one is taken. */
  set correlate(value: boolean)
  /** Let a request be sent before the last one has its reply, which is then dropped. */
  set relaxed(value: boolean)
}

/** REP (RFC 28): one request, then the reply to it, and so on. See {@link Request} for an example. */
export class Reply extends Socket {
  constructor(options?: SocketOptions<Reply>) {
    super(TYPE.Reply, options)
  }
}
export interface Reply extends Both, RoutingOptions {}

/**
 * DEALER (RFC 28): sends to each peer in turn, receives from each in turn.
 *
 * @example
 * import { Dealer } from "purezmq"
 * const dealer = new Dealer({ routingId: "worker-1" })
 * dealer.connect("tcp://127.0.0.1:5555")
 * dealer.close()
 */
export class Dealer extends Socket {
  constructor(options?: SocketOptions<Dealer>) {
    super(TYPE.Dealer, options)
  }
}
export interface Dealer extends Both, RoutingOptions, ProbeOption, ConflateOption, HelloOption {
  /** Received when the connection to a peer that was connected to is lost; null or empty: nothing. */
  set hiccupMessage(value: string | Buffer | null)
}

/** How a ROUTER connects. */
export interface RouterConnectOptions {
  /** The name of the peer, in place of what it announces. */
  routingId?: string
}

/**
 * ROUTER (RFC 28): the first part of each message is the routing id of the peer it came from or goes to.
 *
 * @example
 * import { Router } from "purezmq"
 * const router = new Router({ mandatory: true, sendTimeout: 0 })
 * await router.bind("tcp://127.0.0.1:*")
 * await router.send(["nobody", "hello"]).catch((error) => console.log(error.code)) // "EHOSTUNREACH"
 * router.close()
 */
export class Router extends Socket {
  constructor(options?: SocketOptions<Router>) {
    super(TYPE.Router, options)
  }

  /** Connects; with a routing id, this peer is known by it. @throws ZmqError EADDRINUSE when it is taken. */
  override connect(address: string, options: RouterConnectOptions = {}): void {
    if (options.routingId === undefined) super.connect(address)
    else this.connectAs(address, options.routingId)
  }
}
export interface Router extends Both, RoutingOptions, ProbeOption, HelloOption, NoticeOptions {
  /** Reject a send to an unknown peer with EHOSTUNREACH, and wait for a full one, or for a first one. Default
   * false: dropped. */
  mandatory: boolean
  /** Let a new peer take over the routing id of an older one. */
  set handover(value: boolean)
}

/**
 * PULL (RFC 30): receives from each peer in turn.
 *
 * @example
 * import { Pull } from "purezmq"
 * const pull = new Pull()
 * await pull.bind("tcp://127.0.0.1:*")
 * console.log("send work to", pull.lastEndpoint)
 * pull.close()
 */
export class Pull extends Socket {
  constructor(options?: SocketOptions<Pull>) {
    super(TYPE.Pull, options)
  }
}
export interface Pull extends Readable, BatchReadable, ReadableFrom, ConflateOption {}

/**
 * PUSH (RFC 30): each message goes to the next peer that has room.
 *
 * @example
 * import { Pull, Push } from "purezmq"
 * const push = new Push()
 * const pull = new Pull()
 * await push.bind("tcp://127.0.0.1:*")
 * pull.connect(push.lastEndpoint ?? "")
 * await push.send(["some", "work"])
 * const [kind, task] = await pull.receive()
 * console.log(`${String(kind)}: ${String(task)}`) // "some: work"
 * push.close()
 * pull.close()
 */
export class Push extends Socket {
  constructor(options?: SocketOptions<Push>) {
    super(TYPE.Push, options)
  }
}
export interface Push extends Writable, BatchWritable, ConflateOption {}

/** XPUB (RFC 29): as {@link Publisher}, and subscriptions can be received: 01 topic, 00 topic. */
export class XPublisher extends Socket {
  constructor(options?: SocketOptions<XPublisher>) {
    super(TYPE.XPublisher, options)
  }

  /**
   * With `manual`: subscribes the peer whose subscription was received last, to what it is to get.
   * @throws ZmqError EINVAL without.
   */
  subscribe(...prefixes: (string | Buffer)[]): void {
    for (const prefix of orAll(prefixes)) this.setStringOption(SUBSCRIBE, prefix)
  }

  /** With `manual`: takes such subscriptions back. */
  unsubscribe(...prefixes: (string | Buffer)[]): void {
    for (const prefix of orAll(prefixes)) this.setStringOption(UNSUBSCRIBE, prefix)
  }

  /**
   * Which subscriptions are received: null, the first and the last of each topic; "allSubs", every one, and the
   * last cancellation; "allSubsUnsubs", every one and every cancellation.
   */
  set verbosity(value: "allSubs" | "allSubsUnsubs" | null) {
    switch (value) {
      case null:
        this.setBoolOption(XPUB_VERBOSE, false)
        break
      case "allSubs":
        this.setBoolOption(XPUB_VERBOSE, true)
        break
      case "allSubsUnsubs":
        this.setBoolOption(XPUB_VERBOSER, true)
    }
  }
}
export interface XPublisher
  extends Both, InvertOption, OnlyFirstSubscribeOption, SubscriptionLimit, TopicsCount {
  /** Wait when a subscriber is at its high-water mark, rather than drop the message for it. */
  set noDrop(value: boolean)
  /** Leave it to the application what each subscription of a peer means. */
  set manual(value: boolean)
  /**
   * Turns `manual` on or off, too. What is sent next after a subscription was received goes to that peer only, if it
   * has a matching one.
   */
  set manualLastValue(value: boolean)
  /** Sent first to every new subscriber. */
  set welcomeMessage(value: string | null)
}

/** XSUB (RFC 29): as {@link Subscriber}, but subscriptions are sent as messages: 01 topic, 00 topic. */
export class XSubscriber extends Socket {
  constructor(options?: SocketOptions<XSubscriber>) {
    super(TYPE.XSubscriber, options)
  }
}
export interface XSubscriber extends Both, OnlyFirstSubscribeOption, TopicsCount {
  /** Send every cancellation to publishers, not only the last of a topic. */
  set verboseUnsubscribe(value: boolean)
}

/** How a STREAM connects. */
export interface StreamConnectOptions {
  /** The name of the peer. */
  routingId?: string
}

/**
 * STREAM: plain TCP. Messages are [routing id, bytes]; empty bytes say that a peer has come or gone, and close
 * its connection when sent.
 *
 * @example
 * import { Stream } from "purezmq"
 * const stream = new Stream()
 * await stream.bind("tcp://127.0.0.1:*")
 * stream.close()
 */
export class Stream extends Socket {
  constructor(options?: SocketOptions<Stream>) {
    super(TYPE.Stream, options)
  }

  /** Connects; with a routing id, this peer is known by it. @throws ZmqError EADDRINUSE when it is taken. */
  override connect(address: string, options: StreamConnectOptions = {}): void {
    if (options.routingId === undefined) super.connect(address)
    else this.connectAs(address, options.routingId)
  }
}
export interface Stream
  extends
    Writable<[MessageLike, MessageLike]>,
    BatchWritable<[MessageLike, MessageLike]>,
    Readable<[Buffer, Buffer]>,
    BatchReadable<[Buffer, Buffer]>,
    ReadableFrom<[Buffer, Buffer]> {
  /** Receive an empty message when a peer comes or goes. Default true. */
  set notify(value: boolean)
}

const CLASSES = {
  Pair,
  Publisher,
  Subscriber,
  Request,
  Reply,
  Dealer,
  Router,
  Pull,
  Push,
  XPublisher,
  XSubscriber,
  Stream,
} as const

for (const name of Object.keys(CLASSES) as (keyof typeof CLASSES)[]) {
  defineOptions<Socket>(CLASSES[name].prototype, name, coreOf)
}

/** No prefix at all is the empty one: every message begins with it. */
function orAll(prefixes: readonly (string | Buffer)[]): readonly (string | Buffer)[] {
  return prefixes.length === 0 ? [""] : prefixes
}
