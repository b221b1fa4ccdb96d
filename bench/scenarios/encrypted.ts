/** PUSH to PULL with CURVE. */
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
      const [server, client] = [keyPair(), keyPair()]
      const given = { what: peer, size, parts: 1, seconds }
      const serverSecret = server.secretKey
      const keys = {
        serverPublic: server.publicKey,
        clientPublic: client.publicKey,
        clientSecret: client.secretKey,
      }
      return {
        listens: script("zmq-receiver", { ...given, serverSecret, bind: freshEndpoint("tcp") }),
        connects: [script("zmq-sender", { ...given, ...keys })],
      }
    },
  }
}

/** Keys for either library: only native makes them so far. */
function keyPair(): KeyPair {
  const native = createRequire(import.meta.url)("zeromq") as { curveKeyPair(): KeyPair }
  return native.curveKeyPair()
}
