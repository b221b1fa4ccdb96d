/**
 * The errors a user of a socket sees: libzmq's error codes with libzmq's texts.
 * Knows nothing of sockets, bytes or peers.
 */
import type * as os from "node:os"
import { builtin } from "./builtin.js"

/** libzmq numbers its own errors from here, where no operating system has one. */
const ZMQ_HAUSNUMERO = 156384712

/** What libzmq answers to `zmq_strerror`, by code. */
const MESSAGES = {
  EAGAIN: "Operation was not possible or timed out",
  EBADF: "Socket is closed",
  EBUSY: "Socket is busy",
  EFAULT: "Context is closed",
  EINVAL: "Invalid argument",
  ENOENT: "No such endpoint",
  ENOTSUP: "Operation not supported",
  ENOTSOCK: "Socket operation on non-socket",
  EMFILE: "Too many open file descriptors",
  ENAMETOOLONG: "File name too long",
  ENODEV: "No such device",
  EACCES: "Permission denied",
  EADDRINUSE: "Address already in use",
  EADDRNOTAVAIL: "Cannot assign requested address",
  ECONNREFUSED: "Connection refused",
  ECONNRESET: "Connection reset by peer",
  EHOSTUNREACH: "Host unreachable",
  EMSGSIZE: "Message too long",
  EPIPE: "Broken pipe",
  EPROTO: "Protocol error",
  ETIMEDOUT: "Operation timed out",
  EPROTONOSUPPORT: "Protocol not supported",
  ENOCOMPATPROTO: "The protocol is not compatible with the socket type",
  EFSM: "Operation cannot be accomplished in current state",
  ETERM: "Context was terminated",
} as const

/** The codes a {@link ZmqError} can carry. */
export type ErrorCode = keyof typeof MESSAGES

const ZMQ_ERRNOS: Readonly<Partial<Record<string, number>>> = {
  EFSM: ZMQ_HAUSNUMERO + 51,
  ENOCOMPATPROTO: ZMQ_HAUSNUMERO + 52,
  ETERM: ZMQ_HAUSNUMERO + 53,
}

/** As this platform numbers them; null until it is asked. */
let systemErrnos: Readonly<Partial<Record<string, number>>> | null = null

// Windows has no code for these; libzmq's zmq.h fills the gaps the same way.
const FALLBACK_ERRNOS: Readonly<Partial<Record<string, number>>> = {
  ENOTSUP: ZMQ_HAUSNUMERO + 1,
  EPROTONOSUPPORT: ZMQ_HAUSNUMERO + 2,
}

/** The positive number libzmq gives an error on this platform; 0 where it has none. */
export function errnoOf(code: string): number {
  systemErrnos ??= (builtin("node:os") as typeof os).constants.errno
  return ZMQ_ERRNOS[code] ?? systemErrnos[code] ?? FALLBACK_ERRNOS[code] ?? 0
}

/**
 * An operation that libzmq would have refused: `code` names the reason, `errno` is its positive
 * number on this platform, `address` the endpoint as it was given (bind, connect and their opposites).
 */
export class ZmqError extends Error {
  declare readonly code: string
  declare readonly errno: number
  declare readonly address?: string

  constructor(code: ErrorCode, message: string = MESSAGES[code], address?: string) {
    super(message)
    describe(this, code, address)
  }
}

// A plain `Error` in print, as the native binding's are; not one more name to learn.
Object.defineProperty(ZmqError.prototype, "name", { value: "Error", configurable: true })

function describe(error: Error, code: string, address: string | undefined): void {
  Object.assign(error, { errno: errnoOf(code), code }, address === undefined ? {} : { address })
}

/** The same failure in libzmq's words: from one of Node's own errors. */
export function fromSystemError(error: unknown, address?: string): ZmqError {
  const code = systemCode(error)
  if (code in MESSAGES) return new ZmqError(code as ErrorCode, undefined, address)
  const translated = new ZmqError("EINVAL", error instanceof Error ? error.message : String(error))
  describe(translated, code, address)
  return translated
}

function systemCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "ENODEV"
  return typeof code === "string" ? code : "EINVAL"
}
