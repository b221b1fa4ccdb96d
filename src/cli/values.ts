/**
 * What options of the command line are given, as values: times, numbers, lists. Commander says what is wrong with them.
 */
import { InvalidArgumentError } from "commander"
import type { Buffer } from "node:buffer"
import { idOf } from "./formats/routing-id.js"

const TIME = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/
const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
/** What a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** `500ms`, `1.5s`, `2m`, `1h`; a number alone is seconds. Answers milliseconds. */
export function timeOf(text: string): number {
  const found = TIME.exec(text)
  if (found === null)
    throw new InvalidArgumentError("A time is such as 500ms, 1.5s, 2m or 3 (seconds).")
  const [, number, unit = "s"] = found
  const ms = Number(number) * MS[unit]
  if (ms > LONGEST_MS) throw new InvalidArgumentError("That is longer than 24 days.")
  return Math.round(ms)
}

/** A time that is more than none. */
export function durationOf(text: string): number {
  const ms = timeOf(text)
  if (ms === 0) throw new InvalidArgumentError("It has to be at least 1ms.")
  return ms
}

/** A whole number, 0 or more. */
export function countOf(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError("It has to be a whole number.")
  }
  return count
}

/** A whole number of at least one. */
export function positiveOf(text: string): number {
  const count = countOf(text)
  if (count === 0) throw new InvalidArgumentError("It has to be at least 1.")
  return count
}

/** A routing id: a text, or `0x` and digits. */
export function routingIdOf(text: string): Buffer {
  try {
    return idOf(text)
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidArgumentError(sentenceOf(error.message))
    throw error
  }
}

/** One more of an option that may be given several times. */
export function oneMore(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}

/** How often an option was given. */
export function again(_text: string | undefined, before: number | undefined): number {
  return (before ?? 0) + 1
}

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
