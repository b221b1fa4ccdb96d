/**
 * What a case is, and when it is for a peer.
 *
 * # How to write a case
 *
 * A case is an object in a file of `cases/`, one file a section: `cases/frames.ts` is `37/frames`. A new file is a
 * `Section` and one line in `cases/index.ts`.
 *
 * ```ts
 * {
 *   id: "37/frames/4",
 *   level: "MUST",
 *   title: "takes a long size that a short one could have said",
 *   reason: "The long form has no least size; only senders are asked to be brief.",
 *   applies: { habits: ["answers"] },
 *   async run(bench) {
 *     const session = await bench.handshake()
 *     session.wire.send(session.pack(0, "x", { long: true }))
 *     await session.expectAnswer("x")
 *   },
 * }
 * ```
 *
 * **id**: the RFC, the section's name and a number. Numbers are for ever: a new case gets the next one, and the number of
 * one that is gone is not used again, since people keep baselines.
 *
 * **level** is what the RFC says, in the words of RFC 2119. What follows from several sentences, or from what every
 * implementation does, is no more than a SHOULD. Where an RFC is silent, and it is worth knowing what the peer does, the
 * case is a MAY, and returns `informational("closes the connection")`.
 *
 * **title** says what a good peer does, without a subject and in the present: "takes any padding", "closes at a size of
 * 2^63". **reason** says in our own words, in a sentence or three, what the RFC asks for, and why it matters if that is not plain.
 * Neither speaks of an implementation: no names, no blame. A case sends nothing whose only purpose is to crash a known
 * product: what it sends is what a confused, a newer or a hostile peer might.
 *
 * **applies** says which peers it is for, in the words of `Target`: `socketTypes`, `mechanisms`, `roles` (the peer `binds` or
 * `connects`) and `sides` (the peer is PLAIN's or CURVE's `server` or `client`) that it may have, and the `habits` that it must have.
 * All unset: every peer. If it `connects`, a case gets the next connection the peer makes by `bench.open()`; more than one
 * in a case works only with a peer that comes back, so say `roles: ["binds"]` there.
 * **final**: true when a peer that connects may give up for good at it, as at ERROR or another mechanism: it need not come back then,
 * and its program may end. With `--listen` such cases come last, since nobody starts the peer again.
 * **alone**: true when others at the same time would disturb it, or it them: floods, a socket that shares its messages out.
 *
 * **run** does what it wants to the peer. It comes out
 * - as pass when it returns, whatever it answers but `informational(text)`;
 * - as fail, or less if it is a SHOULD or a MAY, when it throws a `Deviation` with what was expected and what was seen. The
 *   helpers called `expect…`, `receive…` and `refuses` throw it: after `--timeout` where something has to come, after
 *   `--silence` where nothing may come;
 * - as non-strict when it throws a `Customary`: a deviation that the peers in use share and rely on, so that one that followed the
 *   RFC would not be understood. The reason then says so, and there has to be more than one implementation;
 * - as unimplemented when it throws `Unimplemented`: the peer visibly does not have something that it need not have;
 * - as skipped when it throws `Skipped`: it cannot be judged here.
 * Anything else thrown is a mistake of the case, and ends the run. After each case the runner closes the connections, and
 * sees with a good one of its own that the peer still serves. Towards a peer that shares its messages out (DEALER, PUSH, PAIR,
 * REQ) a case has one connection at a time: `await session.wire.leave()` before the next.
 *
 * What there is to work with:
 * - `bench`: `handshake(options)`, `open()`, `accepts(options)` (the connection serves, and is closed), `refuses(why, options)`,
 *   `refusesAfterHandshake(why, bytes)`, `needsPing()`, `returns()` (a peer that connects, after an end), `random`, `target`,
 *   `observed`, `crypto`. `HandshakeOptions` can stop before any step (`until`), change the bytes of any (`bend`), cut what is said (`pieces`), and say other metadata, credentials or keys.
 * - a `Session` is what a handshake answers: `sendMessage`, `sendCommand`, `pack…` (bytes to be cut, joined or bent),
 *   `receive` (a frame), `receiveMessage`, `receiveCommand`, `ping`, `exchange` (peers that answer), `expectServed`,
 *   `expectNoMessage`; `heard`, `properties` and `greeting` are the peer's. With CURVE all of it is sealed, and `curve` and
 *   `traffic` are at hand.
 * - `session.wire` is the raw connection: `send`, `sendInPieces`, `receive`, `receiveFrame`, `expectClosed`, `expectOpen`,
 *   `expectNothing`, `closes`, `leave`, `stopReading`.
 * - `fate.ts` says in words what becomes of a connection, for cases without right and wrong.
 * - `build.ts` makes greetings, frames, commands and properties with any field wrong; `curve.ts` the commands of CURVE.
 *
 * Mostly a short wait can be had for nothing: to see that something is ignored, send it, and then `expectServed`.
 * To try many variations, loop over them with a new connection each, and say in the `Deviation` which one it was;
 * no more than some fifty, so that a case ends within a second or two. Chance comes from `bench.random` only.
 *
 * See a new case fail once: `test/conformance/broken` has a file for each section with peers that break a rule, each a copy of
 * our sockets in which a piece of source text is another, and the cases that see it. `npx vitest run --mode long test/conformance/ours`
 * tries all cases at our own sockets of every type, with every mechanism, in both roles.
 */
import type { WireSocketType } from "../zmtp/socket-type.js"
import type { Bench } from "./bench.js"
import type { Habit, Kind, MechanismName, Role, Side } from "./target.js"
import type { Level } from "./verdict.js"

/** Which peers a case is for; what is unset does not matter. */
export interface Applies {
  readonly socketTypes?: readonly WireSocketType[]
  readonly mechanisms?: readonly MechanismName[]
  readonly roles?: readonly Role[]
  readonly sides?: readonly Side[]
  /** What has to be declared of the peer. */
  readonly habits?: readonly Habit[]
}

/** One thing that is tried at a peer. */
export interface Case {
  /** Such as `37/greeting/3`. */
  readonly id: string
  readonly level: Level
  /** What a good peer does. */
  readonly title: string
  /** Why, in our own words. */
  readonly reason: string
  readonly applies?: Applies
  /** A peer that connects need not come back after it. */
  readonly final?: boolean
  /** No other case may run meanwhile. */
  readonly alone?: boolean
  /** How many times the usual time it may take. */
  readonly patience?: number
  /** What it answers does not matter, unless it is `Information`. */
  run(bench: Bench): Promise<unknown>
}

/** Cases on one subject. */
export interface Section {
  /** Such as `37/greeting`; its cases' ids begin with it. */
  readonly id: string
  readonly title: string
  readonly cases: readonly Case[]
}

/** Why a case is not for this peer; null when it is. */
export function whyNot(one: Case, target: Kind): string | null {
  const { socketTypes, mechanisms, roles, sides, habits } = one.applies ?? {}
  const { socketType, mechanism, role, side } = target
  if (socketTypes?.includes(socketType) === false) return `for ${socketTypes.join(", ")}`
  if (mechanisms?.includes(mechanism) === false) return `for ${mechanisms.join(", ")}`
  if (roles?.includes(role) === false) return `for a peer that ${roles.join(" or ")}`
  if (sides?.includes(side) === false) return `for a ${mechanism} ${sides.join(" or ")}`
  const lacking = habits?.find((habit) => !target.habits.has(habit))
  return lacking === undefined ? null : `needs --${lacking}: see --help`
}
