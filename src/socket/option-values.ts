/**
 * The options of one socket and their defaults.
 * Knows values as they are kept. Does not know names by number, ranges, or what users may pass.
 */
import type { Buffer } from "node:buffer"

/** How a socket proves who it is; null: not at all (NULL). */
export type SecurityMechanism = "plain" | "curve" | null

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
  maxMessageParts: number
  maxMultipartSize: number
  maxHandshakeSize: number
  maxHandshakeProperties: number
  maxPongBytes: number
  maxPendingHandshakes: number
  maxQueuedBytes: number
  maxSubscriptions: number
  tcpKeepalive: number
  tcpKeepaliveCount: number
  tcpKeepaliveIdle: number
  tcpKeepaliveInterval: number
  tcpMaxRetransmitTimeout: number
  /** Filters in the order they were given; any of them lets a peer in. None: all do. */
  tcpAcceptFilter: readonly string[]
  interface: Buffer | null
  socksProxy: Buffer | null
  socksUsername: Buffer | null
  socksPassword: Buffer | null
  loopbackFastPath: boolean
  readonly threadSafe: boolean
  securityMechanism: SecurityMechanism
  /** libzmq's one flag behind `plainServer` and `curveServer`. */
  asServer: boolean
  plainServer: boolean
  plainUsername: Buffer | null
  plainPassword: Buffer | null
  curveServer: boolean
  curvePublicKey: Buffer | null
  curveSecretKey: Buffer | null
  curveServerKey: Buffer | null
  zapDomain: Buffer | null
  zapEnforceDomain: boolean
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

const DEFAULTS: OptionValues = {
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
  maxMessageParts: 65_536,
  maxMultipartSize: 0,
  maxHandshakeSize: 64 * 1024,
  maxHandshakeProperties: 256,
  maxPongBytes: 64 * 1024,
  maxPendingHandshakes: 4096,
  maxQueuedBytes: 256 * 1024 * 1024,
  maxSubscriptions: 1_000_000,
  tcpKeepalive: -1,
  tcpKeepaliveCount: -1,
  tcpKeepaliveIdle: -1,
  tcpKeepaliveInterval: -1,
  tcpMaxRetransmitTimeout: 0,
  tcpAcceptFilter: [],
  interface: null,
  socksProxy: null,
  socksUsername: null,
  socksPassword: null,
  loopbackFastPath: false,
  threadSafe: false,
  securityMechanism: null,
  asServer: false,
  plainServer: false,
  plainUsername: null,
  plainPassword: null,
  curveServer: false,
  curvePublicKey: null,
  curveSecretKey: null,
  curveServerKey: null,
  zapDomain: null,
  zapEnforceDomain: false,
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

/** Values of a new socket. */
export function defaultOptions(): OptionValues {
  return { ...DEFAULTS }
}
