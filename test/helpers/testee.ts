/**
 * A peer for the conformance cases: a socket of any type and mechanism in this process, with a program behind it that
 * does all that can be declared of one: it answers, sends, subscribes, and lets in only who it should.
 * Knows our API, which npm `zeromq` has as well, and copies of ours that break a rule.
 */
import * as ours from "../../src/index.js"
import type {
  Credentials,
  Habit,
  MechanismName,
  Role,
  Target,
} from "../../src/conformance/target.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { decodeZ85 } from "../../src/zmtp/z85.js"

/** Between two messages of a socket that sends by itself. */
const PAUSE_MS = 5
/** How long a REQ waits for a reply. */
const GIVE_UP_MS = 1000

export const USERNAME = "ann"
export const PASSWORD = "pass"

/** Options of a peer that `pings`. */
export const HEARTBEATS = {
  ...{ heartbeatInterval: 200, heartbeatTimeout: 600, heartbeatTimeToLive: 2000 },
} as const

// From doc/zmq_curve.adoc of libzmq.
const CLIENT = {
  publicKey: keyOf("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"),
  secretKey: keyOf("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"),
}
const SERVER = {
  publicKey: keyOf("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"),
  secretKey: keyOf("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"),
}

/** A library with our API. */
export type Library = typeof ours

const CLASSES = {
  PAIR: "Pair",
  PUB: "Publisher",
  SUB: "Subscriber",
  REQ: "Request",
  REP: "Reply",
  DEALER: "Dealer",
  ROUTER: "Router",
  PULL: "Pull",
  PUSH: "Push",
  XPUB: "XPublisher",
  XSUB: "XSubscriber",
} as const

/** In the form of ZMTP 3.0 the first whose subscription needs a long frame. */
const LONG_TOPIC = "x".repeat(255)

const HABITS: Readonly<Record<WireSocketType, readonly Habit[]>> = {
  PAIR: ["answers"],
  PUB: ["sends"],
  SUB: ["subscribes"],
  REQ: ["sends", "repeats"],
  REP: ["answers"],
  DEALER: ["answers"],
  ROUTER: ["answers"],
  PULL: [],
  PUSH: ["sends"],
  XPUB: ["sends", "repeats"],
  XSUB: ["subscribes", "repeats"],
}

/** What is tested. */
export interface TesteeOptions {
  readonly socketType: WireSocketType
  readonly mechanism?: MechanismName
  readonly role?: Role
  /** Where it binds, or connects to. */
  readonly endpoint?: string
  readonly library?: Library
  readonly options?: Readonly<Record<string, unknown>>
}

/** What is declared of the peer of these options. */
export function targetOf({
  socketType,
  mechanism = "NULL",
  role = "binds",
  options = {},
}: TesteeOptions): Target {
  const side = role === "binds" ? "server" : "client"
  const judges: Habit[] = mechanism !== "NULL" && side === "server" ? ["judges"] : []
  if (mechanism === "PLAIN" && side === "server") judges.push("defers")
  const pings: Habit[] = "heartbeatInterval" in options ? ["pings"] : []
  return {
    role,
    socketType,
    mechanism,
    side,
    credentials: credentialsOf(side),
    habits: new Set([...HABITS[socketType], ...judges, ...pings]),
  }
}

/** A peer that runs. */
export interface Testee {
  readonly endpoint: string
  readonly close: () => void
}

/** Starts a peer. */
export async function startTestee(testee: TesteeOptions): Promise<Testee> {
  const { library = ours, role = "binds", socketType, mechanism = "NULL" } = testee
  const context = new library.Context()
  const isServer = role === "binds"
  const handler = isServer && mechanism !== "NULL" ? await letIn(library, context) : null
  const options = {
    context,
    linger: 0,
    ...security(mechanism, isServer),
    ...testee.options,
  } as object
  const socket = new library[CLASSES[socketType]](options) as unknown as AnySocket
  if (role === "connects") socket.connect(testee.endpoint ?? "")
  else await socket.bind(testee.endpoint ?? "tcp://127.0.0.1:*")
  void live(socketType, socket)
  return {
    endpoint: socket.lastEndpoint ?? "",
    close: () => {
      socket.close()
      handler?.close()
    },
  }
}

interface AnySocket {
  readonly closed: boolean
  readonly lastEndpoint: string | null
  sendTimeout: number
  receiveTimeout: number
  bind(endpoint: string): Promise<void>
  connect(endpoint: string): void
  close(): void
  subscribe(...topics: string[]): void
  send(message: (Buffer | string)[]): Promise<void>
  receive(): Promise<Buffer[]>
}

/** Who our clients are, or our server: the same keys on both sides. */
function credentialsOf(side: "server" | "client"): Credentials {
  return {
    username: Buffer.from(USERNAME),
    password: Buffer.from(PASSWORD),
    serverKey: SERVER.publicKey,
    secretKey: side === "server" ? CLIENT.secretKey : SERVER.secretKey,
  }
}

function security(mechanism: MechanismName, isServer: boolean): object {
  if (mechanism === "PLAIN") {
    return isServer
      ? { plainServer: true, zapDomain: "test" }
      : { plainUsername: USERNAME, plainPassword: PASSWORD }
  }
  if (mechanism === "NULL") return {}
  if (isServer) return { curveServer: true, curveSecretKey: SERVER.secretKey, zapDomain: "test" }
  return {
    curveServerKey: SERVER.publicKey,
    curvePublicKey: CLIENT.publicKey,
    curveSecretKey: CLIENT.secretKey,
  }
}

/** What users are told whose name it is, whatever their password. */
const SPECIAL: Readonly<Record<string, string>> = { later: "300", broken: "500" }

/** A ZAP handler (RFC 27) that lets in `ann` with her password, and the client with its key. */
async function letIn(library: Library, context: ours.Context): Promise<ours.Router> {
  const router = new library.Router({ context, linger: 0 })
  await router.bind("inproc://zeromq.zap.01")
  void (async () => {
    for (;;) {
      const frames = await router.receive().catch(() => null)
      if (frames === null) return
      const [id, delimiter, version, requestId, , , , mechanism, ...credentials] = frames
      const isPlain = String(mechanism) === "PLAIN"
      const isGood = isPlain
        ? String(credentials[0]) === USERNAME && String(credentials[1]) === PASSWORD
        : credentials[0].equals(CLIENT.publicKey)
      const special = isPlain ? SPECIAL[String(credentials[0])] : undefined
      const status = isGood ? "200" : (special ?? "400")
      await router.send([id, delimiter, version, requestId, status, "", "ann", ""])
    }
  })()
  return router
}

function keyOf(text: string): Buffer {
  const key = decodeZ85(text)
  if (key === null) throw new Error("not Z85")
  return key
}

async function live(socketType: WireSocketType, socket: AnySocket): Promise<void> {
  while (!socket.closed) {
    try {
      await step(socketType, socket)
    } catch (error) {
      // EAGAIN: nothing came, or nobody is there, for a while. Anything else is a mistake of this file.
      if ((error as { code?: string }).code !== "EAGAIN" && !isClosed(socket)) throw error
      await pause()
    }
  }
}

const OWN = ["alpha 1", "body"]
/** What a REQ says next. */
const next = new WeakMap<AnySocket, (Buffer | string)[]>()
const started = new WeakSet()

/** What the program does over and over. */
async function step(socketType: WireSocketType, socket: AnySocket): Promise<void> {
  if (!started.has(socket)) {
    started.add(socket)
    await start(socketType, socket)
  }
  if (socketType === "REQ") {
    const request = next.get(socket) ?? OWN
    next.delete(socket)
    await socket.send(request)
    const reply = await replyTo(socket)
    if (reply !== null) next.set(socket, reply)
  } else if (socketType === "XPUB") {
    await socket.send(await socket.receive().catch(() => OWN))
  } else if (HABITS[socketType].includes("sends")) {
    await socket.send(OWN)
    await pause()
  } else {
    const message = await socket.receive()
    if (HABITS[socketType].some((habit) => habit === "answers" || habit === "repeats")) {
      await socket.send(message)
    }
  }
}

/** Null: none has come. npm `zeromq` says EAGAIN early when what has come was not the reply. */
async function replyTo(socket: AnySocket): Promise<Buffer[] | null> {
  const deadline = performance.now() + GIVE_UP_MS
  while (performance.now() < deadline && !socket.closed) {
    try {
      return await socket.receive()
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") throw error
    }
  }
  return null
}

async function start(socketType: WireSocketType, socket: AnySocket): Promise<void> {
  if (socketType === "SUB") socket.subscribe("alpha", "beta", LONG_TOPIC)
  if (socketType === "XSUB") await socket.send(["\x01alpha"])
  if (socketType === "REQ") Object.assign(socket, { relaxed: true, receiveTimeout: GIVE_UP_MS })
  if (socketType === "XPUB") socket.receiveTimeout = PAUSE_MS
  if (socketType === "REQ" || socketType === "PUSH") socket.sendTimeout = 100
}

/** A function, since it may have been closed meanwhile. */
function isClosed(socket: AnySocket): boolean {
  return socket.closed
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
}
