/**
 * Where one cell plays: it opens our sockets and starts peers' programs, says what it waits for, and leaves nothing behind.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { PeerOptions, SocketName } from "../../helpers/interop.js"
import type { BuiltPeer } from "./built-peer.js"
import { freePort } from "./free-port.js"
import { Mismatch } from "./mismatch.js"
import { OurSocket } from "./our-socket.js"
import type { PeerJob, PeerTransport, PeerType } from "./peer-kind.js"
import { Program } from "./program.js"

/** A cell that takes this long fails, unless another time is said. */
const PATIENCE_MS = 30_000
/** How long a program may take to end when all is over. */
const EXIT_MS = 5_000

/** Where a peer's socket is to be, and what else its program is told. */
export interface PeerPlace {
  readonly where: "bind" | "connect"
  readonly endpoint: string
  readonly keys?: readonly string[]
}

/** The sockets and programs of one cell. */
export class Stage {
  readonly #folder: string
  readonly #sockets: OurSocket[] = []
  readonly #programs: Program[] = []
  readonly #others: { close(): void }[] = []
  readonly #files: string[] = []
  readonly #failed: Promise<never>
  #fail: (reason: Error) => void = () => {}
  #awaited = "the cell to begin"

  /** @param folder for socket files. */
  constructor(
    folder: string,
    readonly patienceMs = PATIENCE_MS,
  ) {
    this.#folder = folder
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject
    })
  }

  /** A socket of ours. */
  open(type: SocketName, options: PeerOptions = {}): OurSocket {
    const socket = new OurSocket(type, options)
    this.#sockets.push(socket)
    return socket
  }

  /** Closes this too when the cell is over. */
  closing<T extends { close(): void }>(thing: T): T {
    this.#others.push(thing)
    return thing
  }

  /** Starts a peer's program. */
  start({ kind, command }: BuiltPeer, ...parameters: readonly string[]): Program {
    const program = new Program(kind.name, command, parameters)
    this.#programs.push(program)
    // What a cell waits for may never come then. What a line of the program says about it is better.
    void program.endsBadly().then(() => setImmediate(() => this.#fail(this.#mismatch(""))))
    return program
  }

  /** Starts a peer's program with a socket; resolves with where that is when it is there. */
  async startAt(
    peer: BuiltPeer,
    type: PeerType,
    job: PeerJob,
    { where, endpoint, keys = [] }: PeerPlace,
  ): Promise<{ program: Program; endpoint: string }> {
    const program = this.start(peer, type, job, where, endpoint, ...keys)
    this.awaits(`its socket (${where} ${endpoint})`)
    return { program, endpoint: await program.saysAfter("endpoint ") }
  }

  /** An endpoint to bind, that nothing else uses. `*` stands for any free port. */
  endpoint(transport: PeerTransport): string {
    if (transport === "tcp") return "tcp://127.0.0.1:*"
    const path = join(this.#folder, `${process.pid}-${++files}.sock`)
    this.#files.push(path)
    return `ipc://${path}`
  }

  /** The same, for those who have to know it before it is bound. */
  async fixedEndpoint(transport: PeerTransport): Promise<string> {
    if (transport === "ipc") return this.endpoint("ipc")
    return `tcp://127.0.0.1:${await freePort()}`
  }

  /** Binds one of ours; answers where. */
  async bind({ socket }: OurSocket, endpoint: string): Promise<string> {
    await socket.bind(endpoint)
    return socket.lastEndpoint!
  }

  /** A folder of its own, that is removed when the cell is over. */
  freshFolder(): string {
    const path = mkdtempSync(join(this.#folder, "files-"))
    this.#files.push(path)
    return path
  }

  /** From now on, this is what a cell that does not go on has been waiting for. */
  awaits(text: string): void {
    this.#awaited = text
  }

  /** Plays, and clears up. @throws Mismatch or another error when the cell fails. */
  async play(act: () => Promise<void>): Promise<void> {
    const deadline = new Deadline()
    try {
      const late = deadline.after(this.patienceMs, () => this.#mismatch(this.#patience))
      await Promise.race([act(), this.#failed, late])
      const left = this.#programs.map(({ ended }) => ended)
      const tooLate = deadline.after(EXIT_MS, () => this.#neverEnds())
      await Promise.race([Promise.all(left), tooLate])
    } finally {
      deadline.cancel()
      await this.#clear()
    }
  }

  get #patience(): string {
    return ` within ${this.patienceMs / 1000} s`
  }

  #mismatch(condition: string): Mismatch {
    const seen = [...this.#programs, ...this.#sockets].map(String).join("; ")
    return new Mismatch(this.#awaited + condition, seen)
  }

  #neverEnds(): Mismatch {
    const running = this.#programs.filter(({ running }) => running)
    return new Mismatch(`programs to end by themselves`, running.map(String).join("; "))
  }

  async #clear(): Promise<void> {
    for (const thing of this.#others) thing.close()
    for (const { socket } of this.#sockets) socket.close()
    await Promise.all(this.#programs.map((program) => program.kill()))
    // libzmq leaves them behind.
    for (const path of this.#files) rmSync(path, { recursive: true, force: true })
  }
}

let files = 0

/** Rejects when it has taken too long. */
class Deadline {
  readonly #timers: NodeJS.Timeout[] = []

  after(ms: number, reason: () => Error): Promise<never> {
    return new Promise((_, reject) => {
      this.#timers.push(setTimeout(() => reject(reason()), ms))
    })
  }

  cancel(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }
}
