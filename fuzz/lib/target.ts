/** What a target is: code under test, what must hold about it, and what its inputs look like. */

/** One thing to fuzz. */
export interface Target {
  /** Also the name of its folder in the corpus. */
  readonly name: string
  /** Where ZMTP frames begin in an input; null: it has none. */
  readonly framesFrom: number | null
  /** Longest input, in bytes. */
  readonly longest: number
  /** Pieces that inputs are likely made of. */
  readonly words: readonly Buffer[]
  /** Inputs to begin with. */
  readonly seeds: readonly Buffer[]
  /** Most bytes that one execution may ask for at once. */
  readonly mostAllocated?: number
  /** Runs an input. Whatever it throws is a finding. The same input does the same. */
  run(input: Buffer): void
}
