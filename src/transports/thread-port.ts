/**
 * A ByteStream between two threads of a process, over a MessagePort. Beside the bytes it carries what two
 * sockets that share memory would simply look up: each other's high-water marks, and how much has been read.
 * Knows ports. Does not know names or frames.
 */
import { Buffer } from "node:buffer"
import { types } from "node:util"
import type { MessagePort } from "node:worker_threads"
import type { HighWaterMarks } from "../pipe.js"
import type { ByteStream, StreamHandler } from "./transport.js"

/** Told what comes beside the bytes. */
export interface ThreadPortHandler {
  /** The other side's marks have changed. */
  onMarks(): void
  /** The other side is finished with so many messages of ours. */
  onCredit(messages: number): void
  /** Bytes leave: how many messages of the other side's we are finished with and have not told. They are told now. */
  takeOwed(): number
}

/** Bytes that may be under way before the writer has to wait. */
const WINDOW_BYTES = 1024 * 1024

/** Behind the bytes of each post stands the credit that goes along. */
const CREDIT_BYTES = 4

/** What one side posts to the other: bytes, or a note. */
type Post = ArrayBuffer | Note
type Note =
  | { readonly marks: HighWaterMarks }
  /** Messages finished with. */
  | { readonly credit: number }
  /** Bytes taken in. */
  | { readonly taken: number }

/** One end. It does not keep its thread alive, and is closed when the other end's thread is gone. */
export class ThreadPort implements ByteStream {
  handler: StreamHandler | null = null
  /** Set with the pipe's coming, before the first message. */
  pipeHandler: ThreadPortHandler | null = null
  /** What the other side told before its first byte. */
  otherMarks: HighWaterMarks = { send: 0, receive: 0 }
  readonly localEndpoint: string
  readonly remoteEndpoint: string
  readonly remoteAddress = ""
  // Nothing goes to the operating system.
  readonly bytesSent = 0
  readonly bytesReceived = 0
  readonly #port: MessagePort
  /** Bytes written that the other side has not taken. */
  #underWay = 0
  #stalled = false
  /** Bytes taken that the other side has not been told of. */
  #untold = 0
  #paused = false

  constructor(port: MessagePort, name: string) {
    this.#port = port
    this.localEndpoint = this.remoteEndpoint = `inproc://${name}`
    port.on("message", (post: Post) => {
      this.#receive(post)
    })
    port.on("close", () => {
      const handler = this.handler
      this.handler = this.pipeHandler = null
      handler?.onClose(null)
    })
    port.unref()
  }

  /** Copies the bytes into memory that goes over to the other thread: all of it is sent, whatever the answer. */
  write(buffers: readonly Buffer[]): boolean {
    let size = 0
    for (const buffer of buffers) size += buffer.length
    // Of its own, since all of it leaves this thread.
    const bytes = Buffer.allocUnsafeSlow(size + CREDIT_BYTES)
    let at = 0
    for (const buffer of buffers) {
      bytes.set(buffer, at)
      at += buffer.length
    }
    bytes.writeUInt32LE(this.pipeHandler?.takeOwed() ?? 0, size)
    const memory = bytes.buffer
    this.#port.postMessage(memory, [memory])
    this.#underWay += size
    this.#stalled = this.#underWay >= WINDOW_BYTES
    return !this.#stalled
  }

  /** Tells the other side our marks. Before the first byte, and when they have changed. */
  tellMarks({ send, receive }: HighWaterMarks): void {
    this.#tell({ marks: { send, receive } })
  }

  /** Tells the other side that so many of its messages are finished with. */
  credit(messages: number): void {
    this.#tell({ credit: messages })
  }

  /** What is under way still comes; the other side hears no more of it being taken. */
  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#tellTaken()
  }

  /** What was written is delivered before the other side hears of the end. */
  end(): void {
    this.#port.close()
  }

  destroy(): void {
    this.#port.close()
  }

  #tell(note: Note): void {
    this.#port.postMessage(note)
  }

  #receive(post: Post): void {
    if (types.isArrayBuffer(post)) this.#receiveBytes(Buffer.from(post))
    else if ("taken" in post) this.#taken(post.taken)
    else if ("credit" in post) this.pipeHandler?.onCredit(post.credit)
    else {
      this.otherMarks = post.marks
      this.pipeHandler?.onMarks()
    }
  }

  #receiveBytes(post: Buffer): void {
    const size = post.length - CREDIT_BYTES
    const credit = post.readUInt32LE(size)
    if (credit > 0) this.pipeHandler?.onCredit(credit)
    this.handler?.onData(post.subarray(0, size), true)
    this.#untold += size
    this.#tellTaken()
  }

  #tellTaken(): void {
    if (this.#paused || this.#untold < WINDOW_BYTES / 4) return
    this.#tell({ taken: this.#untold })
    this.#untold = 0
  }

  #taken(bytes: number): void {
    this.#underWay -= bytes
    if (!this.#stalled || this.#underWay >= WINDOW_BYTES) return
    this.#stalled = false
    this.handler?.onDrain()
  }
}
