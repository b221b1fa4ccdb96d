/** Everything one run has measured, as it is saved. */
import type { Libzmq } from "./libzmq.js"
import type { Machine } from "./machine.js"
import type { Row } from "./row.js"

export interface Figures {
  readonly machine: Machine
  readonly libzmq: Libzmq
  readonly rounds: number
  readonly seconds: number
  /** Only a part of the cases was measured, and briefly. */
  readonly quick: boolean
  readonly rows: readonly Row[]
}
