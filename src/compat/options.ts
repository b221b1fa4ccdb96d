/**
 * The socket options of versions 4 and 5: their short names, and where each of them lives on a socket of today.
 * Knows names and values. Does not know what the options do.
 */
import { Buffer } from "node:buffer"
import { Subscriber } from "../api/sockets.js"
import type { Socket } from "../api/socket.js"
import * as zmq from "./constants.js"

/** libzmq's numbers by short name: what `setsockopt` takes, and the properties of a socket. */
export const options = {
  _fd: zmq.ZMQ_FD,
  _ioevents: zmq.ZMQ_EVENTS,
  _receiveMore: zmq.ZMQ_RCVMORE,
  _subscribe: zmq.ZMQ_SUBSCRIBE,
  _unsubscribe: zmq.ZMQ_UNSUBSCRIBE,
  affinity: zmq.ZMQ_AFFINITY,
  backlog: zmq.ZMQ_BACKLOG,
  hwm: zmq.ZMQ_HWM,
  identity: zmq.ZMQ_IDENTITY,
  linger: zmq.ZMQ_LINGER,
  rate: zmq.ZMQ_RATE,
  rcvbuf: zmq.ZMQ_RCVBUF,
  last_endpoint: zmq.ZMQ_LAST_ENDPOINT,
  reconnect_ivl: zmq.ZMQ_RECONNECT_IVL,
  recovery_ivl: zmq.ZMQ_RECOVERY_IVL,
  sndbuf: zmq.ZMQ_SNDBUF,
  mechanism: zmq.ZMQ_MECHANISM,
  plain_server: zmq.ZMQ_PLAIN_SERVER,
  plain_username: zmq.ZMQ_PLAIN_USERNAME,
  plain_password: zmq.ZMQ_PLAIN_PASSWORD,
  curve_server: zmq.ZMQ_CURVE_SERVER,
  curve_publickey: zmq.ZMQ_CURVE_PUBLICKEY,
  curve_secretkey: zmq.ZMQ_CURVE_SECRETKEY,
  curve_serverkey: zmq.ZMQ_CURVE_SERVERKEY,
  zap_domain: zmq.ZMQ_ZAP_DOMAIN,
  heartbeat_ivl: zmq.ZMQ_HEARTBEAT_IVL,
  heartbeat_ttl: zmq.ZMQ_HEARTBEAT_TTL,
  heartbeat_timeout: zmq.ZMQ_HEARTBEAT_TIMEOUT,
  connect_timeout: zmq.ZMQ_CONNECT_TIMEOUT,
}

/** A short name, or libzmq's number. */
export type OptionKey = keyof typeof options | number

/** What `getsockopt` answers. Flags are 0 and 1, as in C. */
export type Answer = string | number | boolean | null

/** One socket's options. */
export interface OptionHolder {
  readonly socket: Socket
  /** Values that this socket only keeps and gives back, by number. */
  readonly kept: Map<number, unknown>
}

interface Getter {
  get: (holder: OptionHolder) => unknown
}
interface Setter {
  set: (holder: OptionHolder, value: unknown) => void
}

/** An option that a socket has under another name. */
function property(name: string): Getter & Setter {
  return {
    get: ({ socket }) => read(socket, name),
    set: ({ socket }, value) => {
      write(socket, name, value)
    },
  }
}

/** An option that is on or off: anything true turns it on. */
function flag(name: string): Getter & Setter {
  return {
    get: ({ socket }) => (read(socket, name) === true ? 1 : 0),
    set: ({ socket }, value) => {
      write(socket, name, Boolean(value))
    },
  }
}

/** libzmq takes these on every socket. Where one has no use for it, the value is kept and given back. */
function everywhere(id: number, name: string, initial: Answer): Getter & Setter {
  return {
    get: ({ socket, kept }) => (name in socket ? read(socket, name) : (kept.get(id) ?? initial)),
    set: ({ socket, kept }, value) => {
      if (name in socket) write(socket, name, value)
      else kept.set(id, Buffer.isBuffer(value) ? value.toString() : value)
    },
  }
}

function writeOnly({ set }: Setter): Setter {
  return { set }
}

const sendHighWaterMark = everywhere(zmq.ZMQ_SNDHWM, "sendHighWaterMark", 1000)
const receiveHighWaterMark = everywhere(zmq.ZMQ_RCVHWM, "receiveHighWaterMark", 1000)

function refused(message: string): () => never {
  return () => {
    throw new Error(message)
  }
}

const rawIsUnsupported = refused("ZMQ_ROUTER_RAW is not supported in compatibility mode")

const MECHANISMS = [null, "plain", "curve", "gssapi"]

const TABLE: Readonly<Partial<Record<number, Partial<Getter & Setter>>>> = {
  [zmq.ZMQ_HWM]: {
    get: (holder) =>
      ("sendHighWaterMark" in holder.socket ? sendHighWaterMark : receiveHighWaterMark).get(holder),
    set: (holder, value) => {
      sendHighWaterMark.set(holder, value)
      receiveHighWaterMark.set(holder, value)
    },
  },
  [zmq.ZMQ_AFFINITY]: property("affinity"),
  [zmq.ZMQ_IDENTITY]: everywhere(zmq.ZMQ_IDENTITY, "routingId", null),
  [zmq.ZMQ_SUBSCRIBE]: {
    set: ({ socket }, value) => {
      subscribe(socket, value)
    },
  },
  [zmq.ZMQ_UNSUBSCRIBE]: {
    set: ({ socket }, value) => {
      unsubscribe(socket, value)
    },
  },
  [zmq.ZMQ_RATE]: property("rate"),
  [zmq.ZMQ_RECOVERY_IVL]: property("recoveryInterval"),
  [zmq.ZMQ_SNDBUF]: everywhere(zmq.ZMQ_SNDBUF, "sendBufferSize", -1),
  [zmq.ZMQ_RCVBUF]: everywhere(zmq.ZMQ_RCVBUF, "receiveBufferSize", -1),
  [zmq.ZMQ_RCVMORE]: { get: refused("ZMQ_RCVMORE is not supported in compatibility mode") },
  [zmq.ZMQ_FD]: { get: refused("ZMQ_FD is not supported in compatibility mode") },
  [zmq.ZMQ_EVENTS]: {
    get: ({ socket }) =>
      (socket.readable ? zmq.ZMQ_POLLIN : 0) | (socket.writable ? zmq.ZMQ_POLLOUT : 0),
  },
  [zmq.ZMQ_TYPE]: { get: ({ socket }) => socket.type },
  [zmq.ZMQ_LINGER]: property("linger"),
  [zmq.ZMQ_RECONNECT_IVL]: property("reconnectInterval"),
  [zmq.ZMQ_BACKLOG]: property("backlog"),
  [zmq.ZMQ_RECONNECT_IVL_MAX]: property("reconnectMaxInterval"),
  [zmq.ZMQ_MAXMSGSIZE]: property("maxMessageSize"),
  [zmq.ZMQ_SNDHWM]: sendHighWaterMark,
  [zmq.ZMQ_RCVHWM]: receiveHighWaterMark,
  [zmq.ZMQ_MULTICAST_HOPS]: everywhere(zmq.ZMQ_MULTICAST_HOPS, "multicastHops", 1),
  // Nobody waits for a message that is an event: there is nothing to time out.
  [zmq.ZMQ_RCVTIMEO]: {
    get: ({ kept }) => kept.get(zmq.ZMQ_RCVTIMEO) ?? -1,
    set: ({ kept }, value) => {
      if (typeof value !== "number") throw new TypeError("Option value must be a number")
      kept.set(zmq.ZMQ_RCVTIMEO, value)
    },
  },
  [zmq.ZMQ_SNDTIMEO]: everywhere(zmq.ZMQ_SNDTIMEO, "sendTimeout", -1),
  [zmq.ZMQ_IPV4ONLY]: {
    get: ({ socket }) => !socket.ipv6,
    set: ({ socket }, value) => {
      socket.ipv6 = !value
    },
  },
  [zmq.ZMQ_LAST_ENDPOINT]: { get: ({ socket }) => socket.lastEndpoint },
  [zmq.ZMQ_ROUTER_MANDATORY]: flag("mandatory"),
  [zmq.ZMQ_TCP_KEEPALIVE]: property("tcpKeepalive"),
  [zmq.ZMQ_TCP_KEEPALIVE_CNT]: property("tcpKeepaliveCount"),
  [zmq.ZMQ_TCP_KEEPALIVE_IDLE]: property("tcpKeepaliveIdle"),
  [zmq.ZMQ_TCP_KEEPALIVE_INTVL]: property("tcpKeepaliveInterval"),
  [zmq.ZMQ_TCP_ACCEPT_FILTER]: writeOnly(property("tcpAcceptFilter")),
  [zmq.ZMQ_DELAY_ATTACH_ON_CONNECT]: flag("immediate"),
  [zmq.ZMQ_XPUB_VERBOSE]: {
    get: refused("Reading ZMQ_XPUB_VERBOSE is not supported"),
    set: ({ socket }, value) => {
      write(socket, "verbosity", value ? "allSubs" : null)
    },
  },
  [zmq.ZMQ_ROUTER_RAW]: { get: rawIsUnsupported, set: rawIsUnsupported },
  [zmq.ZMQ_IPV6]: flag("ipv6"),
  [zmq.ZMQ_MECHANISM]: {
    get: ({ socket }) =>
      Math.max(0, MECHANISMS.indexOf(read(socket, "securityMechanism") as string | null)),
  },
  [zmq.ZMQ_PLAIN_SERVER]: flag("plainServer"),
  [zmq.ZMQ_PLAIN_USERNAME]: property("plainUsername"),
  [zmq.ZMQ_PLAIN_PASSWORD]: property("plainPassword"),
  [zmq.ZMQ_CURVE_SERVER]: flag("curveServer"),
  [zmq.ZMQ_CURVE_PUBLICKEY]: property("curvePublicKey"),
  [zmq.ZMQ_CURVE_SECRETKEY]: property("curveSecretKey"),
  [zmq.ZMQ_CURVE_SERVERKEY]: property("curveServerKey"),
  [zmq.ZMQ_ZAP_DOMAIN]: property("zapDomain"),
  [zmq.ZMQ_ROUTER_HANDOVER]: writeOnly(flag("handover")),
  [zmq.ZMQ_HEARTBEAT_IVL]: property("heartbeatInterval"),
  [zmq.ZMQ_HEARTBEAT_TTL]: property("heartbeatTimeToLive"),
  [zmq.ZMQ_HEARTBEAT_TIMEOUT]: property("heartbeatTimeout"),
  [zmq.ZMQ_CONNECT_TIMEOUT]: property("connectTimeout"),
}

/** @throws Error for an option that cannot be read. */
export function getOption(holder: OptionHolder, key: OptionKey): Answer {
  const get = TABLE[numberOf(key)]?.get
  if (get === undefined) throw new Error("Unknown option")
  return get(holder) as Answer
}

/** @throws Error for an option that cannot be set, or not to this. */
export function setOption(holder: OptionHolder, key: OptionKey, value: unknown): void {
  const set = TABLE[numberOf(key)]?.set
  if (set === undefined) throw new Error("Unknown option")
  set(holder, value)
}

/** @throws Error when this is no SUB. */
export function subscribe(socket: Socket, filter: unknown): void {
  asSubscriber(socket).subscribe(filter as string | Buffer)
}

/** @throws Error when this is no SUB. */
export function unsubscribe(socket: Socket, filter: unknown): void {
  asSubscriber(socket).unsubscribe(filter as string | Buffer)
}

function asSubscriber(socket: Socket): Subscriber {
  if (socket instanceof Subscriber) return socket
  throw new Error("Subscriber socket required")
}

function numberOf(key: OptionKey): number {
  return typeof key === "number" ? key : options[key]
}

function read(socket: Socket, name: string): unknown {
  return Reflect.get(socket, name, socket)
}

/** @throws TypeError when the socket has no such option. */
function write(socket: Socket, name: string, value: unknown): void {
  Object.assign(socket, { [name]: value })
}
