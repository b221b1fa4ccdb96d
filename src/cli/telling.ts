/**
 * Lines on standard error, beside what a command is asked to print.
 */

/** An endpoint of which only the system knows what it will be. */
const WILDCARD = /[*]|:0$/

/** Writes a line of its own to standard error. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Tells where somebody listens, when only the system knows. */
export function tellEndpoint(asked: string, endpoint: string | null, quiet = false): void {
  if (!quiet && WILDCARD.test(asked)) tell(`listening at ${endpoint ?? asked}`)
}

/** The time of the day, to the millisecond. */
export function clock(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, "0")
  const ms = String(now.getMilliseconds()).padStart(3, "0")
  return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}.${ms}`
}
