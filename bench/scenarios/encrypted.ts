/** With CURVE: PUSH to PULL, and shaking hands. */
import { createRequire } from "node:module"
import { freshEndpoint, script } from "../lib/commands.js"
import { atLeast, rate, sizeName, type Case, type Scenario } from "../lib/scenario.js"

const LEAST = new Map([
  [16, 1],
  [1024, 1],
  [65_536, 0.4],
])

interface KeyPair {
  readonly publicKey: string
  readonly secretKey: string
}

export const curve: Scenario = {
  name: "curve",
  title: "PUSH to PULL over tcp with CURVE, one message a call",
  axis: "bytes",
  peers: ["ours", "native"],
  cases: () => [...LEAST].map(([size, least]) => curveCase(size, least)),
}

/** Clients that are there at a time. */
const AT_A_TIME = 16
const SECONDS = 2

export const handshakes: Scenario = {
  name: "curve-handshakes",
  title: `DEALERs that connect to a ROUTER with CURVE, send, receive and close, ${String(AT_A_TIME)} at a time`,
  peers: ["ours", "native"],
  cases: () => [
    {
      quick: true,
      figures: [{ label: "handshakes", unit: "msg/s", targets: [], of: rate }],
      processes(peer, seconds) {
        const { serverSecret, ...keys } = freshKeys()
        const given = { what: peer, seconds: seconds * SECONDS, atATime: AT_A_TIME }
        return {
          listens: script("handshake-router", {
            ...given,
            serverSecret,
            bind: freshEndpoint("tcp"),
          }),
          connects: [script("handshake-dealers", { ...given, ...keys })],
        }
      },
    },
  ],
}

function curveCase(size: number, least: number): Case {
  return {
    quick: size === 16,
    figures: [
      {
        label: sizeName(size),
        unit: "msg/s",
        curve: { name: "", x: size },
        targets: [atLeast(least, "native")],
        of: rate,
      },
    ],
    processes(peer, seconds) {
      const { serverSecret, ...keys } = freshKeys()
      const given = { what: peer, size, parts: 1, seconds }
      return {
        listens: script("zmq-receiver", { ...given, serverSecret, bind: freshEndpoint("tcp") }),
        connects: [script("zmq-sender", { ...given, ...keys })],
      }
    },
  }
}

/** Keys for either library. */
function freshKeys() {
  const native = createRequire(import.meta.url)("zeromq") as { curveKeyPair(): KeyPair }
  const [server, client] = [native.curveKeyPair(), native.curveKeyPair()]
  return {
    serverSecret: server.secretKey,
    serverPublic: server.publicKey,
    clientPublic: client.publicKey,
    clientSecret: client.secretKey,
  }
}
