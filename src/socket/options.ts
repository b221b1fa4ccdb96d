/**
 * The table of socket options: name, libzmq's number, kind, range, which sockets have it, and what a change does.
 * Knows what may be stored. How a value is checked is in `option-checks`, what it starts as in `option-values`.
 */
import type { Buffer } from "node:buffer"
import type { OptionValues } from "./option-values.js"
import type { SocketName } from "./socket-types.js"

/** What an option holds. Bytes are given as string, Buffer or null. */
export type OptionKind = "bool" | "int32" | "uint32" | "int64" | "uint64" | "bytes"
export type OptionValue = boolean | number | Buffer | string | null

/** One line of the table. */
export interface OptionSpec {
  readonly name: keyof OptionValues
  /** Null: libzmq has no such option. */
  readonly id: number | null
  readonly kind: OptionKind
  readonly min: number
  readonly max: number
  /** Most bytes of a "bytes" option. */
  readonly maxBytes: number
  /**
   * What null and nothing do to a "bytes" option: both are refused; null, but not "", sets it back to null; both
   * set it back.
   */
  readonly blank: "refused" | "null resets" | "resets"
  /** What the bytes must be: anything, a CURVE key, or addresses in CIDR notation. */
  readonly content: "any" | "key" | "filter"
  /** The sockets that have it by name. Null: every socket. */
  readonly on: readonly SocketName[] | null
  /** By number every socket takes it, as in libzmq; where it means nothing it does nothing. */
  readonly everywhere: boolean
  readonly access: "rw" | "r" | "w"
  /** Setting it while there are links warns that only those to come will see it, as npm `zeromq` does. */
  readonly late: boolean
  /** When a change is seen: at once, by the binds and connects that follow, or never: it is only stored. */
  readonly effect: "at once" | "next" | "never"
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

type Extras = Partial<Omit<OptionSpec, "name" | "id" | "kind">>

function option(
  name: keyof OptionValues,
  id: number | null,
  kind: OptionKind,
  extras: Extras = {},
): OptionSpec {
  return {
    name,
    id,
    kind,
    min: INT32_MIN,
    max: INT32_MAX,
    maxBytes: Infinity,
    blank: "refused",
    content: "any",
    on: null,
    everywhere: false,
    access: "rw",
    late: true,
    effect: extras.late === false ? "at once" : "next",
    ...extras,
  }
}

const NOW: Extras = { late: false }
/** Warned of all the same, as npm `zeromq` does. */
const NOW_WITH_WARNING: Extras = { effect: "at once" }
const STORED: Extras = { effect: "never" }
const SENDING: Extras = { on: SENDERS, everywhere: true }
const RECEIVING: Extras = { on: RECEIVERS, everywhere: true }
const XPUB: Extras = { ...NOW_WITH_WARNING, on: ["XPublisher"], access: "w" }
const MESSAGE: Extras = { blank: "resets", access: "w" }
const KEY: Extras = { content: "key" }
/** 0 is no limit. */
const LIMIT: Extras = { min: 0 }

/** The options, by libzmq's numbers, and our own limits. `verbosity` has two of them and is set by name only. */
export const OPTIONS: readonly OptionSpec[] = [
  option("affinity", 4, "uint64", STORED),
  option("routingId", 5, "bytes", {
    on: ["Request", "Reply", "Router", "Dealer"],
    everywhere: true,
    maxBytes: 255,
  }),
  option("rate", 8, "int32", { ...STORED, min: 1 }),
  option("recoveryInterval", 9, "int32", { ...STORED, min: 0 }),
  option("sendBufferSize", 11, "int32", { ...STORED, ...SENDING, min: -1 }),
  option("receiveBufferSize", 12, "int32", { ...STORED, ...RECEIVING, min: -1 }),
  option("linger", 17, "int32", { ...NOW, min: -1 }),
  option("reconnectInterval", 18, "int32", { min: -1 }),
  option("backlog", 19, "int32", { min: 0 }),
  option("reconnectMaxInterval", 21, "int32", { min: 0 }),
  option("maxMessageSize", 22, "int64"),
  option("sendHighWaterMark", 23, "int32", { ...NOW, ...SENDING, min: 0 }),
  option("receiveHighWaterMark", 24, "int32", { ...NOW, ...RECEIVING, min: 0 }),
  option("multicastHops", 25, "int32", { ...STORED, ...SENDING, min: 1 }),
  option("receiveTimeout", 27, "int32", { ...NOW, ...RECEIVING, min: -1 }),
  option("sendTimeout", 28, "int32", { ...NOW, ...SENDING, min: -1 }),
  option("mandatory", 33, "bool", { ...NOW, on: ["Router"] }),
  option("tcpKeepalive", 34, "int32", { min: -1, max: 1 }),
  option("tcpKeepaliveCount", 35, "int32", { min: -1 }),
  option("tcpKeepaliveIdle", 36, "int32", { min: -1 }),
  option("tcpKeepaliveInterval", 37, "int32", { min: -1 }),
  option("tcpAcceptFilter", 38, "bytes", { content: "filter", blank: "null resets" }),
  option("immediate", 39, "bool"),
  option("ipv6", 42, "bool"),
  option("securityMechanism", 43, "int32", { ...NOW, access: "r" }),
  option("plainServer", 44, "bool"),
  option("plainUsername", 45, "bytes", { blank: "null resets", maxBytes: 255 }),
  option("plainPassword", 46, "bytes", { blank: "null resets", maxBytes: 255 }),
  option("curveServer", 47, "bool"),
  option("curvePublicKey", 48, "bytes", KEY),
  option("curveSecretKey", 49, "bytes", KEY),
  option("curveServerKey", 50, "bytes", KEY),
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
  option("zapDomain", 55, "bytes", { maxBytes: 255 }),
  option("handover", 56, "bool", { ...NOW, on: ["Router"], access: "w" }),
  option("typeOfService", 57, "uint32", { min: 0 }),
  option("handshakeInterval", 66, "int32", { min: 0 }),
  option("socksProxy", 68, "bytes", { blank: "null resets" }),
  option("noDrop", 69, "bool", { ...XPUB, on: ["XPublisher", "Publisher"] }),
  option("manual", 71, "bool", XPUB),
  option("welcomeMessage", 72, "bytes", { ...XPUB, blank: "resets" }),
  option("notify", 73, "bool", { ...NOW_WITH_WARNING, on: ["Stream"], access: "w" }),
  option("invertMatching", 74, "bool", {
    ...NOW_WITH_WARNING,
    on: ["Publisher", "Subscriber", "XPublisher"],
    everywhere: true,
  }),
  option("heartbeatInterval", 75, "int32", { min: 0 }),
  option("heartbeatTimeToLive", 76, "int32", { min: 1 - TTL_STEP_MS, max: LARGEST_TTL_MS }),
  option("heartbeatTimeout", 77, "int32", { min: 0 }),
  option("connectTimeout", 79, "int32", { min: 0 }),
  option("tcpMaxRetransmitTimeout", 80, "int32", { ...STORED, min: 0 }),
  option("threadSafe", 81, "bool", { ...NOW, access: "r" }),
  option("multicastMaxTransportDataUnit", 84, "int32", { ...STORED, min: 1 }),
  option("interface", 92, "bytes", { blank: "null resets", maxBytes: 16 }),
  option("zapEnforceDomain", 93, "bool"),
  option("loopbackFastPath", 94, "bool", STORED),
  option("routerNotify", 97, "int32", { on: ["Router"], min: 0, max: 3 }),
  option("manualLastValue", 98, "bool", XPUB),
  option("socksUsername", 99, "bytes", { blank: "resets", maxBytes: 255 }),
  option("socksPassword", 100, "bytes", { blank: "resets", maxBytes: 255 }),
  option("onlyFirstSubscribe", 108, "bool", {
    ...NOW_WITH_WARNING,
    on: ["Publisher", "XPublisher", "XSubscriber"],
    access: "w",
  }),
  option("reconnectStop", 109, "int32"),
  option("helloMessage", 110, "bytes", { ...MESSAGE, on: ["Router", "Dealer"] }),
  option("disconnectMessage", 111, "bytes", { ...MESSAGE, on: ["Router"] }),
  option("hiccupMessage", 114, "bytes", { ...MESSAGE, on: ["Dealer"] }),
  option("verboseUnsubscribe", 115, "bool", {
    ...NOW_WITH_WARNING,
    on: ["XSubscriber"],
    access: "w",
  }),
  option("topicsCount", 116, "int32", {
    ...NOW,
    on: ["Publisher", "XPublisher", "Subscriber", "XSubscriber"],
    access: "r",
  }),
  option("maxMessageParts", null, "int32", LIMIT),
  option("maxMultipartSize", null, "int32", LIMIT),
  option("maxHandshakeSize", null, "int32", LIMIT),
  option("maxHandshakeProperties", null, "int32", LIMIT),
  option("maxPongBytes", null, "int32", LIMIT),
  option("maxPendingHandshakes", null, "int32", LIMIT),
  option("maxQueuedBytes", null, "int32", LIMIT),
  option("maxSubscriptions", null, "int32", {
    ...LIMIT,
    ...NOW,
    on: ["Publisher", "XPublisher"],
  }),
]

/** What npm `zeromq` has a name for and no build of it can do: each use is EINVAL. */
export const UNAVAILABLE: readonly {
  readonly name: string
  readonly id: number
  readonly kind: OptionKind
}[] = [
  { name: "vmciBufferSize", id: 85, kind: "uint64" },
  { name: "vmciBufferMinSize", id: 86, kind: "uint64" },
  { name: "vmciBufferMaxSize", id: 87, kind: "uint64" },
  { name: "vmciConnectTimeout", id: 88, kind: "int32" },
]
