/**
 * What can happen to a socket's endpoints and connections, as npm `zeromq` names it.
 */

/** Something that happened at an endpoint. */
export interface Happening<T extends string> {
  /** What happened. */
  readonly type: T
  /** The endpoint it happened at. */
  readonly address: string
}

/** Something that went wrong at an endpoint. */
export interface Failure<T extends string, E extends Error = ErrnoError> extends Happening<T> {
  /** Why. */
  readonly error: E
}

/** Another attempt to connect is due. */
export interface Retry extends Happening<"connect:retry"> {
  /** Milliseconds until then. */
  readonly interval: number
}

/** A listener is closed, or an attempt to connect has failed. */
export interface Closed extends Happening<"close"> {
  /** Why the attempt failed, in the system's words, as `connect ECONNREFUSED 127.0.0.1:5555`. Not in npm `zeromq`. */
  readonly cause?: Error
}

/** The socket is closed: there will be no more events. */
export interface End {
  /** What happened. */
  readonly type: "end"
}

/** One event of a socket, as its {@link Observer} shows it. */
export type Event =
  | Happening<"accept">
  | Failure<"accept:error">
  | Happening<"bind">
  | Failure<"bind:error">
  | Happening<"connect">
  | Happening<"connect:delay">
  | Retry
  | Closed
  | Failure<"close:error">
  | Happening<"disconnect">
  | End
  | Happening<"handshake">
  | Failure<"handshake:error:protocol", ProtoError>
  | Failure<"handshake:error:auth", AuthError>
  | Failure<"handshake:error:other">
  | Happening<"unknown">

/** The name of an event. */
export type EventType = Event["type"]

interface Named<E> {
  /** The name. */
  readonly type: E
}

/** The event of one name. */
export type EventOfType<E extends EventType = EventType> = E extends Event["type"]
  ? Extract<Event, Named<E>>
  : never

/** What the operating system or libzmq would have said. */
export interface ErrnoError extends Error {
  /** Such as `EADDRINUSE`. */
  readonly code: string
  /** Its positive number on this platform. */
  readonly errno: number
}

/** How a peer broke the protocol (ZMTP), or the program that lets peers in (ZAP). */
export type ProtoErrorCode =
  | "ERR_ZMTP_UNSPECIFIED"
  | "ERR_ZMTP_UNEXPECTED_COMMAND"
  | "ERR_ZMTP_INVALID_SEQUENCE"
  | "ERR_ZMTP_KEY_EXCHANGE"
  | "ERR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED"
  | "ERR_ZMTP_MALFORMED_COMMAND_MESSAGE"
  | "ERR_ZMTP_MALFORMED_COMMAND_HELLO"
  | "ERR_ZMTP_MALFORMED_COMMAND_INITIATE"
  | "ERR_ZMTP_MALFORMED_COMMAND_ERROR"
  | "ERR_ZMTP_MALFORMED_COMMAND_READY"
  | "ERR_ZMTP_MALFORMED_COMMAND_WELCOME"
  | "ERR_ZMTP_INVALID_METADATA"
  | "ERR_ZMTP_CRYPTOGRAPHIC"
  | "ERR_ZMTP_MECHANISM_MISMATCH"
  | "ERR_ZAP_UNSPECIFIED"
  | "ERR_ZAP_MALFORMED_REPLY"
  | "ERR_ZAP_BAD_REQUEST_ID"
  | "ERR_ZAP_BAD_VERSION"
  | "ERR_ZAP_INVALID_STATUS_CODE"
  | "ERR_ZAP_INVALID_METADATA"

/** A peer broke the protocol: `code` names how, `cause` says it in words. */
export interface ProtoError extends Error {
  /** Such as `ERR_ZMTP_UNEXPECTED_COMMAND`. */
  readonly code: ProtoErrorCode
}

/** A peer was not let in: `status` is the ZAP status code (RFC 27). */
export interface AuthError extends Error {
  /** 300: try again later; 400: not allowed; 500: the other side has a problem. */
  readonly status: 300 | 400 | 500
}

const AUTH_MESSAGES = {
  300: "Temporary error",
  400: "Authentication failure",
  500: "Internal error",
} as const

/** The error of a `handshake:error:protocol` event. */
export function protoError(cause: Error & { readonly code: ProtoErrorCode }): ProtoError {
  const protocol = cause.code.startsWith("ERR_ZAP_") ? "ZAP" : "ZMTP"
  return Object.assign(new Error(`${protocol} protocol error`, { cause }), { code: cause.code })
}

/** The error of a `handshake:error:auth` event. */
export function authError(status: 300 | 400 | 500): AuthError {
  return Object.assign(new Error(AUTH_MESSAGES[status]), { status })
}
