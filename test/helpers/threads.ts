/**
 * Sockets in worker threads.
 */
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads"
import { onTestFinished } from "vitest"
import type { Opening, Sight, ThreadAnswer, ThreadCommand } from "../fixtures/thread.js"
import { bundled } from "./bundled.js"
import type { SocketName } from "./interop.js"

interface Waiting {
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

/** A worker thread that does what it is told. It is terminated when the test is over. */
export class Thread {
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number>
  readonly #worker: Worker
  readonly #commands: MessagePort
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.#commands = port1
    this.#worker = new Worker(bundled("thread.ts"), {
      workerData: { commands: port2 },
      transferList: [port2],
    })
    let reason = new Error("the thread has ended")
    this.#worker.on("error", (error) => (reason = error))
    this.ended = new Promise((resolve) => {
      this.#worker.on("exit", (code) => {
        for (const { reject } of this.#waiting.values()) reject(reason)
        resolve(code)
      })
    })
    port1.on("message", (answer: ThreadAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.error === undefined) waiting?.resolve(answer.result)
      else waiting?.reject(new Error(answer.error))
    })
    onTestFinished(() => this.terminate())
  }

  /** Opens the socket that goes by this name, its type unless said otherwise. */
  async open(
    type: SocketName,
    { name = type, ...how }: Opening & { name?: string },
  ): Promise<void> {
    await this.#ask({ do: "open", name, type, ...how })
  }

  async send(name: string, ...message: (string | Uint8Array)[]): Promise<void> {
    await this.#ask({ do: "send", name, message })
  }

  async receive(name: string, messages = 1): Promise<string[][]> {
    return (await this.#ask({ do: "receive", name, messages })) as string[][]
  }

  async fill(name: string, limit: number): Promise<number> {
    return (await this.#ask({ do: "fill", name, limit })) as number
  }

  async look(): Promise<Sight> {
    return (await this.#ask({ do: "look" })) as Sight
  }

  /** Whatever else it can do. */
  async tell(command: ThreadCommand): Promise<unknown> {
    return this.#ask(command)
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(command: ThreadCommand): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#commands.postMessage({ id, ...command })
    })
  }
}
