/**
 * Observer: what happens to a socket's endpoints and connections, as events to listen for or to receive.
 */
import { EventEmitter } from "node:events"
import { ZmqError } from "../errors.js"
import type { Event, EventOfType, EventType } from "../events.js"
import { hold, release } from "../socket/liveness.js"
import { Queue } from "../queue.js"
import { assertCount } from "./arguments.js"
import { assertSocket } from "./option-accessors.js"
import { assertSocketObject, coreOf, type Socket } from "./socket.js"

/** Events kept for a `receive` to come; more are dropped, as by libzmq's monitor socket. */
const MOST_EVENTS = 1000

/** Where one can listen for events. */
export interface EventSubscriber {
  /** Calls a function for every event of a type. */
  on<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
  /** Takes a listener away. */
  off<E extends EventType>(type: E, listener: (data: EventOfType<E>) => void): EventSubscriber
}

const BUSY = "Observer is busy reading; only one receive operation may be in progress at any time"
const LISTENING =
  "Observer is in event emitter mode. After a call to events.on() it is not possible to read events with events.receive()."

/**
 * The events of one socket, from the moment it was made. Either listen with `on`, or receive them.
 *
 * @example
 * import { Dealer } from "purezmq"
 * const dealer = new Dealer()
 * dealer.events.on("bind", ({ address }) => console.log("bound to", address))
 * await dealer.bind("tcp://127.0.0.1:*")
 * dealer.close()
 */
export class Observer implements AsyncIterable<Event>, EventSubscriber {
  readonly #events = new Queue<Event>()
  #emitter: EventEmitter | null = null
  #waiting: { resolve: (event: Event) => void; reject: (error: Error) => void } | null = null
  #closed = false
  #ended = false
  #holds = false
  #deliveryDue = false

  /**
   * A socket has one observer at a time and makes it itself: use `socket.events`. Another one ends the one before.
   * @throws ZmqError ENOTSOCK when the socket is closed.
   */
  constructor(socket: Socket) {
    assertSocketObject(socket, "Socket")
    assertCount(1, arguments.length)
    const core = coreOf(socket)
    assertSocket(core)
    core.onEvent?.({ type: "end" })
    core.onEvent = (event) => {
      this.#take(event)
    }
  }

  /** No more events will come. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Calls the listeners. From the first look at it on, events go there, `receive` is not there any more, and the
   * process is kept alive: until `off` takes the last listener away, or the end.
   */
  get emitter(): EventEmitter {
    if (this.#emitter !== null) return this.#emitter
    this.#emitter = new EventEmitter()
    const get = () => {
      throw new Error(LISTENING)
    }
    Object.defineProperty(this, "receive", { get })
    this.#hold()
    this.#deliverSoon()
    return this.#emitter
  }

  /** Calls a function for every event of a type. Keeps the process alive until `off` or the end. */
  on<E extends EventType>(type: E, listener: (event: EventOfType<E>) => void): EventSubscriber {
    this.emitter.on(type, listener)
    this.#hold()
    return this.emitter
  }

  /** Takes a listener away. */
  off<E extends EventType>(type: E, listener: (event: EventOfType<E>) => void): EventSubscriber {
    this.emitter.off(type, listener)
    if (this.emitter.eventNames().length === 0) this.#letGo()
    return this.emitter
  }

  /**
   * The next event. Rejects with ENOTSOCK when the observer is closed meanwhile.
   * @throws ZmqError EBADF when it is closed already, EBUSY while another receive waits.
   */
  receive(): Promise<Event> {
    assertCount(0, arguments.length)
    if (this.#closed) throw new ZmqError("EBADF")
    if (this.#waiting !== null) throw new ZmqError("EBUSY", BUSY)
    const event = this.#events.shift()
    if (event !== null) {
      if (event.type === "end") this.#closed = true
      return Promise.resolve(event)
    }
    this.#hold()
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  /** Stops observing. */
  close(): void {
    assertCount(0, arguments.length)
    if (this.#closed) return
    this.#closed = true
    this.#letGo()
    this.#waiting?.reject(new ZmqError("ENOTSOCK"))
    this.#waiting = null
  }

  /** All events to come, until the socket is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Event, undefined> {
    while (!this.#closed) yield await this.receive()
    return undefined
  }

  #take(event: Event): void {
    if (this.#closed || this.#ended) return
    if (event.type === "end") this.#ended = true
    else if (this.#events.length >= MOST_EVENTS) return
    this.#events.push(event)
    this.#deliverSoon()
  }

  /** Never from inside a socket's own work: a listener may close it. */
  #deliverSoon(): void {
    if (this.#deliveryDue) return
    this.#deliveryDue = true
    process.nextTick(() => {
      this.#deliveryDue = false
      this.#deliver()
    })
  }

  #deliver(): void {
    if (this.#closed) return
    if (this.#emitter === null) {
      this.#answer()
      return
    }
    const event = this.#events.shift()
    if (event === null) return
    // One at a time: a listener that throws must not keep the others from the rest.
    if (this.#events.length > 0) this.#deliverSoon()
    if (event.type === "end") this.close()
    this.#emitter.emit(event.type, event)
  }

  #answer(): void {
    const waiting = this.#waiting
    if (waiting === null) return
    const event = this.#events.shift()
    if (event === null) return
    this.#waiting = null
    this.#letGo()
    if (event.type === "end") this.#closed = true
    waiting.resolve(event)
  }

  #hold(): void {
    if (this.#holds || this.#closed) return
    this.#holds = true
    hold()
  }

  #letGo(): void {
    if (!this.#holds) return
    this.#holds = false
    release()
  }
}
