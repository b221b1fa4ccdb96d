/**
 * What was expected, and what was seen instead.
 */

/** A cell fails by this. */
export class Mismatch extends Error {
  constructor(
    readonly expected: string,
    readonly seen: string,
  ) {
    super(`expected ${expected}; seen: ${seen}`)
  }
}
