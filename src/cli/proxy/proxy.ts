/**
 * `purezmq proxy`: opens two sockets, or three, and passes messages between them.
 */
import type { Socket } from "../../index.js"
import type { EndpointFlags } from "../commands/options.js"
import type { ProxyFlags, Side } from "../commands/proxy.js"
import type { SecurityFlags } from "../commands/security-options.js"
import type { KindName } from "../commands/socket-kinds.js"
import { EXIT, Failure } from "../exit.js"
import { canReceive, canSend, openSocket } from "../session/open.js"
import { tell } from "../telling.js"
import { Pump } from "./pump.js"
import { showRates, type Counter } from "./rates.js"

/** Passes messages until Ctrl-C. @throws Failure when the two cannot be a proxy. */
export async function proxy(flags: ProxyFlags): Promise<void> {
  const { front, back } = flags
  assertPair(front, back)
  const frontEnd = await open("front", flags)
  const backEnd = await open("back", flags)
  const capture = await openCapture(flags)
  const ways: [name: string, pump: Pump][] = []
  if (canPass(front, back)) ways.push(["front > back", new Pump(frontEnd, backEnd, capture)])
  if (canPass(back, front)) ways.push(["back > front", new Pump(backEnd, frontEnd, capture)])
  const counters = ways.map(([name, pump]): Counter => [name, () => pump.passed])
  const stop = process.stderr.isTTY && flags.quiet !== true ? showRates(counters) : null
  try {
    await Promise.race(ways.map(([, pump]) => pump.run()))
  } finally {
    stop?.()
    if (flags.quiet !== true) tell(summaryOf(ways))
  }
}

/** What one receives the other has to send, or it would wait for ever in the one. */
function assertPair(front: KindName, back: KindName): void {
  for (const [from, to] of [
    [front, back],
    [back, front],
  ] as const) {
    if (canReceive(from) && !canSend(to)) {
      throw new Failure(
        EXIT.usage,
        `what ${from} receives ${to} cannot send: these two are no proxy`,
      )
    }
  }
  if (!canPass(front, back) && !canPass(back, front)) {
    throw new Failure(EXIT.usage, `neither ${front} nor ${back} receives: these two are no proxy`)
  }
}

function canPass(from: KindName, to: KindName): boolean {
  return canReceive(from) && canSend(to)
}

async function open(side: Side, flags: ProxyFlags): Promise<Socket> {
  const own = flagsOf(side, flags)
  if (own.bind === undefined && own.connect === undefined) {
    throw new Failure(EXIT.usage, `--${side}-bind or --${side}-connect is needed, at least once`)
  }
  try {
    return await openSocket(flags[side], {
      ...own,
      ...(flags.hwm !== undefined && { hwm: flags.hwm }),
      ...(flags.verbose === true && { verbose: 1 }),
      ...(flags.quiet === true && { quiet: true }),
      isProxy: true,
    })
  } catch (error) {
    // What is said of options does not know that there are three of each.
    if (error instanceof Failure && error.message !== "") {
      throw new Failure(error.exitCode, `${side}: ${error.message}`)
    }
    throw error
  }
}

async function openCapture(flags: ProxyFlags): Promise<Socket | null> {
  const { bind, connect } = flagsOf("capture", flags)
  return bind === undefined && connect === undefined ? null : open("capture", flags)
}

/** The flags of one side, by the names they would have if there was only one: `frontBind` is `bind`. */
function flagsOf(side: Side, flags: ProxyFlags): EndpointFlags & SecurityFlags {
  const own = Object.entries(flags)
    .filter(([name]) => name.startsWith(side) && name !== side)
    .map(([name, value]): [string, unknown] => {
      const rest = name.slice(side.length)
      return [`${rest.charAt(0).toLowerCase()}${rest.slice(1)}`, value]
    })
  return Object.fromEntries(own)
}

function summaryOf(ways: readonly [name: string, pump: Pump][]): string {
  return ways.map(([name, { passed }]) => `${name}: ${String(passed.messages)} messages`).join(", ")
}
