/**
 * How a case can come out, and what a run makes of it.
 * Knows levels and verdicts. Does not know wires or reports.
 */

/** How much an RFC asks for: RFC 2119's words. */
export type Level = "MUST" | "SHOULD" | "MAY"

/** What is said of a peer and a case. */
export type Verdict =
  | "pass"
  /** It did something else than it MUST. */
  | "fail"
  /** It did something else than it SHOULD, or than it MUST in the customary way. */
  | "non-strict"
  /** There is no right and wrong: this is what it does. */
  | "informational"
  /** It does not have what the case is about, and does not have to. */
  | "unimplemented"
  /** The case is not for this peer, or not for what was declared of it. */
  | "skipped"
  /** It was silent where something MUST come. */
  | "timeout"
  /** After the case it serves nobody any more. */
  | "crashed"

/** All of them, in the order in which they are shown. */
export const VERDICTS: readonly Verdict[] = [
  "pass",
  "fail",
  "timeout",
  "crashed",
  "non-strict",
  "informational",
  "unimplemented",
  "skipped",
]

/** A verdict with its reasons. */
export interface Judgement {
  readonly verdict: Verdict
  /** What a peer that follows the RFC does. */
  readonly expected?: string
  /** What this one did. */
  readonly seen?: string
  /** Why a case is skipped, or what is known of it beyond pass and fail. */
  readonly note?: string
}

/** The peer does something else than is asked for. Cases throw it, mostly by the helpers that expect something. */
export class Deviation extends Error {
  override readonly name: string = "Deviation"

  constructor(
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`expected: ${expected}; seen: ${seen}`)
  }
}

/** Something had to come, and nothing did. */
export class Silence extends Deviation {
  override readonly name = "Silence"
}

/** Something had to come, and the peer closed the connection. */
export class Ended extends Deviation {
  override readonly name = "Ended"
}

/**
 * It is not what an RFC asks for, but what the peers in use do and rely on, so that one that followed the RFC would not be
 * understood: never more than non-strict.
 */
export class Customary extends Deviation {
  override readonly name = "Customary"
}

/** The peer does not have what the case is about, and does not have to. */
export class Unimplemented extends Error {
  override readonly name = "Unimplemented"
}

/** The case cannot be judged here. */
export class Skipped extends Error {
  override readonly name = "Skipped"
}

/** What a case returns that has no right and wrong: what the peer does. */
export class Information {
  constructor(readonly text: string) {}
}

/** The same in few letters: `return informational("answers with ERROR")`. */
export function informational(text: string): Information {
  return new Information(text)
}

/** What becomes of a case that ran to its end. */
export function judgementOf(returned: unknown): Judgement {
  if (!(returned instanceof Information)) return { verdict: "pass" }
  return { verdict: "informational", note: returned.text }
}

/** What becomes of a case that threw this; null: that is no word about the peer, but a mistake of the case. */
export function judgementOfError(level: Level, error: unknown): Judgement | null {
  if (error instanceof Deviation) {
    const { expected, seen } = error
    return { verdict: verdictOf(level, error), expected, seen }
  }
  if (error instanceof Unimplemented) return { verdict: "unimplemented", note: error.message }
  if (error instanceof Skipped) return { verdict: "skipped", note: error.message }
  return null
}

/** Whether a run with this verdict in it has failed. */
export function isFailure(verdict: Verdict, strict: boolean): boolean {
  if (verdict === "non-strict") return strict
  return verdict === "fail" || verdict === "timeout" || verdict === "crashed"
}

function verdictOf(level: Level, deviation: Deviation): Verdict {
  if (level === "MAY") return "informational"
  if (level === "SHOULD" || deviation instanceof Customary) return "non-strict"
  return deviation instanceof Silence ? "timeout" : "fail"
}
