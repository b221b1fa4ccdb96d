/** Topics that a publisher and its subscribers agree on. */
import { Buffer } from "node:buffer"

const DIGITS = 7

/** The topic with a number. None is a prefix of another. */
export function topic(index: number): string {
  return `topic-${String(index).padStart(DIGITS, "0")}.`
}

/** A message of so many bytes under a topic. */
export function topicBody(index: number, size: number): Buffer {
  const body = Buffer.alloc(size, "x")
  body.write(topic(index))
  return body
}
