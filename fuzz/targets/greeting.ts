/** The greeting alone. An input: which mechanism is ours, then up to 64 bytes. */
import { ProtocolError } from "../../src/zmtp/errors.js"
import {
  checkGreetingStart,
  decodeGreeting,
  encodeGreeting,
  GREETING_BYTES,
} from "../../src/zmtp/greeting.js"
import { GREETING_WORDS } from "../lib/dictionary.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const MECHANISMS = ["NULL", "PLAIN", "CURVE"]

export const greeting: Target = {
  name: "greeting",
  framesFrom: null,
  longest: 80,
  words: GREETING_WORDS,
  seeds: MECHANISMS.map((name, index) =>
    Buffer.concat([Buffer.from([index]), encodeGreeting(name, index === 1)]),
  ),
  run(input) {
    if (input.length === 0) return
    const mechanism = MECHANISMS[input[0] % MECHANISMS.length]
    const bytes = Buffer.alloc(GREETING_BYTES)
    const length = input.copy(bytes, 0, 1)
    // Refused once, refused with every byte that follows.
    let refused = false
    for (let have = 0; have <= length && have <= GREETING_BYTES; have++) {
      const now = refusal(() => checkGreetingStart(bytes, have), ProtocolError) !== null
      demand(now || !refused, `refused, and not with ${String(have)} bytes`)
      refused = now
    }
    if (length < GREETING_BYTES) return
    const whole = refusal(() => decodeGreeting(bytes, mechanism), ProtocolError)
    demand(whole !== null || !refused, "its start is refused, the whole is not")
    if (whole !== null) return
    const again = encodeGreeting(mechanism, bytes[32] === 1)
    demand(decodeGreeting(again, mechanism).hasCommands, "our own greeting has no commands")
    demand(again.subarray(12, 32).equals(bytes.subarray(12, 32)), "another mechanism was taken")
  },
}
