/**
 * 24/plain: the handshake of PLAIN from both sides (RFC 24).
 */
import type { Section } from "../case.js"
import { clientCases } from "./plain/client.js"
import { serverCases } from "./plain/server.js"

export const plain: Section = {
  id: "24/plain",
  title: "PLAIN",
  cases: [...serverCases, ...clientCases],
}
