/**
 * Handshakes with NULL, PLAIN and CURVE, from the side the peer does not have: good by themselves, and to be stopped before
 * any step or bent at it.
 * Knows what is said when. Does not judge what the peer says beyond what it needs to go on.
 */
import { Buffer } from "node:buffer"
import type { CurveCrypto, KeyPair } from "../zmtp/mechanisms/curve-crypto.js"
import { bytesOf, command, greeting, property, type Bytes, type GreetingFields } from "./build.js"
import { CurveClientSide, CurveServerSide } from "./curve.js"
import type { HelloFields, InitiateFields, WelcomeFields } from "./curve.js"
import { nameOf, readCommand, readProperties, shown, type Command } from "./read.js"
import { Session, type Step } from "./session.js"
import { partnerOf, type Target } from "./target.js"
import { Deviation } from "./verdict.js"
import type { Wire } from "./wire.js"

/** What can be other than usual in a handshake. */
export interface HandshakeOptions {
  /** What we say we are; by itself the partner of the peer's type. */
  readonly socketType?: string
  /** By itself REQ, DEALER and ROUTER say an empty one. */
  readonly identity?: Bytes
  /** Further properties, as `property` builds them. */
  readonly more?: Buffer
  /** All the metadata, in place of the usual. */
  readonly metadata?: Buffer
  readonly greeting?: GreetingFields
  /** PLAIN: in place of the declared ones. */
  readonly username?: Bytes
  readonly password?: Bytes
  /** CURVE: our permanent pair, in place of the declared one. */
  readonly permanent?: KeyPair
  readonly hello?: HelloFields
  readonly welcome?: WelcomeFields
  readonly initiate?: InitiateFields
  /** Makes other bytes of what is said at a step. */
  readonly bend?: Partial<Record<Step, (bytes: Buffer) => Buffer>>
  /** Stops before this is said. */
  readonly until?: Step
  /** Each thing that is said goes out in pieces of these sizes. */
  readonly pieces?: readonly number[] | number
}

/** What our side knows. */
export interface Ourselves {
  readonly target: Target
  /** Null when the mechanism is not CURVE. */
  readonly crypto: CurveCrypto | null
}

/** The peer said ERROR. */
export class Refused extends Deviation {
  constructor(readonly reason: string) {
    super("the handshake goes on", `ERROR "${shown(reason)}"`)
  }
}

/** Shakes hands over a new connection. @throws Deviation when the peer does not go along. */
export async function shakeHands(
  wire: Wire,
  ourselves: Ourselves,
  options: HandshakeOptions,
): Promise<Session> {
  return new Handshake(wire, ourselves, options).run()
}

/** The metadata we send. */
export function metadataOf(target: Target, options: HandshakeOptions): Buffer {
  if (options.metadata !== undefined) return options.metadata
  const socketType = options.socketType ?? partnerOf(target.socketType)
  const pieces = [property("Socket-Type", socketType)]
  const identity = options.identity ?? (/^(REQ|DEALER|ROUTER)$/.test(socketType) ? "" : undefined)
  if (identity !== undefined) pieces.push(property("Identity", identity))
  return Buffer.concat([...pieces, options.more ?? Buffer.alloc(0)])
}

/** HELLO of PLAIN, in its frame. */
export function plainHello(username: Bytes, password: Bytes): Buffer {
  const sized = [username, password].flatMap((text) => [Buffer.from([text.length]), bytesOf(text)])
  return command("HELLO", Buffer.concat(sized))
}

class Handshake {
  readonly #wire: Wire
  readonly #target: Target
  readonly #crypto: CurveCrypto | null
  readonly #options: HandshakeOptions
  readonly #metadata: Buffer

  constructor(wire: Wire, { target, crypto }: Ourselves, options: HandshakeOptions) {
    this.#wire = wire
    this.#target = target
    this.#crypto = crypto
    this.#options = options
    this.#metadata = metadataOf(target, options)
  }

  async run(): Promise<Session> {
    const { mechanism, side } = this.#target
    const asServer = mechanism !== "NULL" && side === "client" ? 1 : 0
    await this.#say("greeting", greeting({ mechanism, asServer, ...this.#options.greeting }))
    const theirs = await this.#wire.receiveGreeting()
    if (theirs.mechanism !== mechanism) {
      const seen = `mechanism "${shown(theirs.mechanism)}"`
      throw new Deviation(`a greeting with mechanism "${mechanism}"`, seen)
    }
    const session = new Session(this.#wire, this.#target, theirs)
    if (mechanism === "NULL") await this.#null(session)
    else if (mechanism === "PLAIN") {
      await (side === "server" ? this.#plainClient(session) : this.#plainServer(session))
    } else await (side === "server" ? this.#curveClient(session) : this.#curveServer(session))
    return session
  }

  async #null(session: Session): Promise<void> {
    if (!(await this.#say("READY", command("READY", this.#metadata)))) return
    this.#announce(session, (await this.#hear(session, "READY")).data)
  }

  async #plainClient(session: Session): Promise<void> {
    const { credentials } = this.#target
    const { username = credentials.username, password = credentials.password } = this.#options
    if (!(await this.#say("HELLO", plainHello(username, password)))) return
    await this.#hear(session, "WELCOME")
    if (!(await this.#say("INITIATE", command("INITIATE", this.#metadata)))) return
    this.#announce(session, (await this.#hear(session, "READY")).data)
  }

  async #plainServer(session: Session): Promise<void> {
    await this.#hear(session, "HELLO")
    if (!(await this.#say("WELCOME", command("WELCOME")))) return
    this.#announce(session, (await this.#hear(session, "INITIATE")).data)
    await this.#say("READY", command("READY", this.#metadata))
  }

  async #curveClient(session: Session): Promise<void> {
    const crypto = this.#curve()
    const { serverKey, secretKey } = this.#target.credentials
    const permanent = this.#options.permanent ?? crypto.keyPairOf(secretKey)
    const side = new CurveClientSide(crypto, serverKey, permanent)
    session.curve = side
    if (!(await this.#say("HELLO", side.hello(this.#options.hello)))) return
    const { data: welcome } = await this.#hear(session, "WELCOME")
    if (!side.welcome(welcome)) throw unopened("WELCOME")
    const initiate = side.initiate(this.#metadata, this.#options.initiate)
    if (!(await this.#say("INITIATE", initiate))) return
    const metadata = side.ready((await this.#hear(session, "READY")).data)
    if (metadata === null) throw unopened("READY")
    this.#announce(session, metadata)
    session.traffic = side.traffic()
  }

  async #curveServer(session: Session): Promise<void> {
    const crypto = this.#curve()
    const permanent =
      this.#options.permanent ?? crypto.keyPairOf(this.#target.credentials.secretKey)
    const side = new CurveServerSide(crypto, permanent)
    session.curve = side
    if (side.hello((await this.#hear(session, "HELLO")).data) === null) throw unopened("HELLO")
    if (!(await this.#say("WELCOME", side.welcome(this.#options.welcome)))) return
    const initiated = side.initiate((await this.#hear(session, "INITIATE")).data)
    if (initiated === null) throw unopened("INITIATE")
    this.#announce(session, initiated.metadata)
    if (!(await this.#say("READY", side.ready(this.#metadata)))) return
    session.traffic = side.traffic()
  }

  /** False: the handshake is to stop here. */
  async #say(step: Step, bytes: Buffer): Promise<boolean> {
    const { until, bend, pieces } = this.#options
    if (until === step) return false
    const bent = bend?.[step]?.(bytes) ?? bytes
    if (pieces === undefined) this.#wire.send(bent)
    else await this.#wire.sendInPieces(bent, pieces)
    return true
  }

  async #hear(session: Session, step: Step): Promise<Command> {
    const frame = await this.#wire.receiveFrame(`a command ${step}`)
    const said = readCommand(frame.body)
    if (said?.name === "ERROR") throw new Refused(said.data.toString("latin1", 1))
    if (said?.name !== step) throw new Deviation(`a command ${step}`, nameOf(frame))
    session.heard.set(step, frame)
    return said
  }

  #announce(session: Session, metadata: Buffer): void {
    const properties = readProperties(metadata)
    if (properties === null) throw new Deviation("metadata whose lengths fit", shown(metadata))
    session.properties = properties
  }

  #curve(): CurveCrypto {
    if (this.#crypto === null) throw new Error("the cryptography of CURVE is not loaded")
    return this.#crypto
  }
}

function unopened(name: string): Deviation {
  return new Deviation(`${name} whose box opens with the declared keys`, "it does not open")
}
