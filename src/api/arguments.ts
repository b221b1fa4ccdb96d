/**
 * Checks what any call is given, in the words of the native binding.
 */
import { ZmqError } from "../errors.js"

/** Lets an argument too many be an error: it is one that was meant for something. */
export function assertCount(expected: number, received: number): void {
  if (received <= expected) return
  const noun = expected === 1 ? "argument" : "arguments"
  throw new TypeError(`Expected ${String(expected)} ${noun} but received ${String(received)}`)
}

/** An object in the language's sense: functions are objects, null is none. */
export function isObject(value: unknown): boolean {
  return typeof value === "object" ? value !== null : typeof value === "function"
}

/** Options may be left out; else they are an object. */
export function assertOptions(options: unknown): asserts options is object | undefined {
  if (options !== undefined && !isObject(options)) throw new TypeError("Options must be an object")
}

/** @throws TypeError */
export function assertAddress(address: unknown): asserts address is string {
  if (typeof address !== "string") throw new TypeError("Address must be a string")
}

/** @throws TypeError */
export function assertNumber(value: unknown, what: string): asserts value is number {
  if (typeof value !== "number") throw new TypeError(`${what} must be a number`)
}

/** Many messages. A text or bytes are one, though they can be iterated over. @throws TypeError */
export function assertMessages(messages: unknown): asserts messages is Iterable<unknown> {
  const isMany = isObject(messages) && !ArrayBuffer.isView(messages)
  if (isMany && Symbol.iterator in (messages as object)) return
  throw new TypeError("Messages must be an iterable of messages")
}

/** How many messages to take at most. @throws TypeError, ZmqError EINVAL for less than one. */
export function assertMost(most: unknown): asserts most is number {
  assertNumber(most, "Most")
  if (!(most >= 1)) throw new ZmqError("EINVAL")
}
