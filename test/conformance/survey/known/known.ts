/**
 * What is known of a stack: why it does otherwise than the RFCs say, in whose words, and what comes of it.
 */

/** One way in which a stack differs, and all the cases that see it. */
export interface Known {
  /** A sentence about the stack, without its name. */
  readonly what: string
  /** What the RFC asks for, why the stack does something else, and to whom it matters. */
  readonly why: string
  readonly cases: readonly string[]
}

/** What is known of a stack. */
export interface Knowledge {
  readonly differences: readonly Known[]
  /** What no case can see, or none is for. */
  readonly unseen?: readonly string[]
}
