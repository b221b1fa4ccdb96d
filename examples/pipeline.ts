/**
 * A pipeline of stages, each with workers in parallel: every worker PULLs from the stage before it and PUSHes to the
 * workers of the next. A stage that is slow holds back those before it instead of losing anything; give it more workers.
 *
 *     npx tsx examples/pipeline.ts
 *
 * Prints, in any order:
 *
 *     "the quick brown fox" has 4 words, the longest is QUICK
 *     "pack my box" has 3 words, the longest is PACK
 *     "five dozen liquor jugs" has 4 words, the longest is LIQUOR
 *     "sphinx of black quartz" has 4 words, the longest is SPHINX
 *     all 4 texts went through 3 stages with 2 workers each
 */
import { Pull, Push } from "purezmq"

interface Job {
  text: string
  words?: string[]
  longest?: string
}

const STAGES: ((job: Job) => Job)[] = [
  (job) => ({ ...job, words: job.text.split(" ") }),
  (job) => ({ ...job, longest: job.words?.reduce((a, b) => (b.length > a.length ? b : a)) ?? "" }),
  (job) => ({ ...job, longest: job.longest?.toUpperCase() ?? "" }),
]
const WORKERS = 2
const TEXTS = [
  "the quick brown fox",
  "pack my box",
  "five dozen liquor jugs",
  "sphinx of black quartz",
]

async function bound(): Promise<Pull> {
  const receiver = new Pull()
  await receiver.bind("tcp://127.0.0.1:*")
  return receiver
}

/** A PUSH takes turns among those it is connected to, and waits when all of them have enough to do. */
function connected(receivers: Pull[]): Push {
  const sender = new Push()
  for (const receiver of receivers) sender.connect(receiver.lastEndpoint ?? "")
  return sender
}

async function work(stage: (job: Job) => Job, receiver: Pull, sender: Push): Promise<void> {
  for await (const [job] of receiver) {
    await sender.send(JSON.stringify(stage(JSON.parse(String(job)) as Job)))
  }
  sender.close()
}

// From the end to the beginning: each stage has to know where the next one is.
const sink = await bound()
let next = [sink]
const workers: Pull[] = []
const working: Promise<void>[] = []
for (const stage of STAGES.toReversed()) {
  const receivers = await Promise.all(Array.from({ length: WORKERS }, bound))
  for (const receiver of receivers) working.push(work(stage, receiver, connected(next)))
  workers.push(...receivers)
  next = receivers
}

const source = connected(next)
for (const text of TEXTS) await source.send(JSON.stringify({ text }))

for (let i = 0; i < TEXTS.length; i++) {
  const [done] = await sink.receive()
  const { text, words, longest } = JSON.parse(String(done)) as Required<Job>
  console.log(`"${text}" has ${words.length} words, the longest is ${longest}`)
}
for (const socket of [source, ...workers, sink]) socket.close()
await Promise.all(working)
console.log(
  `all ${TEXTS.length} texts went through ${STAGES.length} stages with ${WORKERS} workers each`,
)
