/**
 * A pipeline of threads: sockets in worker threads of one process meet over inproc, with the same code that would connect
 * processes or machines. Heavy work leaves the main thread free; messages are copied from thread to thread.
 *
 *     npx tsx examples/threads.ts
 *
 * Needs Node 20.19 or 22.5
 *
 * Prints:
 *
 *     between 1 and 200000 there are 17984 primes, counted in 4 ranges by 2 threads
 */
import { isMainThread } from "node:worker_threads"
import { Pull, Push } from "purezmq"
import { startThread } from "./lib/thread.js"

const THREADS = 2
const RANGES = 4
const LARGEST = 200_000

/** In a thread of its own: counts the primes of each range it is given. */
async function work(): Promise<void> {
  const receiver = new Pull()
  const sender = new Push()
  receiver.connect("inproc://ranges")
  sender.connect("inproc://counts")
  for await (const [from, to] of receiver) {
    await sender.send(String(countPrimes(Number(from), Number(to))))
  }
}

function countPrimes(from: number, to: number): number {
  let count = 0
  for (let n = Math.max(from, 2); n < to; n++) {
    let divisor = 2
    while (divisor * divisor <= n && n % divisor !== 0) divisor += 1
    if (divisor * divisor > n) count += 1
  }
  return count
}

/** In the main thread: hands out ranges, and adds up what is counted. */
async function main(): Promise<void> {
  const ventilator = new Push()
  const sink = new Pull()
  await ventilator.bind("inproc://ranges")
  await sink.bind("inproc://counts")

  // In JavaScript: new Worker(new URL(import.meta.url))
  const threads = Array.from({ length: THREADS }, () => startThread(import.meta.url))

  const size = LARGEST / RANGES
  for (let i = 0; i < RANGES; i++) await ventilator.send([String(i * size), String((i + 1) * size)])
  let count = 0
  for (let i = 0; i < RANGES; i++) count += Number((await sink.receive())[0])
  console.log(
    `between 1 and ${LARGEST} there are ${count} primes, counted in ${RANGES} ranges by ${THREADS} threads`,
  )

  ventilator.close()
  sink.close()
  await Promise.all(threads.map((thread) => thread.terminate()))
}

await (isMainThread ? main() : work())
