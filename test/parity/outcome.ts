/**
 * What came of a call, as one line of text, so that two libraries can be compared.
 */

import { vi } from "vitest"

/** A value as text; what belongs to one run only (objects of the library) is named by its class. */
export function show(value: unknown): string {
  if (Buffer.isBuffer(value)) return `Buffer(${value.toString("latin1")})`
  if (typeof value === "string") return JSON.stringify(value)
  if (Object.is(value, -0)) return "-0"
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`
  if (typeof value === "function") return `function ${value.name}`
  if (value instanceof Promise) return "Promise"
  if (typeof value !== "object" || value === null) return String(value)
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${show(each)}`)
  return `${value.constructor.name}{${entries.join(", ")}}`
}

/** An error with all that a program can see of it but its stack. */
export function showError(error: unknown): string {
  if (!(error instanceof Error)) return `not an error: ${show(error)}`
  const own = Object.entries(error).map(([key, value]) => ` ${key}=${show(value)}`)
  return `${error.name} "${error.message}"${own.join("")}`
}

/** What a call that answers at once does. */
export function outcome(act: () => unknown): string {
  try {
    return show(act())
  } catch (error) {
    return `throws ${showError(error)}`
  }
}

/** Longer than anything takes that does not wait for ever. */
const PATIENCE_MS = 3000

/** The same, where the answer may be a promise: resolved, rejected or neither for so long. */
export async function settled(act: () => unknown, withinMs = PATIENCE_MS): Promise<string> {
  let answer: unknown
  try {
    answer = act()
  } catch (error) {
    return `throws ${showError(error)}`
  }
  if (!(answer instanceof Promise)) return show(answer)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, withinMs, "is pending")
  })
  const result = answer.then(
    (value) => `resolves ${show(value)}`,
    (error: unknown) => `rejects ${showError(error)}`,
  )
  const first = await Promise.race([result, late])
  clearTimeout(timer)
  return first
}

/** Runs this and answers what it warned of, too. */
export function warnings(act: () => void): string[] {
  const seen: string[] = []
  const spy = vi
    .spyOn(process, "emitWarning")
    .mockImplementation((warning) => void seen.push(String(warning)))
  try {
    act()
  } finally {
    spy.mockRestore()
  }
  return seen
}
