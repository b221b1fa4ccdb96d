/** go-zeromq/zmq4 0.17. */
import type { Knowledge } from "./known.js"

export const GO_ZEROMQ: Knowledge = {
  differences: [],
}
