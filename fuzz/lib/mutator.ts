/**
 * Makes new inputs of old ones: changes to bits, bytes, numbers, ranges and words, to frames where there are some,
 * and the beginning of one with the end of another.
 */
import { SIZES } from "./dictionary.js"
import { changeFrames, cutIntoFrames } from "./frame-mutations.js"
import type { Random } from "./random.js"

/** What a mutator has to know of inputs. */
export interface InputForm {
  readonly framesFrom: number | null
  readonly longest: number
  readonly words: readonly Buffer[]
}

const INTERESTING = [0, 1, 2, 3, 4, 6, 16, 32, 64, 100, 127, 128, 254, 255]
const MOST_CHANGES = 8
const LARGEST_FILL = 4200

type Change = (bytes: Buffer, random: Random, form: InputForm) => Buffer

const CHANGES: readonly Change[] = [
  // A bit.
  (bytes, random) => setByte(bytes, random, (old) => old ^ (1 << random.below(8))),
  // A byte.
  (bytes, random) => setByte(bytes, random, () => random.below(256)),
  (bytes, random) => setByte(bytes, random, () => random.pick(INTERESTING)),
  (bytes, random) => setByte(bytes, random, (old) => old + random.pick([-2, -1, 1, 2])),
  // A size.
  (bytes, random) => setNumber(bytes, random),
  // A range left out, repeated, moved, filled, made longer.
  (bytes, random) => {
    const [from, to] = range(bytes, random)
    return replace(bytes, from, to, Buffer.alloc(0))
  },
  (bytes, random) => {
    const [from, to] = range(bytes, random)
    return replace(bytes, from, from, bytes.subarray(from, to))
  },
  (bytes, random) => {
    const [from, to] = range(bytes, random)
    const rest = replace(bytes, from, to, Buffer.alloc(0))
    const at = random.below(rest.length + 1)
    return replace(rest, at, at, bytes.subarray(from, to))
  },
  (bytes, random) => {
    const changed = Buffer.from(bytes)
    const [from, to] = range(bytes, random)
    return changed.fill(random.pick(INTERESTING), from, to)
  },
  (bytes, random) => {
    const piece = Buffer.alloc(random.few(16))
    random.fill(piece)
    const at = random.below(bytes.length + 1)
    return replace(bytes, at, at, piece)
  },
  (bytes, random) => {
    const size = Math.min(random.oneIn(4) ? random.pick(SIZES) : random.few(300), LARGEST_FILL)
    const at = random.below(bytes.length + 1)
    return replace(bytes, at, at, Buffer.alloc(size, random.pick(INTERESTING)))
  },
  // A word, put in or put over.
  (bytes, random, { words }) => {
    const at = random.below(bytes.length + 1)
    return words.length === 0 ? bytes : replace(bytes, at, at, random.pick(words))
  },
  (bytes, random, { words }) => {
    if (words.length === 0) return bytes
    const word = random.pick(words)
    const at = random.below(bytes.length + 1)
    return replace(bytes, at, Math.min(at + word.length, bytes.length), word)
  },
]

/** Makes inputs for one target. */
export class Mutator {
  readonly #random: Random
  readonly #form: InputForm

  constructor(random: Random, form: InputForm) {
    this.#random = random
    this.#form = form
  }

  /** A new input. @param other one to take pieces of. */
  mutate(input: Buffer, other: Buffer): Buffer {
    const random = this.#random
    const { framesFrom, longest } = this.#form
    let bytes = random.oneIn(10) ? this.#splice(input, other) : input
    const changes = random.oneIn(3) ? random.few(MOST_CHANGES) : 1
    for (let i = 0; i < changes; i++) {
      bytes =
        framesFrom !== null && bytes.length >= framesFrom && random.oneIn(2)
          ? this.#changeFrames(bytes, other, framesFrom)
          : random.pick(CHANGES)(bytes, random, this.#form)
    }
    return bytes.length > longest ? bytes.subarray(0, longest) : bytes
  }

  #changeFrames(bytes: Buffer, other: Buffer, from: number): Buffer {
    const others = this.#random.oneIn(4) ? cutIntoFrames(other.subarray(from)) : []
    const changed = changeFrames(bytes.subarray(from), others, this.#random)
    return Buffer.concat([bytes.subarray(0, from), changed])
  }

  #splice(one: Buffer, other: Buffer): Buffer {
    const end = this.#random.below(one.length + 1)
    const start = this.#random.oneIn(2) ? end : this.#random.below(other.length + 1)
    return Buffer.concat([one.subarray(0, end), other.subarray(start)])
  }
}

function setByte(bytes: Buffer, random: Random, change: (old: number) => number): Buffer {
  if (bytes.length === 0) return Buffer.from([change(0) & 0xff])
  const changed = Buffer.from(bytes)
  const at = random.below(bytes.length)
  changed[at] = change(changed[at]) & 0xff
  return changed
}

function setNumber(bytes: Buffer, random: Random): Buffer {
  const size = random.pick([1, 2, 4])
  if (bytes.length < size) return bytes
  const changed = Buffer.from(bytes)
  const at = random.below(bytes.length - size + 1)
  const old = changed.readUIntBE(at, size)
  const value = random.oneIn(2) ? random.pick(SIZES) : old + random.below(33) - 16
  changed.writeUIntBE(((value % 256 ** size) + 256 ** size) % 256 ** size, at, size)
  return changed
}

function range(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length)
  return [from, Math.min(from + random.few(bytes.length), bytes.length)]
}

function replace(bytes: Buffer, from: number, to: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)])
}
