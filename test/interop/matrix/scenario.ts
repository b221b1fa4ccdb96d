/**
 * What is tried with one peer alone, beyond what all peers have.
 */
import type { BuiltPeer } from "./built-peer.js"
import type { Stage } from "./stage.js"

/** Something to try with one peer. */
export interface Scenario {
  /** In small letters, with `-` between words: it is part of the cell's name. */
  readonly name: string
  /** A sentence about what is so. */
  readonly title: string
  /** Resolves when it is so. What it opens and starts on the stage is closed afterwards. */
  run(stage: Stage, peer: BuiltPeer): Promise<void>
}
