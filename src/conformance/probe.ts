/**
 * A good client of the runner's own: before a run, to see whether the peer is what it was declared to be; after each case,
 * to see whether it still serves.
 * Knows handshakes. Does not know cases.
 */
import type { CurveCrypto } from "../zmtp/mechanisms/curve-crypto.js"
import { shakeHands } from "./handshake.js"
import { shown, valueOf } from "./read.js"
import { Unreachable, type Place } from "./reach.js"
import type { Session } from "./session.js"
import type { Observed, Target } from "./target.js"
import { Transcript } from "./transcript.js"
import { Deviation } from "./verdict.js"
import { Wire, type Patience } from "./wire.js"

const PAUSE_MS = 20

/** Who probes, and how patiently. */
export interface Prober {
  readonly target: Target
  readonly crypto: CurveCrypto | null
  readonly patience: Patience
  /** For the first connection of a peer that is being started. */
  readonly startMs: number
}

/** What the peer shows on a good connection. Rejects with `Unreachable` when it is not as declared. */
export async function observe(prober: Prober, place: Place): Promise<Observed> {
  const opened: { wire?: Wire } = {}
  try {
    const session = await meet(prober, place, prober.startMs, (wire) => (opened.wire = wire))
    expectType(session, prober.target)
    if (prober.target.habits.has("answers")) await session.exchange("hello")
    const { version } = session.greeting
    return { version, answersPing: await answersPing(session) }
  } catch (error) {
    if (!(error instanceof Deviation)) throw error
    throw new Unreachable(`the peer is not as declared: ${error.message}`)
  } finally {
    await opened.wire?.leave()
  }
}

/** One that does not say what it is, which it should, is believed to be what was declared; cases look at how it writes it. */
function expectType({ properties }: Session, { socketType }: Target): void {
  const said = valueOf(properties, "Socket-Type")
  if (said === undefined || said.toString("latin1").toUpperCase() === socketType) return
  throw new Unreachable(`the peer is not as declared: it says it is ${shown(said)}`)
}

/** Why the peer no longer serves: `Unreachable` when no connection is to be had. Null when it does, perhaps after a while. */
export async function whyDown(
  prober: Prober,
  place: Place,
  observed: Observed,
  withinMs: number,
): Promise<Deviation | Unreachable | null> {
  const deadline = performance.now() + withinMs
  // Twice at least: who has one peer at a time may not have noticed yet that the last is gone, and leave this one mute.
  for (let attempt = 1; ; attempt++) {
    const opened: { wire?: Wire } = {}
    try {
      const session = await meet(prober, place, withinMs, (wire) => (opened.wire = wire))
      await session.expectServed(observed)
      return null
    } catch (error) {
      if (!(error instanceof Deviation || error instanceof Unreachable)) throw error
      if (attempt > 1 && performance.now() >= deadline) return error
    } finally {
      await opened.wire?.leave()
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

async function meet(
  { target, crypto, patience }: Prober,
  place: Place,
  openMs: number,
  onOpen: (wire: Wire) => void = () => {},
): Promise<Session> {
  const wire = new Wire(await place.open(openMs), new Transcript(), 1, patience)
  onOpen(wire)
  return shakeHands(wire, { target, crypto }, {})
}

async function answersPing(session: Session): Promise<boolean> {
  try {
    await session.ping()
    return true
  } catch (error) {
    if (error instanceof Deviation) return false
    throw error
  }
}
