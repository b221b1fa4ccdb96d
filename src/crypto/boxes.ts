/**
 * Boxes: XSalsa20-Poly1305, as NaCl's crypto_box_afternm and crypto_secretbox, by libsodium.
 * Works in libsodium's memory: what comes in is copied there once, changed in place, and copied out once. The key that
 * was used last stays there, so that it is not copied for each frame.
 */
import { Buffer } from "node:buffer"
import type { Sodium } from "./sodium.js"
import { KEY_BYTES, NONCE_BYTES, TAG_BYTES, type BoxKey } from "../zmtp/mechanisms/curve-crypto.js"

/** The room for one box that is always there: a whole batch of the engine. */
const ROOM_BYTES = 128 * 1024
const LARGEST_ROOM_BYTES = 0x7fffffff
/** Below this a loop beats the call into the runtime that `set` makes. */
const LOOPED_BYTES = 64

/** The place where boxes are made. There is one in a thread. */
export class BoxRoom {
  readonly #sodium: Sodium
  /** libsodium's memory. */
  #heap: Buffer
  readonly #keyAt: number
  readonly #nonceAt: number
  /** The tag, and behind it what is sealed or opened. */
  #boxAt: number
  #roomBytes = ROOM_BYTES
  /** Whose key is at `keyAt`. */
  #loaded: SodiumKey | null = null

  constructor(sodium: Sodium) {
    this.#sodium = sodium
    this.#keyAt = sodium._malloc(KEY_BYTES)
    this.#nonceAt = sodium._malloc(NONCE_BYTES)
    this.#boxAt = sodium._malloc(ROOM_BYTES)
    this.#heap = memoryOf(sodium)
  }

  /** crypto_core_hsalsa20 of zeros: what crypto_box_beforenm makes of the secret that two keys agree on. */
  derive(secret: Buffer): BoxKey {
    const { _crypto_core_hsalsa20: hsalsa20 } = this.#sodium
    this.forget()
    const at = this.#boxAt
    this.#heap.set(secret, this.#keyAt)
    this.#heap.fill(0, at, at + KEY_BYTES)
    hsalsa20(at, at, this.#keyAt, 0)
    const key = this.keyOf(this.#heap.subarray(at, at + KEY_BYTES))
    this.#heap.fill(0, at, at + KEY_BYTES)
    this.#heap.fill(0, this.#keyAt, this.#keyAt + KEY_BYTES)
    return key
  }

  /** A key of these 32 bytes, which are copied. */
  keyOf(bytes: Buffer): BoxKey {
    const copy = Buffer.allocUnsafeSlow(KEY_BYTES)
    copy.set(bytes)
    return new SodiumKey(this, copy)
  }

  /** Seals `first`, unless it is -1, and a body; writes the box to `target`. */
  seal(
    key: SodiumKey,
    nonce: Buffer,
    first: number,
    body: Buffer,
    target: Buffer,
    at: number,
  ): void {
    // hot
    const extra = first < 0 ? 0 : 1
    const size = extra + body.length
    const box = this.#begin(key, nonce, TAG_BYTES + size)
    const heap = this.#heap
    const plain = box + TAG_BYTES
    if (extra === 1) heap[plain] = first
    const from = plain + extra
    if (body.length > LOOPED_BYTES) heap.set(body, from)
    else for (let i = 0; i < body.length; i++) heap[from + i] = body[i]
    this.#sodium._crypto_secretbox_detached(
      plain,
      box,
      plain,
      size >>> 0,
      0,
      this.#nonceAt,
      this.#keyAt,
    )
    const end = plain + size
    if (size > LOOPED_BYTES) target.set(heap.subarray(box, end), at)
    else for (let i = box; i < end; i++) target[at++] = heap[i]
    if (this.#roomBytes > ROOM_BYTES) this.#resize(ROOM_BYTES)
  }

  /**
   * Opens the box that is from here to there in `bytes`. The key gets the first byte, if `skip` is 1; answers what is
   * behind it. Null: it does not open.
   */
  open(
    key: SodiumKey,
    nonce: Buffer,
    skip: 0 | 1,
    bytes: Buffer,
    from: number,
    to: number,
  ): Buffer | null {
    // hot
    const boxBytes = to - from
    const size = boxBytes - TAG_BYTES
    if (size < skip) return null
    const box = this.#begin(key, nonce, boxBytes)
    const heap = this.#heap
    if (boxBytes > LOOPED_BYTES) heap.set(bytes.subarray(from, to), box)
    else for (let i = 0; i < boxBytes; i++) heap[box + i] = bytes[from + i]
    const plain = box + TAG_BYTES
    const { _crypto_secretbox_open_detached: open } = this.#sodium
    if (open(plain, plain, box, size >>> 0, 0, this.#nonceAt, this.#keyAt) !== 0) {
      if (this.#roomBytes > ROOM_BYTES) this.#resize(ROOM_BYTES)
      return null
    }
    if (skip > 0) key.first = heap[plain]
    const body = Buffer.allocUnsafe(size - skip)
    const start = plain + skip
    if (size > LOOPED_BYTES) body.set(heap.subarray(start, plain + size))
    else for (let i = 0; i < body.length; i++) body[i] = heap[start + i]
    if (this.#roomBytes > ROOM_BYTES) this.#resize(ROOM_BYTES)
    return body
  }

  /** Overwrites the key that was used last, if it is this one. */
  forget(key: SodiumKey | null = this.#loaded): void {
    if (key === null || key !== this.#loaded) return
    this.#heap.fill(0, this.#keyAt, this.#keyAt + KEY_BYTES)
    this.#loaded = null
  }

  /** Overwrites the beginning of what was opened last: handshakes have keys in their boxes. */
  clean(bytes: number): void {
    this.#heap.fill(0, this.#boxAt, this.#boxAt + Math.min(bytes, ROOM_BYTES))
  }

  /** Has key and nonce in place, and room for a box; answers where. */
  #begin(key: SodiumKey, nonce: Buffer, boxBytes: number): number {
    // hot
    if (boxBytes > this.#roomBytes) this.#resize(boxBytes)
    const heap = this.#heap
    if (this.#loaded !== key) {
      heap.set(key.bytes, this.#keyAt)
      this.#loaded = key
    }
    const at = this.#nonceAt
    for (let i = 0; i < NONCE_BYTES; i++) heap[at + i] = nonce[i]
    return this.#boxAt
  }

  #resize(bytes: number): void {
    // libsodium's places are of 32 bits: more would be taken for less.
    if (bytes > LARGEST_ROOM_BYTES) throw new RangeError(`${String(bytes)} bytes are too many`)
    this.#sodium._free(this.#boxAt)
    const at = allocate(this.#sodium, bytes)
    this.#boxAt = at === 0 ? allocate(this.#sodium, ROOM_BYTES) : at
    this.#roomBytes = at === 0 ? ROOM_BYTES : bytes
    this.#heap = memoryOf(this.#sodium)
    if (at === 0) throw new RangeError(`no memory to encrypt or decrypt ${String(bytes)} bytes`)
  }
}

/** A key in JavaScript's memory. */
class SodiumKey implements BoxKey {
  first = 0
  readonly #room: BoxRoom

  constructor(
    room: BoxRoom,
    readonly bytes: Buffer,
  ) {
    this.#room = room
  }

  seal(nonce: Buffer, plain: Buffer): Buffer {
    const box = Buffer.allocUnsafe(TAG_BYTES + plain.length)
    this.#room.seal(this, nonce, -1, plain, box, 0)
    return box
  }

  open(nonce: Buffer, box: Buffer): Buffer | null {
    const plain = this.#room.open(this, nonce, 0, box, 0, box.length)
    this.#room.clean(box.length)
    return plain
  }

  sealBody(nonce: Buffer, first: number, body: Buffer, target: Buffer, at: number): void {
    // hot
    this.#room.seal(this, nonce, first, body, target, at)
  }

  openBody(nonce: Buffer, bytes: Buffer, from: number, to: number): Buffer | null {
    // hot
    return this.#room.open(this, nonce, 1, bytes, from, to)
  }

  wipe(): void {
    this.#room.forget(this)
    this.bytes.fill(0)
  }
}

/** 0: there is no more. */
function allocate(sodium: Sodium, bytes: number): number {
  return sodium._malloc(bytes) >>> 0
}

function memoryOf(sodium: Sodium): Buffer {
  return Buffer.from(sodium.HEAPU8.buffer)
}
