/**
 * ZeroMQ sockets without native code: ZMTP 3.1 over Node's own streams, with the API of npm `zeromq` 6.
 *
 * @module purezmq
 */
export { context, Context, type ContextOptions } from "./api/context.js"
export { Authenticator, type AuthenticatorOptions } from "./auth/authenticator.js"
export type { CertificateFolder, CurveClients } from "./auth/curve-clients.js"
export type { Admission, AuthenticatorRules, Client, Decision } from "./auth/policy.js"
export { Observer, type EventSubscriber } from "./api/observer.js"
export { Proxy } from "./api/proxy.js"
export {
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
  type RouterConnectOptions,
  type SocketOptions,
  type StreamConnectOptions,
} from "./api/sockets.js"
export { Socket } from "./api/socket.js"
export type {
  BatchOptions,
  BatchReadable,
  BatchWritable,
  CallOptions,
  ConnectedOptions,
  Message,
  MessageLike,
  Readable,
  Sendable,
  Writable,
} from "./api/messaging.js"
export type { SocketLabel } from "./socket/diagnostics.js"
export type { SocketStatistics } from "./socket/statistics.js"
export type { MetadataValue, ReconnectStopValue } from "./api/option-types.js"
export type { ReadableFrom, Received } from "./api/receive-from.js"
export type { ReconnectStop, RouterNotify } from "./socket/option-forms.js"
export type { Peer } from "./socket/peers.js"
export type {
  AuthError,
  End,
  ErrnoError,
  Event,
  EventOfType,
  EventType,
  Failure,
  Happening,
  ProtoError,
  ProtoErrorCode,
  Retry,
} from "./events.js"
export {
  capability,
  curveKeyPair,
  version,
  type Capability,
  type CurveKeyPair,
} from "./api/about.js"
