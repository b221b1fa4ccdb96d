/**
 * Changes to frames as a whole: left out, repeated, moved, made anew, their flags and sizes changed.
 * Knows where frames begin and end. Does not care whether they are good.
 */
import { COMMANDS, SIZES } from "./dictionary.js"
import type { Random } from "./random.js"

const LONG = 2
const SHORT_HEADER = 2
const LONG_HEADER = 9
const LARGEST_NEW_BODY = 4200
const FLAGS = [0, 0, 1, 2, 3, 4, 4, 6]

/** The frames in these bytes, each with its header; the last piece may be cut short, or be no frame. */
export function cutIntoFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(endOf(bytes, at), bytes.length)
    frames.push(bytes.subarray(at, end))
    at = end
  }
  return frames
}

function endOf(bytes: Buffer, at: number): number {
  if ((bytes[at] & LONG) === 0) {
    return at + SHORT_HEADER + (at + 1 < bytes.length ? bytes[at + 1] : 0)
  }
  if (at + LONG_HEADER > bytes.length || bytes.readUInt32BE(at + 1) > 0) return bytes.length
  return at + LONG_HEADER + bytes.readUInt32BE(at + 5)
}

function bodyOf(frame: Buffer): Buffer {
  return frame.subarray((frame[0] & LONG) === 0 ? SHORT_HEADER : LONG_HEADER)
}

function frameOf(flags: number, size: number, body: Buffer): Buffer {
  if ((flags & LONG) === 0) return Buffer.concat([Buffer.from([flags, size & 0xff]), body])
  const header = Buffer.alloc(LONG_HEADER)
  header[0] = flags
  header.writeUInt32BE(size, 5)
  return Buffer.concat([header, body])
}

type Change = (frames: Buffer[], at: number, random: Random, others: Buffer[]) => void

const CHANGES: readonly Change[] = [
  // Leave out.
  (frames, at) => frames.splice(at, 1),
  // Repeat.
  (frames, at, random) => {
    const times = random.oneIn(8) ? random.few(64) : 1
    for (let i = 0; i < times; i++) frames.splice(at, 0, frames[at])
  },
  // Move.
  (frames, at, random) => {
    const [moved] = frames.splice(at, 1)
    frames.splice(random.below(frames.length + 1), 0, moved)
  },
  // One of another input.
  (frames, at, random, others) => {
    if (others.length > 0) frames.splice(at, 0, random.pick(others))
  },
  // A new one.
  (frames, at, random) => frames.splice(at, 0, newFrame(random)),
  // Flags.
  (frames, at, random) => {
    const changed = Buffer.from(frames[at])
    if (changed.length > 0) changed[0] ^= 1 << random.below(random.oneIn(4) ? 8 : 3)
    frames[at] = changed
  },
  // A size that is a little wrong.
  (frames, at, random) => {
    const body = bodyOf(frames[at])
    const size = Math.max(0, body.length + random.pick([-2, -1, 1, 2]))
    frames[at] = frameOf(frames[at][0], size, body)
  },
  // A size that is right, in the other form.
  (frames, at) => {
    const body = bodyOf(frames[at])
    frames[at] = frameOf(frames[at][0] ^ LONG, body.length, body)
  },
  // A body with one byte more or less, and the size it then has.
  (frames, at, random) => {
    const body = bodyOf(frames[at])
    const where = random.below(body.length + 1)
    const extra = random.oneIn(2) ? Buffer.from([random.below(256)]) : Buffer.alloc(0)
    const skip = extra.length === 0 ? 1 : 0
    const changed = Buffer.concat([body.subarray(0, where), extra, body.subarray(where + skip)])
    frames[at] = frameOf(frames[at][0], changed.length, changed)
  },
]

function newFrame(random: Random): Buffer {
  const flags = random.pick(FLAGS)
  const size = random.oneIn(6) ? random.pick(SIZES) : random.below(24)
  const body = Buffer.alloc(Math.min(size, LARGEST_NEW_BODY), random.below(256))
  if (size < 24) random.fill(body)
  if ((flags & 4) === 0) return frameOf(flags, body.length, body)
  const name = Buffer.from(random.pick(COMMANDS))
  const command = Buffer.concat([Buffer.from([name.length]), name, body])
  return frameOf(command.length > 255 ? flags | LONG : flags, command.length, command)
}

/** One change to one frame. @param others frames of another input. */
export function changeFrames(bytes: Buffer, others: Buffer[], random: Random): Buffer {
  const frames = cutIntoFrames(bytes)
  if (frames.length === 0) return newFrame(random)
  random.pick(CHANGES)(frames, random.below(frames.length), random, others)
  return Buffer.concat(frames)
}
