/**
 * The ways in which a stack is tried: as a server and as a client, with each socket type and mechanism that tells something
 * the others do not.
 */
import { keyOf } from "../../../src/conformance/keys.js"
import type { Credentials, Habit, MechanismName, Target } from "../../../src/conformance/target.js"
import { curveKeyPair } from "../../../src/index.js"
import { HEARTBEATS, targetOf, type TesteeOptions } from "../../helpers/testee.js"
import type { WireSocketType } from "../../../src/zmtp/socket-type.js"

/** One way. */
export interface Profile {
  /** Such as `REP`, `REP with CURVE`, `DEALER, connects`. */
  readonly name: string
  readonly target: Target
  /** What its program is told; `{endpoint}` stands for where to bind or connect. */
  readonly parameters: readonly string[]
}

interface Way {
  readonly socketType: WireSocketType
  readonly habits: readonly Habit[]
  readonly mechanism?: MechanismName
  readonly connects?: boolean
}

const USERNAME = "ann"
const PASSWORD = "pass"
const serverKeys = curveKeyPair()
const clientKeys = curveKeyPair()

/** What programs of test/interop/peers are told to do, by socket type. They need not know of conformance. */
const JOBS: Partial<Record<WireSocketType, readonly string[]>> = {
  REP: ["answer"],
  ROUTER: ["answer"],
  DEALER: ["answer"],
  PAIR: ["answer"],
  PULL: ["receive"],
  SUB: ["receive", "prefix=alpha"],
  PUB: ["send", "prefix=alpha"],
}

const WAYS: readonly Way[] = [
  { socketType: "REP", habits: ["answers"] },
  { socketType: "ROUTER", habits: ["answers"] },
  { socketType: "DEALER", habits: ["answers"] },
  { socketType: "PAIR", habits: ["answers"] },
  { socketType: "PULL", habits: [] },
  { socketType: "PUB", habits: ["sends"] },
  { socketType: "SUB", habits: ["subscribes"] },
  { socketType: "REP", habits: ["answers", "judges"], mechanism: "PLAIN" },
  { socketType: "ROUTER", habits: ["answers"], mechanism: "CURVE" },
  { socketType: "ROUTER", habits: ["answers", "pings"] },
  { socketType: "DEALER", habits: ["answers"], connects: true },
  { socketType: "SUB", habits: ["subscribes"], connects: true },
  { socketType: "DEALER", habits: ["answers"], mechanism: "PLAIN", connects: true },
  { socketType: "DEALER", habits: ["answers"], mechanism: "CURVE", connects: true },
]

/** All ways that programs of test/interop/peers know. */
export const PROFILES: readonly Profile[] = WAYS.map(profileOf)

const OWN_WAYS: readonly TesteeOptions[] = [
  ...(["REP", "ROUTER", "DEALER", "REQ", "PUB", "XPUB", "SUB", "XSUB"] as const).map(binding),
  ...(["PUSH", "PULL", "PAIR"] as const).map(binding),
  { socketType: "ROUTER", mechanism: "PLAIN" },
  { socketType: "ROUTER", mechanism: "CURVE" },
  { socketType: "ROUTER", options: HEARTBEATS },
  ...(["DEALER", "REQ", "SUB"] as const).map(connecting),
  { socketType: "DEALER", mechanism: "PLAIN", role: "connects" },
  { socketType: "DEALER", mechanism: "CURVE", role: "connects" },
]

/**
 * All ways of test/fixtures/conformance-peer.ts, which does all that can be declared of a peer.
 * @param side whose sockets it has: `ours` or `native`.
 */
export function ownProfiles(side: "ours" | "native"): readonly Profile[] {
  return OWN_WAYS.map((way) => {
    const { socketType, mechanism = "NULL", role = "binds" } = way
    const where = role === "binds" ? "bind" : "connect"
    const pings = way.options === HEARTBEATS
    return {
      name: nameOf(socketType, mechanism, role === "connects", pings),
      target: targetOf(way),
      parameters: [
        ...[side, socketType.toLowerCase(), mechanism.toLowerCase(), where, "{endpoint}"],
        ...(pings ? ["pings"] : []),
      ],
    }
  })
}

function binding(socketType: WireSocketType): TesteeOptions {
  return { socketType }
}

function connecting(socketType: WireSocketType): TesteeOptions {
  return { socketType, role: "connects" }
}

function nameOf(socketType: string, mechanism: string, connects: boolean, pings: boolean): string {
  const security = mechanism === "NULL" ? "" : ` with ${mechanism}`
  return `${socketType}${security}${pings ? " with heartbeats" : ""}${connects ? ", connects" : ""}`
}

function profileOf({ socketType, habits, mechanism = "NULL", connects = false }: Way): Profile {
  const side = connects ? "client" : "server"
  const role = connects ? "connects" : "binds"
  const [job = "", ...more] = JOBS[socketType] ?? []
  const where = connects ? "connect" : "bind"
  return {
    name: nameOf(socketType, mechanism, connects, habits.includes("pings")),
    target: {
      role,
      socketType,
      mechanism,
      side,
      credentials: credentialsOf(side),
      habits: new Set(habits),
    },
    parameters: [
      ...[socketType.toLowerCase(), job, where, "{endpoint}", ...more],
      ...toldOf(mechanism, side),
      ...(habits.includes("pings") ? [`heartbeat=${String(HEARTBEATS.heartbeatInterval)}`] : []),
    ],
  }
}

/** What the tester knows, at the other end. */
function credentialsOf(side: "server" | "client"): Credentials {
  return {
    username: Buffer.from(USERNAME),
    password: Buffer.from(PASSWORD),
    serverKey: bytesOf(serverKeys.publicKey),
    secretKey: bytesOf(side === "server" ? clientKeys.secretKey : serverKeys.secretKey),
  }
}

function toldOf(mechanism: MechanismName, side: "server" | "client"): string[] {
  if (mechanism === "NULL") return []
  const told = [`mechanism=${mechanism.toLowerCase()}`, ...(side === "server" ? ["server=1"] : [])]
  if (mechanism === "PLAIN") return [...told, `username=${USERNAME}`, `password=${PASSWORD}`]
  const { publicKey, secretKey } = side === "server" ? serverKeys : clientKeys
  told.push(`public-key=${publicKey}`, `secret-key=${secretKey}`)
  return side === "server" ? told : [...told, `server-key=${serverKeys.publicKey}`]
}

function bytesOf(key: string): Buffer {
  const bytes = keyOf(key)
  if (bytes === null) throw new Error("not a key")
  return bytes
}
