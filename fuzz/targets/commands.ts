/** What is inside command frames: names, PING, ERROR, and lists of properties. */
import { decodeCommand, decodeError, decodePing, encodeError } from "../../src/zmtp/command.js"
import { commandBody } from "../../src/zmtp/encoder.js"
import { ProtocolError, RefusedError } from "../../src/zmtp/errors.js"
import { decodeMetadata, encodeMetadata } from "../../src/zmtp/metadata.js"
import { COMMAND_WORDS } from "../lib/dictionary.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const MOST_CONTEXT = 16

/** An input is the body of a command. */
export const commands: Target = {
  name: "commands",
  framesFrom: null,
  longest: 600,
  words: COMMAND_WORDS,
  seeds: [
    commandBody("PING", Buffer.from("0001aabb", "hex")),
    commandBody("ERROR", encodeError("400")),
    commandBody("SUBSCRIBE", Buffer.from("topic")),
  ],
  run(body) {
    refusal(() => {
      const { name, data } = decodeCommand(body)
      demand(commandBody(name, data).equals(body), "encoded again it differs")
    }, ProtocolError)
    refusal(() => {
      const { ttlMs, context } = decodePing(body)
      demand(ttlMs >= 0 && ttlMs <= 6_553_500, `TTL of ${String(ttlMs)} ms`)
      demand(context.length <= MOST_CONTEXT, "the context is too long")
    }, ProtocolError)
    refusal(() => {
      const reason = decodeError(body)
      const { status } = new RefusedError(reason)
      demand(status === null || String(status) === reason, "another status than the reason")
      demand(decodeError(encodeError(reason)) === reason, "the reason is not encoded again")
    }, ProtocolError)
  },
}

/** An input is a list of properties. */
export const metadata: Target = {
  name: "metadata",
  framesFrom: null,
  longest: 2000,
  words: COMMAND_WORDS,
  seeds: [
    encodeMetadata([["Socket-Type", Buffer.from("DEALER")]]),
    encodeMetadata([
      ["Identity", Buffer.alloc(0)],
      ["identity", Buffer.from("second")],
    ]),
  ],
  run(bytes) {
    refusal(() => {
      const properties = decodeMetadata(bytes)
      const again = decodeMetadata(encodeMetadata([...properties]))
      demand(again.size === properties.size, "encoded again there are more or fewer")
      let size = 0
      for (const [name, value] of properties) {
        demand(name !== "" && name === name.toLowerCase(), "a name in upper case")
        demand(again.get(name)?.equals(value) === true, `${name} differs`)
        size += name.length + value.length
      }
      demand(size <= bytes.length, "more than there was")
    }, ProtocolError)
  },
}
