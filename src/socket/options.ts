/**
 * Every socket option: name, libzmq's number, kind, default, range, and which sockets have it.
 * Knows values. Does not know what they do.
 */
import { Buffer } from "node:buffer"
import type { SocketName } from "./socket-types.js"

/** What an option holds. Bytes are given as string, Buffer or null. */
export type OptionKind = "bool" | "int32" | "uint32" | "int64" | "uint64" | "bytes"
export type OptionValue = boolean | number | Buffer | string | null

/** One line of the table. */
export interface OptionSpec {
  readonly name: keyof OptionValues
  readonly id: number
  readonly kind: OptionKind
  readonly min: number
  readonly max: number
  /** Most bytes of a "bytes" option; it may not be empty. */
  readonly maxBytes: number
  /** Null: every socket. */
  readonly on: readonly SocketName[] | null
  readonly access: "rw" | "r" | "w"
  /** A change is only seen by the binds and connects that follow. */
  readonly late: boolean
}

/** The options of one socket. */
export interface OptionValues {
  affinity: number
  rate: number
  recoveryInterval: number
  multicastMaxTransportDataUnit: number
  multicastHops: number
  linger: number
  reconnectInterval: number
  reconnectMaxInterval: number
  backlog: number
  maxMessageSize: number
  tcpKeepalive: number
  tcpKeepaliveCount: number
  tcpKeepaliveIdle: number
  tcpKeepaliveInterval: number
  immediate: boolean
  ipv6: boolean
  typeOfService: number
  handshakeInterval: number
  heartbeatInterval: number
  heartbeatTimeToLive: number
  heartbeatTimeout: number
  connectTimeout: number
  sendBufferSize: number
  receiveBufferSize: number
  sendHighWaterMark: number
  receiveHighWaterMark: number
  sendTimeout: number
  receiveTimeout: number
  routingId: Buffer | null
  mandatory: boolean
  probeRouter: boolean
  correlate: boolean
  relaxed: boolean
  conflate: boolean
  handover: boolean
  noDrop: boolean
  manual: boolean
  manualLastValue: boolean
  welcomeMessage: Buffer | null
  verbosity: "allSubs" | "allSubsUnsubs" | null
  verboseUnsubscribe: boolean
  notify: boolean
  invertMatching: boolean
  /** Bits, see `option-forms`. */
  reconnectStop: number
  /** Bits, see `option-forms`; the property is `notify`. */
  routerNotify: number
  helloMessage: Buffer | null
  disconnectMessage: Buffer | null
  hiccupMessage: Buffer | null
  onlyFirstSubscribe: boolean
  /** The socket's pattern knows. */
  readonly topicsCount: number
}

/** Values of a new socket. */
export function defaultOptions(): OptionValues {
  return {
    affinity: 0,
    rate: 100,
    recoveryInterval: 10000,
    multicastMaxTransportDataUnit: 1500,
    multicastHops: 1,
    linger: -1,
    reconnectInterval: 100,
    reconnectMaxInterval: 0,
    backlog: 100,
    maxMessageSize: -1,
    tcpKeepalive: -1,
    tcpKeepaliveCount: -1,
    tcpKeepaliveIdle: -1,
    tcpKeepaliveInterval: -1,
    immediate: false,
    ipv6: false,
    typeOfService: 0,
    handshakeInterval: 30000,
    heartbeatInterval: 0,
    heartbeatTimeToLive: 0,
    heartbeatTimeout: -1,
    connectTimeout: 0,
    sendBufferSize: -1,
    receiveBufferSize: -1,
    sendHighWaterMark: 1000,
    receiveHighWaterMark: 1000,
    sendTimeout: -1,
    receiveTimeout: -1,
    routingId: null,
    mandatory: false,
    probeRouter: false,
    correlate: false,
    relaxed: false,
    conflate: false,
    handover: false,
    noDrop: false,
    manual: false,
    manualLastValue: false,
    welcomeMessage: null,
    verbosity: null,
    verboseUnsubscribe: false,
    notify: true,
    invertMatching: false,
    reconnectStop: 0,
    routerNotify: 0,
    helloMessage: null,
    disconnectMessage: null,
    hiccupMessage: null,
    onlyFirstSubscribe: false,
    topicsCount: 0,
  }
}

const INT32_MAX = 0x7fffffff
const INT32_MIN = -0x80000000
const TTL_STEP_MS = 100
const LARGEST_TTL_MS = 6_553_599

const SENDERS: readonly SocketName[] = [
  "Pair",
  "Publisher",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Push",
  "XPublisher",
  "XSubscriber",
  "Stream",
]
const RECEIVERS: readonly SocketName[] = [
  "Pair",
  "Subscriber",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Pull",
  "XPublisher",
  "XSubscriber",
  "Stream",
]

/** Messages; an empty one, or null, is none. */
const MAY_BE_EMPTY: ReadonlySet<keyof OptionValues> = new Set([
  "welcomeMessage",
  "helloMessage",
  "disconnectMessage",
  "hiccupMessage",
])

type Extras = Partial<Omit<OptionSpec, "name" | "id" | "kind">>

function option(
  name: keyof OptionValues,
  id: number,
  kind: OptionKind,
  extras: Extras = {},
): OptionSpec {
  const { min = INT32_MIN, max = INT32_MAX, maxBytes = Infinity } = extras
  return { on: null, access: "rw", late: true, ...extras, name, id, kind, min, max, maxBytes }
}

const NOW = { late: false }

/** The options, by libzmq's numbers. `verbosity` has two of them and is set by name only. */
export const OPTIONS: readonly OptionSpec[] = [
  option("affinity", 4, "uint64"),
  option("routingId", 5, "bytes", {
    on: ["Request", "Reply", "Router", "Dealer"],
    maxBytes: 255,
  }),
  option("rate", 8, "int32", { min: 1 }),
  option("recoveryInterval", 9, "int32", { min: 0 }),
  option("sendBufferSize", 11, "int32", { on: SENDERS, min: -1 }),
  option("receiveBufferSize", 12, "int32", { on: RECEIVERS, min: -1 }),
  option("linger", 17, "int32", { ...NOW, min: -1 }),
  option("reconnectInterval", 18, "int32", { min: -1 }),
  option("backlog", 19, "int32", { min: 0 }),
  option("reconnectMaxInterval", 21, "int32", { min: 0 }),
  option("maxMessageSize", 22, "int64"),
  option("sendHighWaterMark", 23, "int32", { ...NOW, on: SENDERS, min: 0 }),
  option("receiveHighWaterMark", 24, "int32", { ...NOW, on: RECEIVERS, min: 0 }),
  option("multicastHops", 25, "int32", { on: SENDERS, min: 1 }),
  option("receiveTimeout", 27, "int32", { ...NOW, on: RECEIVERS, min: -1 }),
  option("sendTimeout", 28, "int32", { ...NOW, on: SENDERS, min: -1 }),
  option("mandatory", 33, "bool", { ...NOW, on: ["Router"] }),
  option("tcpKeepalive", 34, "int32", { min: -1, max: 1 }),
  option("tcpKeepaliveCount", 35, "int32", { min: -1 }),
  option("tcpKeepaliveIdle", 36, "int32", { min: -1 }),
  option("tcpKeepaliveInterval", 37, "int32", { min: -1 }),
  option("immediate", 39, "bool"),
  option("ipv6", 42, "bool"),
  option("probeRouter", 51, "bool", {
    ...NOW,
    on: ["Router", "Dealer", "Request"],
    access: "w",
  }),
  option("correlate", 52, "bool", { ...NOW, on: ["Request"], access: "w" }),
  option("relaxed", 53, "bool", { ...NOW, on: ["Request"], access: "w" }),
  option("conflate", 54, "bool", {
    on: ["Pull", "Push", "Subscriber", "Publisher", "Dealer"],
    access: "w",
  }),
  option("handover", 56, "bool", { ...NOW, on: ["Router"], access: "w" }),
  option("typeOfService", 57, "uint32", { min: 0 }),
  option("handshakeInterval", 66, "int32", { min: 0 }),
  option("noDrop", 69, "bool", { on: ["XPublisher", "Publisher"], access: "w" }),
  option("manual", 71, "bool", { on: ["XPublisher"], access: "w" }),
  option("welcomeMessage", 72, "bytes", { on: ["XPublisher"], access: "w" }),
  option("notify", 73, "bool", { on: ["Stream"], access: "w" }),
  option("invertMatching", 74, "bool", { on: ["Publisher", "Subscriber", "XPublisher"] }),
  option("heartbeatInterval", 75, "int32", { min: 0 }),
  option("heartbeatTimeToLive", 76, "int32", { min: 1 - TTL_STEP_MS, max: LARGEST_TTL_MS }),
  option("heartbeatTimeout", 77, "int32", { min: 0 }),
  option("connectTimeout", 79, "int32", { min: 0 }),
  option("multicastMaxTransportDataUnit", 84, "int32", { min: 1 }),
  option("routerNotify", 97, "int32", { on: ["Router"], min: 0, max: 3 }),
  option("manualLastValue", 98, "bool", { on: ["XPublisher"], access: "w" }),
  option("onlyFirstSubscribe", 108, "bool", {
    on: ["Publisher", "XPublisher", "XSubscriber"],
    access: "w",
  }),
  option("reconnectStop", 109, "int32"),
  option("helloMessage", 110, "bytes", { on: ["Router", "Dealer"], access: "w" }),
  option("disconnectMessage", 111, "bytes", { on: ["Router"], access: "w" }),
  option("hiccupMessage", 114, "bytes", { on: ["Dealer"], access: "w" }),
  option("verboseUnsubscribe", 115, "bool", { on: ["XSubscriber"], access: "w" }),
  option("topicsCount", 116, "int32", {
    on: ["Publisher", "XPublisher", "Subscriber", "XSubscriber"],
    access: "r",
  }),
]

/** What libzmq would store for a value; null when it would answer EINVAL. */
export function accept(spec: OptionSpec, value: OptionValue): { value: OptionValue } | null {
  if (spec.kind === "bool") return typeof value === "boolean" ? { value } : null
  if (spec.kind === "bytes") return acceptBytes(spec, value)
  if (typeof value !== "number") return null
  const number = toKind(spec.kind, value)
  if (spec.kind !== "int64" && spec.kind !== "uint64" && (number < spec.min || number > spec.max)) {
    return null
  }
  // libzmq keeps the TTL in tenths of a second.
  return {
    value: spec.name === "heartbeatTimeToLive" ? number - (number % TTL_STEP_MS) || 0 : number,
  }
}

/** The number as JavaScript would hand it to native code. */
function toKind(kind: OptionKind, value: number): number {
  if (kind === "int32") return value | 0
  if (kind === "uint32") return value >>> 0
  if (Number.isNaN(value)) return 0
  if (kind === "uint64") return Math.min(Math.max(Math.trunc(value), 0), 2 ** 64)
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), -(2 ** 63)), 2 ** 63) : 0
}

function acceptBytes(spec: OptionSpec, value: OptionValue): { value: OptionValue } | null {
  if (value === null) return MAY_BE_EMPTY.has(spec.name) ? { value: null } : null
  if (typeof value !== "string" && !Buffer.isBuffer(value)) return null
  const bytes = Buffer.from(value)
  const mayBeEmpty = MAY_BE_EMPTY.has(spec.name)
  if (bytes.length > spec.maxBytes || (bytes.length === 0 && !mayBeEmpty)) return null
  return { value: bytes.length === 0 ? null : bytes }
}
