/** What is known of each stack, by the name of its folder in test/interop/peers. */
import { GO_ZEROMQ } from "./go-zeromq.js"
import { JEROMQ } from "./jeromq.js"
import type { Knowledge } from "./known.js"
import { LIBZMQ } from "./libzmq.js"
import { PUREZMQ } from "./purezmq.js"

const NONE: Knowledge = { differences: [] }

const BY_NAME: Readonly<Record<string, Knowledge>> = {
  purezmq: PUREZMQ,
  "node-zeromq": LIBZMQ,
  pyzmq: LIBZMQ,
  "java-jeromq": JEROMQ,
  "go-zeromq": GO_ZEROMQ,
}

/** What is known of this one. */
export function knowledgeOf(name: string): Knowledge {
  return Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : NONE
}
