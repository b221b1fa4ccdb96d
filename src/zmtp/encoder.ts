/**
 * Messages and commands to bytes (RFC 37, "Framing"): the only file that writes a frame header.
 * Knows frames. Does not know what commands mean, nor when bytes are written.
 */
import { Buffer } from "node:buffer"
import type { Message } from "../message.js"
import { PLAIN_ERROR } from "./command.js"
import type { WriteBatch } from "./write-batch.js"

/** More frames of this message follow. */
export const MORE = 1
/** The size takes eight bytes, not one. */
export const LONG = 2
/** The body is a command. */
export const COMMAND = 4

const LONG_HEADER_BYTES = 9
const LARGEST_SHORT_BODY = 255
/** Bodies up to this size are copied behind their header; larger ones are written from where they are. */
const COPIED_BODY_BYTES = 4096
/** Below this a loop beats the call into the runtime that `set` makes. */
const LOOPED_BODY_BYTES = 40
const TWO_TO_32 = 2 ** 32

/** Appends a message: one frame a part. */
export function encodeMessage(message: Message, batch: WriteBatch): void {
  // hot
  const last = message.length - 1
  for (let i = 0; i < last; i++) encodeFrame(MORE, message[i], batch)
  encodeFrame(0, message[last], batch)
}

/** Appends a command: its name and data in one frame. */
export function encodeCommand(name: string, data: Buffer, batch: WriteBatch): void {
  encodeFrame(COMMAND, commandBody(name, data), batch)
}

/** The body of a command frame. */
export function commandBody(name: string, data: Buffer): Buffer {
  // Its length is in its first letter.
  if (name === PLAIN_ERROR) return Buffer.concat([Buffer.from(name), data])
  const body = Buffer.allocUnsafe(1 + name.length + data.length)
  body[0] = name.length
  body.write(name, 1, "latin1")
  body.set(data, 1 + name.length)
  return body
}

/** Writes the header of a frame, and answers where its body goes in the batch's block: all of it is to be filled. */
export function reserveFrame(flags: number, size: number, batch: WriteBatch): number {
  // hot
  if (size > LARGEST_SHORT_BODY) encodeLongHeader(flags, size, batch, LONG_HEADER_BYTES + size)
  else {
    const at = batch.reserve(2 + size)
    batch.block[at] = flags
    batch.block[at + 1] = size
    batch.at = at + 2
  }
  const from = batch.at
  batch.at = from + size
  return from
}

function encodeFrame(flags: number, body: Buffer, batch: WriteBatch): void {
  // hot
  const size = body.length
  if (size > COPIED_BODY_BYTES) {
    encodeLongHeader(flags, size, batch, LONG_HEADER_BYTES)
    batch.reference(body)
    return
  }
  if (size > LARGEST_SHORT_BODY) {
    encodeLongHeader(flags, size, batch, LONG_HEADER_BYTES + size)
    batch.block.set(body, batch.at)
    batch.at += size
    return
  }
  const at = batch.reserve(2 + size)
  const block = batch.block
  block[at] = flags
  block[at + 1] = size
  const from = at + 2
  if (size > LOOPED_BODY_BYTES) block.set(body, from)
  else for (let i = 0; i < size; i++) block[from + i] = body[i]
  batch.at = from + size
}

function encodeLongHeader(flags: number, size: number, batch: WriteBatch, reserve: number): void {
  const at = batch.reserve(reserve)
  const block = batch.block
  block[at] = flags | LONG
  block.writeUInt32BE(Math.floor(size / TWO_TO_32), at + 1)
  block.writeUInt32BE(size % TWO_TO_32, at + 5)
  batch.at = at + LONG_HEADER_BYTES
}
