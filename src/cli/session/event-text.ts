/**
 * Events of sockets in words.
 */
import type { Event } from "../../index.js"

/** One line. */
export function textOfEvent(event: Event): string {
  if (event.type === "end") return "end"
  const { type, address } = event
  if (event.type === "connect:retry") return `${type} ${address} in ${String(event.interval)} ms`
  const reason = reasonOfEvent(event)
  return reason === null ? `${type} ${address}` : `${type} ${address}: ${reason}`
}

/** Why it happened, where something is wrong. */
export function reasonOfEvent(event: Event): string | null {
  if ("error" in event) return reasonOf(event.error)
  return "cause" in event ? reasonOf(event.cause) : null
}

/** Why, in the most telling words there are. */
export function reasonOf(error: Error): string {
  const { cause } = error
  // Where a name has several addresses, each has an error of its own.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : []
  const told = first instanceof Error ? first : error
  const text = cause instanceof Error ? cause.message : told.message
  if ("status" in error) return `${text} (${String(error.status)})`
  if (!("code" in error) || text.includes(String(error.code))) return text
  return `${text} (${String(error.code)})`
}
