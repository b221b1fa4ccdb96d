/**
 * 26/curve: the handshake of CURVE from both sides, and what follows it (RFC 25 and 26).
 */
import type { Section } from "../case.js"
import { clientCases } from "./curve/client.js"
import { helloCases } from "./curve/hello.js"
import { initiateCases } from "./curve/initiate.js"
import { nonceCases } from "./curve/nonces.js"
import { trafficCases } from "./curve/traffic.js"

export const curve: Section = {
  id: "26/curve",
  title: "CURVE",
  cases: [...helloCases, ...initiateCases, ...clientCases, ...trafficCases, ...nonceCases],
}
