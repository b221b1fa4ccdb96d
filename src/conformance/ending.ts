/**
 * The end of a run before its time: no further connection is made, and those that are open are broken.
 * Knows connections. Does not know cases, nor who ends the run.
 */
import type { ByteStream } from "../transports/transport.js"
import type { Place, Reach } from "./reach.js"

/** The same until the signal is aborted; from then on nothing can be begun, and what is open is over. */
export function endedBy(signal: AbortSignal, reach: Reach): Reach {
  const streams = new Set<ByteStream>()
  signal.addEventListener("abort", () => {
    for (const stream of streams) destroy(stream)
  })
  return {
    ...reach,
    async begin(): Promise<Place> {
      signal.throwIfAborted()
      const place = await reach.begin()
      const own: ByteStream[] = []
      return {
        fallen: () => place.fallen(),
        async open(timeoutMs) {
          signal.throwIfAborted()
          const stream = await place.open(timeoutMs)
          if (signal.aborted) stream.destroy()
          signal.throwIfAborted()
          streams.add(stream)
          own.push(stream)
          return stream
        },
        async end() {
          for (const stream of own) streams.delete(stream)
          await place.end()
        },
      }
    },
  }
}

/** Rejects with the signal's reason once it is aborted. */
export async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) end()
    else signal.addEventListener("abort", end)
  })
}

/** Whoever waits for something on it need not wait any more. */
function destroy(stream: ByteStream): void {
  stream.destroy()
  stream.handler?.onClose(null)
}
