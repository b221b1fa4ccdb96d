/**
 * The words of the benchmark: who is measured, what a scenario consists of, and what is expected of a ratio.
 * Knows no socket and no process.
 */

/** Who is measured. */
export const PEERS = ["ours", "native", "raw callback", "raw await", "libzmq C"] as const
export type Peer = (typeof PEERS)[number]
export type Other = Exclude<Peer, "ours">

/** Rates are better when they are more, all others when they are less. `x`: so many times something. */
export type Unit = "msg/s" | "deliveries/s" | "us" | "ms" | "s" | "KiB" | "bytes" | "x"

/** What a figure must be, once measured on a quiet machine. */
export interface Target {
  /** Another peer, this row's own figure as it is, or our figure in another row, by that row's key. */
  readonly against: Other | "limit" | { readonly row: string }
  readonly sign: ">=" | "<="
  /** Ours by theirs; for a limit the figure itself. */
  readonly value: number
}

/** Named numbers that the processes of one measurement tell. */
export type Reading = Readonly<Record<string, number>>

/** One row of a table: a figure made of a reading. */
export interface Figure {
  /** Unique within the scenario; its key in notes and saved figures is `<scenario>: <label>`. */
  readonly label: string
  readonly unit: Unit
  /** The curve that this row is a point of. */
  readonly curve?: Curve
  readonly targets: readonly Target[]
  of(reading: Reading): number
}

/** A point of a growth curve. */
export interface Curve {
  /** Curves of one scenario, one chart each; empty when there is only one. */
  readonly name: string
  /** What grows: bytes, parts, peers, subscriptions. */
  readonly x: number
}

/** A program and its arguments. */
export type Command = readonly [string, ...string[]]

/** The processes of one measurement. */
export interface Processes {
  readonly listens: Command
  /** They get the endpoint at which the first listens. */
  readonly connects: readonly Command[]
  /** How many of all these tell something; 1 unless said. */
  readonly results?: number
}

/** One measurement of a scenario: a size, a number of peers. */
export interface Case {
  readonly figures: readonly Figure[]
  /** It is part of `--quick`, too. */
  readonly quick: boolean
  /** Most milliseconds it may take beyond the duration of the measurement; 20,000 unless said. */
  readonly limitMs?: number
  /** Why it cannot be measured here and now; null: it can. */
  obstacle?(): string | null
  processes(peer: Peer, seconds: number): Processes
}

/** One table. */
export interface Scenario {
  readonly name: string
  readonly title: string
  /** What grows along its curves. */
  readonly axis?: string
  readonly peers: readonly Peer[]
  /** Why other peers are not among these, where one would expect them. */
  readonly without?: Partial<Record<Other, string>>
  /** @param sizes the message sizes asked for; null: those of the scenario. */
  cases(sizes: readonly number[] | null): readonly Case[]
}

/** Whether more of this is better. */
export function moreIsBetter(unit: Unit): boolean {
  return unit === "msg/s" || unit === "deliveries/s"
}

/** Messages per second of a meter's reading. */
export function rate({ count, seconds }: Reading): number {
  return count / seconds
}

/** Microseconds per message of a meter's reading. */
export function microseconds({ count, seconds }: Reading): number {
  return (seconds / count) * 1e6
}

/** The key of a row. */
export function rowKey(scenario: string, label: string): string {
  return `${scenario}: ${label}`
}

/** A target against another peer, in short. */
export function atLeast(value: number, against: Target["against"]): Target {
  return { against, sign: ">=", value }
}

/** As `atLeast`, for what is better when it is less. */
export function atMost(value: number, against: Target["against"]): Target {
  return { against, sign: "<=", value }
}

/** A size in bytes as the tables write it. */
export function sizeName(bytes: number): string {
  const [value, unit] =
    bytes >= 1024 * 1024 && bytes % (1024 * 1024) === 0
      ? [bytes / (1024 * 1024), "MiB"]
      : bytes >= 1024 && bytes % 1024 === 0
        ? [bytes / 1024, "KiB"]
        : [bytes, "B"]
  return `${value.toLocaleString("en-US")} ${unit}`
}

/** A number as the tables write it. */
export function countName(count: number): string {
  return count.toLocaleString("en-US")
}
