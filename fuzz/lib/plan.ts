/** What a run is to do, and what it did: what the two threads tell each other. */

/** What a run is to do. */
export interface Plan {
  /** Targets by name. */
  readonly targets: readonly string[]
  readonly seed: number
  /** How long: seconds for all targets together, or executions for each, its corpus not counted. */
  readonly effort: { readonly seconds: number } | { readonly executions: number }
  /** Write what was learned to the corpus. */
  readonly save: boolean
  /** The folder with corpus and crashes. */
  readonly root: string
}

/** A finding that has been written to a file. */
export interface SavedFinding {
  readonly kind: string
  readonly text: string
  readonly file: string
}

/** What came of one target. */
export interface Result {
  readonly name: string
  readonly executions: number
  readonly seconds: number
  /** Branches of src taken at least once. */
  readonly branches: number
  /** Inputs that showed something new. */
  readonly inputs: number
  readonly findings: readonly SavedFinding[]
}
