/**
 * The options of sockets as users see them, by name and meaning. What they accept is in `socket/options`.
 */
import type { Buffer } from "node:buffer"
import type { ReconnectStop, RouterNotify } from "../socket/option-forms.js"

/** What `reconnectStop` can be set to. */
export type ReconnectStopValue = ReconnectStop | readonly ReconnectStop[] | number | null

/** What `metadata` can be set to. */
export type MetadataValue = Readonly<Record<string, string | Buffer>>

/** Options of all sockets. */
export interface CommonOptions {
  /** CPU threads to use; kept and given back, there are none. Default 0. */
  affinity: number
  /** Pending connections the operating system keeps for a bound endpoint. Default 100. */
  backlog: number
  /** Milliseconds after which an attempt to connect is given up; 0 leaves it to the system. Default 0. */
  connectTimeout: number
  /** Milliseconds for a peer to complete greeting and handshake; 0: no limit. Default 30000. */
  handshakeInterval: number
  /** Milliseconds between two heartbeats; 0: none. Default 0. */
  heartbeatInterval: number
  /** Milliseconds of silence after a heartbeat that end a connection; as the interval unless set. */
  heartbeatTimeout: number
  /** Milliseconds of silence after which the peer shall give us up, in steps of 100; 0: not said. */
  heartbeatTimeToLive: number
  /** Queue messages only for peers that are connected. Default false. */
  immediate: boolean
  /** Use IPv6 as well where an address leaves it open. Default as the context's. */
  ipv6: boolean
  /**
   * Milliseconds that unsent messages are kept for after `close` or `disconnect`; -1: as long as it takes, 0:
   * dropped at once. Default -1; 0 for Subscriber and XSubscriber, and where the context is not blocky.
   */
  linger: number
  /** Largest part taken from a peer, in bytes; one who sends more is disconnected. -1: no limit. Default -1. */
  maxMessageSize: number
  /** Most parts of a message taken from a peer; one who sends more is disconnected. 0: no limit. Default 65536. */
  maxMessageParts: number
  /**
   * Most bytes that the parts of a message taken from a peer have together; one who sends more is disconnected before
   * memory is set aside for it. 0: no limit. Default 0.
   */
  maxMultipartSize: number
  /**
   * Most bytes that the commands of a peer's handshake have together; one who sends more is disconnected. 0: no limit.
   * Default 64 KiB.
   */
  maxHandshakeSize: number
  /** Most properties taken from a peer; one who announces more is disconnected. 0: no limit. Default 256. */
  maxHandshakeProperties: number
  /**
   * Most bytes of replies to heartbeats that a peer may leave unread: then its connection is read no further until it
   * has read them. 0: no limit. Default 64 KiB.
   */
  maxPongBytes: number
  /**
   * Most peers of one bound endpoint that have connected and not completed their handshake. When there are more, the
   * one that has taken longest is disconnected (`handshake:error:other`, EAGAIN): who has nothing to say does not keep
   * out who has. 0: no limit. Default 4096.
   */
  maxPendingHandshakes: number
  /**
   * Most bytes received from a peer and not read: then its connection is read no further until the program has read on,
   * as at the high-water mark. One message is always taken. Not for peers over inproc. 0: no limit. Default 256 MiB.
   */
  maxQueuedBytes: number
  /**
   * Milliseconds before an attempt to reconnect, varied up to twice that; -1 or 0: none. After violations of the protocol
   * in a row it doubles, up to half a minute. Default 100.
   */
  reconnectInterval: number
  /** Largest interval when it doubles with each attempt; 0: it does not. Default 0. */
  reconnectMaxInterval: number
  /**
   * What ends a `connect` for good: "connectionRefused", nobody listens there; "handshakeFailed", the other side hung
   * up or was silent before the handshake was done; "afterDisconnect", what `disconnect` left unsent is dropped
   * rather than dialled for. The endpoint is forgotten then. Set it to names, or to libzmq's bits 1, 2, 4. Default [].
   */
  get reconnectStop(): readonly ReconnectStop[]
  set reconnectStop(value: ReconnectStopValue)
  /**
   * Properties this socket announces to its peers: names that begin with `X-` and have letters, digits, `-_.+`;
   * values of at least one byte. Peers take up to 64 KiB of them. See `receiveFrom` for how they are read.
   */
  get metadata(): Readonly<Record<string, string>>
  set metadata(value: MetadataValue)
  /** TCP keepalive: 1 on, 0 off, -1 as the operating system has it. Default -1. */
  tcpKeepalive: number
  /** TCP keepalive probes without an answer that end a connection. Node 20 cannot set it, newer ones can. */
  tcpKeepaliveCount: number
  /** Seconds of silence before the first TCP keepalive probe; -1 as the operating system has it. */
  tcpKeepaliveIdle: number
  /** Seconds between two such probes. Node 20 cannot set it, newer ones can. */
  tcpKeepaliveInterval: number
  /** Kept and given back; Node cannot set it. */
  tcpMaxRetransmitTimeout: number
  /**
   * A network from which peers are accepted: an IPv4 or IPv6 address, with or without a prefix, as `10.0.0.0/8`. Each
   * assignment adds one; null takes all back. Without any, everybody is accepted. Reads as the last one.
   */
  tcpAcceptFilter: string | null
  /** The IP header's byte of this name, 0 to 255. Node 20 cannot set it, newer ones can. */
  typeOfService: number
  /**
   * A network interface such as `eth0`: `*` is bound at its address only, and connections begin there. Node cannot
   * bind to the device itself, so what is routed is not changed.
   */
  interface: string | null
  /** A SOCKS5 proxy, `host:port`, to connect through over tcp; it looks host names up. */
  socksProxy: string | null
  /** The name to give to the proxy, if it asks. */
  socksUsername: string | null
  /** The password to give to the proxy, if it asks. */
  socksPassword: string | null
  /** Kept and given back; there is no such thing outside of old versions of Windows. */
  loopbackFastPath: boolean
  /**
   * How the socket proves who it is, by the security option set last; null: not at all. Over inproc nothing does.
   */
  readonly securityMechanism: null | "plain" | "curve"
  /**
   * Be a server for PLAIN: clients say a user name and a password, unencrypted, and come in when a ZAP handler says so
   * (see `Authenticator`); without one nobody does. Over inproc there is no security.
   */
  plainServer: boolean
  /** The name to give to a PLAIN server, which it can read, as can the network between; null: no security. */
  plainUsername: string | null
  /** The password to give to a PLAIN server, unencrypted as well; null: no security. */
  plainPassword: string | null
  /** Be a server for CURVE: every client needs to know our public key, and traffic is encrypted. */
  curveServer: boolean
  /**
   * Our public key for CURVE: 40 characters of Z85, or 32 bytes. A server, or a client that gives none, has the one of
   * its secret key.
   */
  curvePublicKey: string | null
  /** Our secret key for CURVE, in the same form. */
  curveSecretKey: string | null
  /** Be a client for CURVE: the server's public key, in the same form. */
  curveServerKey: string | null
  /**
   * The domain to name to the ZAP handler (RFC 27), a Reply or Router bound at `inproc://zeromq.zap.01` in the same
   * context and thread, such as an `Authenticator`. With a domain it is asked about clients without security, too.
   */
  zapDomain: string | null
  /** With a `zapDomain`: have no connection while there is no ZAP handler. Without one: no handler is asked, and PLAIN clients are refused. */
  zapEnforceDomain: boolean
  /** Always false: JavaScript has no threads that could share a socket. */
  readonly threadSafe: boolean
  /** There is no VMCI: each use is EINVAL. */
  vmciBufferSize: number
  /** There is no VMCI: each use is EINVAL. */
  vmciBufferMinSize: number
  /** There is no VMCI: each use is EINVAL. */
  vmciBufferMaxSize: number
  /** There is no VMCI: each use is EINVAL. */
  vmciConnectTimeout: number
  /** Kept and given back; there is no multicast. */
  rate: number
  /** Kept and given back; there is no multicast. */
  recoveryInterval: number
  /** Kept and given back; there is no multicast. */
  multicastMaxTransportDataUnit: number
}

/** Options of sockets that send. */
export interface SendOptions {
  /** Most messages queued for each peer; 0: no limit. Default 1000. */
  sendHighWaterMark: number
  /** Milliseconds after which a send that waits is rejected with EAGAIN; -1: never, 0: at once. Default -1. */
  sendTimeout: number
  /** Kept and given back; Node cannot set it. */
  sendBufferSize: number
  /** Kept and given back; there is no multicast. */
  multicastHops: number
}

/** Options of sockets that receive. */
export interface ReceiveOptions {
  /** Most messages kept of each peer before its input is held back; 0: no limit. Default 1000. */
  receiveHighWaterMark: number
  /** Milliseconds after which a receive is rejected with EAGAIN; -1: never, 0: at once. Default -1. */
  receiveTimeout: number
  /** Kept and given back; Node cannot set it. */
  receiveBufferSize: number
}

/** Options of sockets that a ROUTER can know by a name. */
export interface RoutingOptions {
  /** The name by which a ROUTER shall know this socket: 1 to 255 bytes. */
  routingId: string | null
}

/** Option of sockets that talk to a ROUTER. */
export interface ProbeOption {
  /** Send an empty message to each new peer, so that a ROUTER learns of this socket. */
  set probeRouter(value: boolean)
}

/** Option of sockets that greet their peers. */
export interface HelloOption {
  /** Sent to each new peer before anything else, also after a reconnect; null or empty: nothing. */
  set helloMessage(value: string | Buffer | null)
}

/** Options of a ROUTER that tell of its peers. */
export interface NoticeOptions {
  /**
   * Receive [routing id, ""] when a peer connects, before its messages, or disconnects, after them. Not for peers on
   * inproc. Default null.
   */
  notify: RouterNotify
  /** Received, as if from it, when a peer that had connected to this socket is gone; null or empty: nothing. */
  set disconnectMessage(value: string | Buffer | null)
}

/** Option of sockets that count subscriptions. */
export interface TopicsCount {
  /** How many distinct topics are subscribed to: by the peers of a publisher, or on a subscriber itself. */
  readonly topicsCount: number
}

/** Option of sockets that peers subscribe to. */
export interface SubscriptionLimit {
  /**
   * Most subscriptions of each peer; a topic counts once for each KiB it has begun. One who subscribes to more is
   * disconnected (`handshake:error:protocol`). Not for peers over inproc. 0: no limit. Default 1000000.
   */
  maxSubscriptions: number
}

/** Option of sockets that look for subscriptions in messages. */
export interface OnlyFirstSubscribeOption {
  /**
   * A message of several parts holds subscriptions only when its first part is one. Default false: each part that
   * begins with a byte 00 or 01 is one.
   */
  set onlyFirstSubscribe(value: boolean)
}

/** Option of sockets whose messages may replace each other. */
export interface ConflateOption {
  /** Keep only the newest message, whatever the high-water mark. For messages of one part. */
  set conflate(value: boolean)
}

/** Option of sockets that filter by topic. */
export interface InvertOption {
  /** Turn the filter round: what does not match is delivered. Set it on both ends. Default false. */
  invertMatching: boolean
}
