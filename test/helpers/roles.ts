/**
 * The two sides of every security mechanism: a new one is added here, and the tests of hostile peers and the fuzzer
 * have it.
 */
import type { Mechanism, Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import { CurveClient } from "../../src/zmtp/mechanisms/curve-client.js"
import { CurveServer } from "../../src/zmtp/mechanisms/curve-server.js"
import { PlainClient } from "../../src/zmtp/mechanisms/plain-client.js"
import { PlainServer } from "../../src/zmtp/mechanisms/plain-server.js"
import { cryptography } from "./curve.js"
import { CLIENT, SERVER } from "./nacl-curve.js"
import { StubMechanism } from "./stub-mechanism.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"

/** One side of a mechanism, and the honest other. */
export interface Role {
  /** Lower case, with dashes. */
  readonly name: string
  create(): Mechanism
  createPeer(): Mechanism
  /** Nobody between the two can change a message, or make one up. */
  readonly isSealed: boolean
  /** What is said is the same every time. */
  readonly isRepeatable: boolean
}

const crypto = await cryptography()
const curveClient = {
  crypto,
  serverKey: SERVER.publicKey,
  publicKey: CLIENT.publicKey,
  permanent: crypto.keyPairOf(CLIENT.secretKey),
}
const curveServer = { crypto, permanent: crypto.keyPairOf(SERVER.secretKey) }

const createPlainClient = (): Mechanism => new PlainClient(Buffer.from("ann"), Buffer.from("pass"))
const createPlainServer = (): Mechanism => new PlainServer()
const createCurveClient = (): Mechanism => new CurveClient(() => curveClient)
const createCurveServer = (): Mechanism => new CurveServer(() => curveServer)

export const ROLES: readonly Role[] = [
  {
    name: "null",
    create: () => new NullMechanism(),
    createPeer: () => new NullMechanism(),
    isSealed: false,
    isRepeatable: true,
  },
  {
    name: "null-judging",
    create: () => new NullMechanism(true),
    createPeer: () => new NullMechanism(),
    isSealed: false,
    isRepeatable: true,
  },
  {
    name: "plain-client",
    create: createPlainClient,
    createPeer: createPlainServer,
    isSealed: false,
    isRepeatable: true,
  },
  {
    name: "plain-server",
    create: createPlainServer,
    createPeer: createPlainClient,
    isSealed: false,
    isRepeatable: true,
  },
  {
    name: "curve-client",
    create: createCurveClient,
    createPeer: createCurveServer,
    isSealed: true,
    isRepeatable: false,
  },
  {
    name: "curve-server",
    create: createCurveServer,
    createPeer: createCurveClient,
    isSealed: true,
    isRepeatable: false,
  },
  {
    name: "stub-client",
    create: () => new StubMechanism(false),
    createPeer: () => new StubMechanism(true),
    isSealed: false,
    isRepeatable: true,
  },
  {
    name: "stub-server",
    create: () => new StubMechanism(true),
    createPeer: () => new StubMechanism(false),
    isSealed: false,
    isRepeatable: true,
  },
]

/** A type that each socket type talks to. */
export const PEER_TYPES: Readonly<Record<WireSocketType, WireSocketType>> = {
  PAIR: "PAIR",
  PUB: "SUB",
  SUB: "PUB",
  REQ: "REP",
  REP: "REQ",
  DEALER: "ROUTER",
  ROUTER: "DEALER",
  PULL: "PUSH",
  PUSH: "PULL",
  XPUB: "XSUB",
  XSUB: "XPUB",
}

export const WIRE_TYPES = Object.keys(PEER_TYPES) as WireSocketType[]

/** Lets a client in. */
export const ACCEPTED: Verdict = { status: 200, userId: "", metadata: new Map() }
