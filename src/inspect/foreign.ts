/**
 * What a peer speaks that does not speak ZMTP, by the first bytes it says.
 * Knows how other protocols begin. Does not know ZMTP.
 */
import type { Buffer } from "node:buffer"

/** How each begins, as bytes read as Latin-1. */
const BEGINNINGS: readonly (readonly [pattern: RegExp, protocol: string])[] = [
  [/^HTTP\/\d/, "HTTP, a server's answer"],
  // HTTP 0.9 has no status line: so answer those who have understood nothing of what was asked.
  [/^<(!doctype )?html/i, "HTTP, a server's answer"],
  [/^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) /, "HTTP, a client's request"],
  [/^PRI \* HTTP\/2/, "HTTP/2, a client's preface"],
  [/^SSH-/, "SSH"],
  [/^\x16\x03[\x00-\x04]/, "TLS, a handshake"],
  [/^\x15\x03[\x00-\x04]/, "TLS, an alert"],
  [/^[\x00\x80]..?\x04/s, "HTTP/2, a server's settings"],
  [/^220[ -]/, "SMTP or FTP"],
  [/^\* OK/, "IMAP"],
  [/^\+OK/, "POP3"],
  [/^[-+$*:]?(ERR|OK|PONG|NOAUTH|DENIED)\b/, "Redis"],
  [/^AMQP/, "AMQP"],
  [/^INFO \{/, "NATS"],
  [/^RFB \d{3}/, "VNC"],
  [/^.\x00\x00\x00\x0a[0-9]/s, "MySQL"],
  [/^\x00SP\x00/, "nanomsg or NNG (SP)"],
  [/^\x00\x00\x00\x00/, "zeros"],
]
/** ZMTP 1.0 (RFC 13): a frame of an identity first, its length and its flags in front. */
const SHORT_IDENTITY = /^[\x01-\xfe][\x00\x01]/
const LONG_IDENTITY = /^\xff\x00{6}.{2}[\x00\x7e]/s

/** The protocol's name; null when the bytes say nothing. */
export function nameOfProtocol(bytes: Buffer): string | null {
  const text = bytes.toString("latin1")
  const found = BEGINNINGS.find(([pattern]) => pattern.test(text))
  if (found !== undefined) return found[1]
  if (LONG_IDENTITY.test(text) || SHORT_IDENTITY.test(text)) return "ZMTP 1.0"
  return null
}
