/**
 * The peers' program in JavaScript, for libraries with the API of npm `zeromq` 6: that, and this project's own.
 */
import { writeSync } from "node:fs"
import { createInterface } from "node:readline"
import type { PeerOptions, PeerSocket, SocketName } from "../../../helpers/interop.js"
import { END, isEnd, lineOf, messagesOf, type Parts, type Series } from "../../matrix/series.js"

/** As much of a library as the program needs. */
export type PeerLibrary = Readonly<
  Record<SocketName, new (options?: PeerOptions) => PeerSocket> & {
    Proxy: new (front: PeerSocket, back: PeerSocket) => PeerProxy
    version: string
  }
>

interface PeerProxy {
  run(): Promise<void>
  terminate(): void
}

const TYPES: Readonly<Record<string, SocketName>> = {
  push: "Push",
  pull: "Pull",
  pub: "Publisher",
  sub: "Subscriber",
  req: "Request",
  rep: "Reply",
  dealer: "Dealer",
  router: "Router",
  pair: "Pair",
}

const DEVICES: Readonly<Record<string, readonly [SocketName, SocketName]>> = {
  queue: ["Router", "Dealer"],
  forwarder: ["XSubscriber", "XPublisher"],
  streamer: ["Pull", "Push"],
}

const READY = "READY"
const READY_MS = 10
const ROUTING_ENDS: readonly string[] = ["router"]

/** What becomes of message i on its way out, or before it says what came in: nothing, in a peer that works. */
export type Tamper = (message: Parts, i: number) => readonly Parts[]

const untouched: Tamper = (message) => [message]

/** Does what the arguments say. */
export async function runPeer(
  library: PeerLibrary,
  version: string,
  tamper: Tamper = untouched,
): Promise<void> {
  const [first, ...rest] = process.argv.slice(2)
  try {
    if (first === "version") print(`version ${version}`)
    else if (first === "proxy") await runProxy(library, rest)
    else await new JavaScriptPeer(library, first, rest, tamper).run()
  } catch (error) {
    print(`error ${String(error)}`)
    process.exitCode = 1
    process.exit()
  }
}

/** Writes a line out at once: with npm zeromq 5 the event loop may come to a stand with half of a stream's output in it. */
function print(line: string): void {
  writeSync(1, `${line}\n`)
}

async function runProxy(library: PeerLibrary, [device, ...endpoints]: string[]): Promise<void> {
  const [front, back] = DEVICES[device].map((type) => new library[type]({ linger: 0 }))
  await front.bind(endpoints[0])
  await back.bind(endpoints[1])
  const proxy = new library.Proxy(front, back)
  const done = proxy.run()
  print("ready")
  process.stdin.resume().once("end", () => proxy.terminate())
  await done
}

class JavaScriptPeer {
  readonly #keys: ReadonlyMap<string, string>
  readonly #type: string
  readonly #job: string
  readonly #place: readonly [string, string]
  readonly #socket: PeerSocket
  readonly #library: PeerLibrary
  readonly #tamper: Tamper
  readonly #lines: AsyncIterator<string>
  #zap: PeerSocket | null = null
  #admitted: Promise<void> = Promise.resolve()
  #said = 0

  constructor(library: PeerLibrary, type: string, [job, ...rest]: string[], tamper: Tamper) {
    const [where, endpoint, ...keys] = rest
    this.#library = library
    this.#tamper = tamper
    this.#type = type
    this.#job = job
    this.#place = [where, endpoint]
    this.#keys = new Map(keys.map((key) => key.split(/=(.*)/s, 2) as [string, string]))
    const lines = createInterface(process.stdin)
    // Whoever started it is gone.
    lines.on("close", () => process.exit())
    this.#lines = lines[Symbol.asyncIterator]()
    this.#socket = new library[TYPES[type]](this.#options())
  }

  async run(): Promise<void> {
    if (this.#keys.has("server") && this.#keys.get("mechanism") === "plain") await this.#guard()
    const [where, endpoint] = this.#place
    if (where === "bind") await this.#socket.bind(endpoint)
    else this.#socket.connect(endpoint)
    print(`endpoint ${where === "bind" ? this.#socket.lastEndpoint : endpoint}`)
    if (this.#type === "sub") this.#socket.subscribe(this.#prefix)
    const jobs: Record<string, () => Promise<void>> = {
      send: () => this.#send(),
      receive: () => this.#receive(),
      ask: () => this.#ask(),
      answer: () => this.#answer(),
    }
    await jobs[this.#job]()
    // Old libzmq takes messages for somebody who has not been let in yet.
    await this.#admitted
    this.#socket.close()
    this.#zap?.close()
    print("done")
    process.stdin.removeAllListeners().destroy()
  }

  get #prefix(): string {
    return this.#keys.get("prefix") ?? ""
  }

  get #series(): Series {
    const name = this.#keys.get("series") === "small" ? "small" : "mixed"
    const number = (key: string, otherwise: number) => Number(this.#keys.get(key) ?? otherwise)
    return { name, from: number("from", 0), count: number("count", 100) }
  }

  #options(): PeerOptions {
    const keys = this.#keys
    const options: PeerOptions = { linger: -1, reconnectInterval: 20 }
    const hwm = keys.get("hwm")
    if (hwm !== undefined) {
      if (!["pull", "sub"].includes(this.#type)) options["sendHighWaterMark"] = Number(hwm)
      if (!["push", "pub"].includes(this.#type)) options["receiveHighWaterMark"] = Number(hwm)
    }
    if (keys.has("nonblocking")) options["sendTimeout"] = 0
    if (keys.has("identity")) options["routingId"] = keys.get("identity")
    if (keys.has("heartbeat")) options["heartbeatInterval"] = Number(keys.get("heartbeat"))
    if (keys.get("mechanism") === "plain") {
      if (keys.has("server")) options["plainServer"] = true
      else {
        options["plainUsername"] = keys.get("username")
        options["plainPassword"] = keys.get("password")
      }
    }
    if (keys.get("mechanism") === "curve") {
      if (keys.has("server")) options["curveServer"] = true
      else options["curveServerKey"] = keys.get("server-key")
      options["curvePublicKey"] = keys.get("public-key")
      options["curveSecretKey"] = keys.get("secret-key")
    }
    return options
  }

  /** Lets in who knows the password (RFC 27). */
  async #guard(): Promise<void> {
    const zap = (this.#zap = new this.#library.Reply({ linger: 0 }))
    await zap.bind("inproc://zeromq.zap.01")
    const expected = [this.#keys.get("username"), this.#keys.get("password")].join("\n")
    let admit = () => {}
    this.#admitted = new Promise((resolve) => {
      admit = resolve
    })
    const judge = async () => {
      for (;;) {
        const [version, id, , , , , ...credentials] = await zap.receive()
        const status = credentials.map(String).join("\n") === expected ? "200" : "400"
        await zap.send([version, id, status, "", "", ""])
        if (status === "200") admit()
      }
    }
    judge().catch((error: unknown) => {
      if (!zap.closed) throw error
    })
  }

  async #send(): Promise<void> {
    if (this.#type === "pub") await this.#untilGo()
    let i = 0
    for (const message of messagesOf(this.#series)) {
      for (const each of this.#tamper(message, i++)) await this.#put(each)
    }
    await this.#put([END])
  }

  async #put([first, ...rest]: Parts): Promise<void> {
    const prefix = this.#type === "pub" ? this.#prefix : ""
    const message = [prefix === "" ? first : Buffer.concat([Buffer.from(prefix), first]), ...rest]
    for (;;) {
      try {
        await this.#socket.send(message)
        return
      } catch (error) {
        const { code } = error as { code?: string }
        if (code !== "EAGAIN" || !this.#keys.has("nonblocking")) throw error
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
  }

  async #untilGo(): Promise<void> {
    const say = () => void this.#socket.send(this.#prefix + READY)
    const timer = setInterval(say, READY_MS)
    await this.#lines.next()
    clearInterval(timer)
  }

  async #receive(): Promise<void> {
    let isReady = this.#type !== "sub"
    for (;;) {
      let message: Parts = await this.#socket.receive()
      if (ROUTING_ENDS.includes(this.#type)) message = message.slice(1)
      if (this.#type === "sub") {
        message = [message[0].subarray(this.#prefix.length), ...message.slice(1)]
        if (String(message[0]) === READY) {
          if (!isReady) print("ready")
          isReady = true
          continue
        }
      }
      if (isEnd(message)) return
      this.#say(message)
    }
  }

  #say(message: Parts): void {
    for (const each of this.#tamper(message, this.#said++)) print(lineOf(each))
  }

  async #ask(): Promise<void> {
    for (const message of messagesOf(this.#series)) {
      await this.#put(message)
      this.#say(await this.#socket.receive())
    }
    await this.#put([END])
    await this.#socket.receive()
  }

  async #answer(): Promise<void> {
    const envelope = ROUTING_ENDS.includes(this.#type) ? 1 : 0
    for (;;) {
      const frames = await this.#socket.receive()
      const message = frames.slice(envelope)
      await this.#socket.send([...frames.slice(0, envelope), ...this.#answerTo(message)])
      if (isEnd(message)) return
    }
  }

  #answerTo([first, ...rest]: Parts): Buffer[] {
    if (this.#type === "rep") return [Buffer.concat([Buffer.from("Hello "), first]), ...rest]
    return this.#type === "router" ? [Buffer.from("Hello"), first, ...rest] : [first, ...rest]
  }
}
