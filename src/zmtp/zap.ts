/**
 * The messages of ZAP 1.0 (RFC 27): what a server asks of the program that lets clients in, and its answer.
 * Knows their frames, on both sides. Does not know how they travel or who decides.
 */
import { Buffer } from "node:buffer"
import { EMPTY, type Message } from "../message.js"
import { ProtocolError, type ProtocolErrorCode } from "./errors.js"
import type { Credentials, Verdict } from "./mechanisms/mechanism.js"
import { decodeMetadata, encodeMetadata, type Properties } from "./metadata.js"

/** Where the program that lets clients in is bound. */
export const ZAP_NAME = "zeromq.zap.01"
/** The types of socket it may have. */
export const ZAP_HANDLER_TYPES: readonly string[] = ["REP", "ROUTER"]

const VERSION = "1.0"
const MECHANISMS: readonly string[] = ["NULL", "PLAIN", "CURVE"]
/** How many credentials come with each. */
const CREDENTIALS = { NULL: 0, PLAIN: 2, CURVE: 1 } as const
const REQUEST_PARTS = 7
const REPLY_PARTS = 7
const LONGEST_TEXT = 255

/** What is asked. */
export interface ZapRequest {
  readonly requestId: Buffer
  readonly domain: Buffer
  /** The client's address without port; empty when there is none. */
  readonly address: string
  /** The routing id of the server's own socket: the client's is not known yet. */
  readonly identity: Buffer
  readonly credentials: Credentials
}

/** The frames of a request, the empty one in front of it included. */
export function encodeZapRequest(request: ZapRequest): Message {
  const { requestId, domain, address, identity, credentials } = request
  return [
    EMPTY,
    Buffer.from(VERSION),
    requestId,
    domain,
    Buffer.from(address),
    identity,
    Buffer.from(credentials.mechanism),
    ...credentials.values,
  ]
}

/** Reads a request, without the empty frame in front; null when it is none of version 1.0. */
export function decodeZapRequest(message: Message): ZapRequest | null {
  if (message.length < REQUEST_PARTS - 1 || message[0].toString("latin1") !== VERSION) return null
  const [, requestId, domain, address, identity, name, ...values] = message
  const mechanism = name.toString("latin1")
  if (!isMechanism(mechanism) || values.length !== CREDENTIALS[mechanism]) return null
  return {
    requestId,
    domain,
    address: address.toString(),
    identity,
    credentials: { mechanism, values },
  }
}

/** The frames of a reply, without the empty one in front. User id and text have at most 255 bytes. */
export function encodeZapReply(
  requestId: Buffer,
  status: Verdict["status"],
  text: string,
  userId: Buffer = EMPTY,
  metadata: Properties = [],
): Message {
  return [
    Buffer.from(VERSION),
    requestId,
    Buffer.from(String(status)),
    Buffer.from(text),
    userId,
    encodeMetadata(metadata),
  ]
}

/**
 * Reads the reply to a request, the empty frame in front of it included. Everything about it must be right.
 * @throws ProtocolError, its code one of `ERR_ZAP_`.
 */
export function decodeZapReply(message: Message, requestId: Buffer): Verdict {
  if (message.length !== REPLY_PARTS) {
    throw wrong("MALFORMED_REPLY", `has ${String(message.length)} frames instead of 7`)
  }
  const [delimiter, version, id, code, text, userId, metadata] = message
  if (delimiter.length > 0) throw wrong("UNSPECIFIED", "does not begin with an empty frame")
  if (version.toString("latin1") !== VERSION) throw wrong("BAD_VERSION", "is not of version 1.0")
  if (!id.equals(requestId)) throw wrong("BAD_REQUEST_ID", "is for another request")
  const status = STATUSES.get(code.toString("latin1"))
  if (status === undefined) throw wrong("INVALID_STATUS_CODE", "has a status there is not")
  if (text.length > LONGEST_TEXT) throw wrong("MALFORMED_REPLY", "has a status text too long")
  if (userId.length > LONGEST_TEXT) throw wrong("MALFORMED_REPLY", "has a user id too long")
  return { status, userId: userId.toString(), metadata: textsOf(metadata) }
}

const STATUSES: ReadonlyMap<string, Verdict["status"]> = new Map([
  ["200", 200],
  ["300", 300],
  ["400", 400],
  ["500", 500],
])

function isMechanism(name: string): name is Credentials["mechanism"] {
  return MECHANISMS.includes(name)
}

function textsOf(metadata: Buffer): Map<string, string> {
  try {
    return new Map([...decodeMetadata(metadata)].map(([name, value]) => [name, value.toString()]))
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    throw wrong("INVALID_METADATA", `has metadata that is none: ${error.message}`)
  }
}

type ZapComplaint = ProtocolErrorCode extends infer Code
  ? Code extends `ERR_ZAP_${infer Name}`
    ? Name
    : never
  : never

function wrong(what: ZapComplaint, how: string): ProtocolError {
  return new ProtocolError(`ERR_ZAP_${what}`, `the ZAP handler's reply ${how}`)
}
