/**
 * A socket in a process of its own, that can be killed or frozen.
 */
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { onTestFinished } from "vitest"
import type { PeerAnswer, PeerCommand } from "../fixtures/native-peer.js"
import { bundled } from "./bundled.js"
import type { PeerOptions, Side, SocketName } from "./interop.js"

interface Waiting {
  resolve: (answer: PeerAnswer) => void
  reject: (error: Error) => void
}

/** What a peer process opens. */
export interface OpenPeer {
  side?: Side
  options?: PeerOptions
  bind?: string
  connect?: string
  subscribe?: string[]
}

export class PeerProcess {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  readonly #exit: Promise<unknown>
  #lastId = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#exit = once(child, "exit")
    child.on("message", (answer: PeerAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.error === undefined) waiting?.resolve(answer)
      else waiting?.reject(new Error(answer.error))
    })
    child.on("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the peer is gone"))
    })
  }

  /** A process that is ready to open its socket. It ends with the test, unless `keep` leaves that to the caller. */
  static async start({ keep = false } = {}): Promise<PeerProcess> {
    const child = fork(bundled("native-peer.ts"), { execArgv: [] })
    const peer = new PeerProcess(child)
    if (!keep) onTestFinished(() => peer.kill())
    await once(child, "message")
    return peer
  }

  /** Opens the socket in place of the one before; answers where it is bound or connected to. */
  async open(
    type: SocketName,
    { side = "native", options = {}, ...where }: OpenPeer,
  ): Promise<string> {
    const { endpoint } = await this.#ask({ do: "open", side, type, options, ...where })
    return endpoint ?? ""
  }

  async send(...message: string[]): Promise<void> {
    await this.#ask({ do: "send", message })
  }

  async receive(): Promise<string[]> {
    return (await this.#ask({ do: "receive" })).message ?? []
  }

  /** From now on it sends back what it receives. */
  async echo(): Promise<void> {
    await this.#ask({ do: "echo" })
  }

  /** Stops it in its tracks: connections stay, nothing is answered. */
  freeze(): void {
    this.#child.kill("SIGSTOP")
  }

  thaw(): void {
    this.#child.kill("SIGCONT")
  }

  /** Ends it without a farewell; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL")
    await this.#exit
  }

  #ask(command: PeerCommand): Promise<PeerAnswer> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, ...command })
    })
  }
}
