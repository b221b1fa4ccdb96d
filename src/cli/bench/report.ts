/**
 * What a measurement came to, in words.
 */
import type { Latency } from "./latency.js"
import type { Throughput } from "./throughput.js"

/** One line. `what`: what each message was. */
export function textOfThroughput(
  { messages, seconds, messagesPerSecond, bytesPerSecond }: Throughput,
  what: string,
): string {
  const rate = `${String(Math.round(messagesPerSecond))} messages/s  ${(bytesPerSecond / 1e6).toFixed(1)} MB/s`
  return `throughput  ${rate}  (${String(messages)} messages of ${what} in ${seconds.toFixed(2)} s)`
}

/** One line. */
export function textOfLatency(
  { roundTrips, p50, p90, p99, p999, max }: Latency,
  what: string,
): string {
  const rest = [
    ["90%", p90],
    ["99%", p99],
    ["99.9%", p999],
    ["max", max],
  ] as const
  const texts = rest.map(([name, us]) => `${name} ${us.toFixed(1)} us`).join("  ")
  return `latency     ${p50.toFixed(1)} us median  ${texts}  (${String(roundTrips)} round trips of ${what})`
}
