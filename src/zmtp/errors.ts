/**
 * What a peer did that its protocol forbids, in the codes libzmq gives such violations.
 */

/** The codes of `ZMQ_PROTOCOL_ERROR_*` as npm `zeromq` names them; those with ZAP are about the handler's reply. */
export type ProtocolErrorCode =
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

/** Whether trying the same peer again could end differently. */
export type Remedy = "retry" | "give up"

/**
 * The peer broke the protocol; its connection cannot go on. The text says what was expected and what came.
 */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError"

  constructor(
    readonly code: ProtocolErrorCode,
    message: string,
    readonly remedy: Remedy = "retry",
  ) {
    super(message)
  }
}

/**
 * The peer refused us with an ERROR command (RFC 37). RFC 37 forbids to try again with the same
 * credentials. `status` is the ZAP status in its reason (300, 400 or 500), null when that is other text.
 */
export class RefusedError extends ProtocolError {
  readonly status: 300 | 400 | 500 | null

  constructor(readonly reason: string) {
    super(
      "ERR_ZMTP_UNSPECIFIED",
      `the peer refused the connection: "${printable(reason)}"`,
      "give up",
    )
    this.status = reason === "300" ? 300 : reason === "400" ? 400 : reason === "500" ? 500 : null
  }
}

/** Our own side did not let the peer in: the ZAP handler (RFC 27) answered so. It may answer otherwise next time. */
export class DeniedError extends ProtocolError {
  constructor(readonly status: 300 | 400 | 500) {
    super("ERR_ZMTP_UNSPECIFIED", `the ZAP handler answered ${String(status)}`)
  }
}

/** Most characters of a peer's text that are shown. */
const SHOWN = 255

/** A peer's bytes as text for people: nothing in it can move a cursor, begin a line or end a quotation. */
export function printable(text: string): string {
  const shown = text
    .slice(0, SHOWN)
    .replace(
      /[^\x20-\x7e]|["\\]/g,
      (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
    )
  return text.length > SHOWN ? `${shown}...` : shown
}
