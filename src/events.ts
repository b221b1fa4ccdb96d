/**
 * What can happen to a socket's endpoints and connections, as npm `zeromq` names it.
 */

interface At {
  /** The endpoint it happened at. */
  readonly address: string
}

/** One event of a socket, as its {@link Observer} shows it. */
export type Event =
  | ({ readonly type: "accept" } & At)
  | ({ readonly type: "accept:error"; readonly error: Error } & At)
  | ({ readonly type: "bind" } & At)
  | ({ readonly type: "bind:error"; readonly error: Error } & At)
  | ({ readonly type: "connect" } & At)
  | ({ readonly type: "connect:delay" } & At)
  | ({
      readonly type: "connect:retry"
      /** Milliseconds until the next attempt. */
      readonly interval: number
    } & At)
  | ({ readonly type: "close" } & At)
  | ({ readonly type: "close:error"; readonly error: Error } & At)
  | ({ readonly type: "disconnect" } & At)
  | { readonly type: "end" }
  | ({ readonly type: "handshake" } & At)
  | ({ readonly type: "handshake:error:protocol"; readonly error: ProtoError } & At)
  | ({ readonly type: "handshake:error:auth"; readonly error: AuthError } & At)
  | ({ readonly type: "handshake:error:other"; readonly error: Error } & At)
  | ({ readonly type: "unknown" } & At)

/** The name of an event. */
export type EventType = Event["type"]

/** The event of one name. */
export type EventOfType<E extends EventType = EventType> = Extract<Event, { readonly type: E }>

/** A peer broke the protocol: `code` names how, `cause` says it in words. */
export interface ProtoError extends Error {
  readonly code: string
}

/** A peer was not let in: `status` is the ZAP status code (RFC 27). */
export interface AuthError extends Error {
  readonly status: 300 | 400 | 500
}

const AUTH_MESSAGES = {
  300: "Temporary error",
  400: "Authentication failure",
  500: "Internal error",
} as const

/** The error of a `handshake:error:protocol` event. */
export function protoError(cause: Error & { readonly code: string }): ProtoError {
  return Object.assign(new Error("ZMTP protocol error", { cause }), { code: cause.code })
}

/** The error of a `handshake:error:auth` event. */
export function authError(status: 300 | 400 | 500): AuthError {
  return Object.assign(new Error(AUTH_MESSAGES[status]), { status })
}
