/**
 * How the meeting places of a process' threads find each other. One asks all for a name, one that has bound it
 * sends an end of a new port to the thread that asked. Nothing here keeps a thread alive.
 * Knows names, threads and ports. Does not know who meets.
 */
import type * as threads from "node:worker_threads"
import { builtin } from "../builtin.js"
import { ThreadPort } from "./thread-port.js"

/** Changes with whatever passes between threads: those that have another version of it do not meet. */
const CHANNEL = "purezmq.inproc.1"

/** One thread's meeting place, as the others see it. */
export interface ThreadPlace {
  /** A thread has bound this name: ask for it if somebody waits. */
  onBound(name: string): void
  /** A thread wants this name. Answers whether it is bound here; then `offer` it. */
  onWanted(name: string, thread: number): void
  /** A thread offers a port to this name's host. */
  onOffer(name: string, port: ThreadPort): void
}

/** What all threads hear. */
interface Call {
  readonly name: string
  /** The thread that wants the name; -1: it was bound. */
  readonly wantedBy: number
}

/** What one thread is handed, as its `workerMessage`. */
interface Offer {
  readonly [CHANNEL]: string
  readonly port: threads.MessagePort
}

/** The other threads, from one thread's place. */
export class OtherThreads {
  #place: ThreadPlace | null = null
  #channel: threads.BroadcastChannel | null = null
  #listening = false

  /** Before anything else. */
  serve(place: ThreadPlace): void {
    this.#place = place
  }

  /** A name has been bound here. */
  bound(name: string): void {
    this.#call({ name, wantedBy: -1 })
  }

  /** Somebody here waits for a name; offers are heard until `rest`. */
  want(name: string): void {
    if (!canMeet()) return
    if (!this.#listening) process.on("workerMessage", this.#onMessage)
    this.#listening = true
    this.#call({ name, wantedBy: workerThreads().threadId })
  }

  /** Nobody waits any more: what is left of `workerMessage` is the program's own. */
  rest(): void {
    if (this.#listening) process.off("workerMessage", this.#onMessage)
    this.#listening = false
  }

  /** A port for a name that a thread wants; its other end is on the way there. */
  offer(name: string, thread: number): ThreadPort {
    const { port1, port2 } = new (workerThreads().MessageChannel)()
    const offer: Offer = { [CHANNEL]: name, port: port2 }
    // Nobody waits there any more, or the thread itself has gone.
    workerThreads()
      .postMessageToThread(thread, offer, [port2])
      .catch(() => {
        port1.close()
      })
    return new ThreadPort(port1, name)
  }

  #call(call: Call): void {
    if (!canMeet()) return
    this.#channel ??= this.#open()
    this.#channel.postMessage(call)
  }

  #open(): threads.BroadcastChannel {
    const channel = new (workerThreads().BroadcastChannel)(CHANNEL)
    channel.onmessage = (event) => {
      const { name, wantedBy } = (event as { data: Call }).data
      if (wantedBy === -1) this.#place?.onBound(name)
      else this.#place?.onWanted(name, wantedBy)
    }
    channel.unref()
    return channel
  }

  readonly #onMessage = (value: unknown): void => {
    if (isOffer(value))
      this.#place?.onOffer(value[CHANNEL], new ThreadPort(value.port, value[CHANNEL]))
  }
}

/** Only since Node 20.19 and 22.5 can one thread hand another a port unasked. */
function canMeet(): boolean {
  return "postMessageToThread" in workerThreads()
}

let loaded: typeof threads | null = null

/** Loaded with the first name. */
function workerThreads(): typeof threads {
  return (loaded ??= builtin("node:worker_threads") as typeof threads)
}

function isOffer(value: unknown): value is Offer {
  return typeof value === "object" && value !== null && CHANNEL in value
}
