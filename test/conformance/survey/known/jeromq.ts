/** JeroMQ. */
import type { Knowledge } from "./known.js"

export const JEROMQ: Knowledge = {
  differences: [],
}
