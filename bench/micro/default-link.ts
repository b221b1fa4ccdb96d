/** What an engine is told by a socket whose options nobody has set. */
import { EMPTY } from "../../src/message.js"
import type { LinkOptions } from "../../src/link/link.js"
import { MeetingPlace } from "../../src/transports/inproc.js"
import { STREAM_DEFAULTS } from "../../src/transports/transport.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"

/** The options of such a link. There is no system below it: those of the stream do not matter. */
export function defaultLink(socketType: WireSocketType): LinkOptions {
  return {
    createMechanism: () => new NullMechanism(),
    loadMechanism: () => null,
    zap: { domain: EMPTY, enforceDomain: false, names: new MeetingPlace(null) },
    stream: STREAM_DEFAULTS,
    connection: {
      socketType,
      identity: EMPTY,
      properties: [],
      maxMessageBytes: Infinity,
      maxParts: 65_536,
      maxMultipartBytes: Infinity,
      maxHandshakeBytes: 64 * 1024,
      maxProperties: 256,
    },
    backoff: { intervalMs: 100, maxIntervalMs: 0 },
    reconnectStops: { connectionRefused: false, handshakeFailed: false, afterDisconnect: false },
    heartbeat: { intervalMs: 0, timeoutMs: -1, ttlMs: 0 },
    handshakeMs: 0,
    maxPongBytes: 65_536,
    maxPendingHandshakes: Infinity,
    immediate: false,
    raw: false,
    witness: () => null,
    notices: {
      hello: null,
      ofConnects: false,
      ofDisconnects: false,
      left: null,
      hiccup: null,
    },
  }
}
