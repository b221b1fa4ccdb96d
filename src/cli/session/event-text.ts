/**
 * Events of sockets in words.
 */
import type { Event } from "../../index.js"

/** One line. */
export function textOfEvent(event: Event): string {
  if (event.type === "end") return "end"
  const { type, address } = event
  if (event.type === "connect:retry") return `${type} ${address} in ${String(event.interval)} ms`
  if (!("error" in event)) return `${type} ${address}`
  return `${type} ${address}: ${reasonOf(event.error)}`
}

/** Why, in the most telling words there are. */
export function reasonOf(error: Error): string {
  const { cause } = error
  const text = cause instanceof Error ? cause.message : error.message
  if ("status" in error) return `${text} (${String(error.status)})`
  return "code" in error ? `${text} (${String(error.code)})` : text
}
