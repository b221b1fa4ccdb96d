/**
 * What one side sends, the other receives. An input: types, version, cuts; then messages, each with a number of
 * parts and for each part a kind of size, a size and a byte to fill it with.
 */
import type { Message } from "../../src/message.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { encodeGreeting } from "../../src/zmtp/greeting.js"
import { converse, Side, textOf } from "../../test/helpers/side.js"
import { ByteSource } from "../lib/byte-source.js"
import { cutsOf } from "../lib/cuts.js"
import { demand, demandSame } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const PAIRS: readonly (readonly [WireSocketType, WireSocketType])[] = [
  ["DEALER", "ROUTER"],
  ["SUB", "XPUB"],
  ["XSUB", "PUB"],
]
/** Sizes where something changes in encoder, batch or decoder. */
const EDGES = [0, 40, 41, 255, 256, 1024, 4096, 4097, 8192, 65_527, 65_536, 66_000]
const MOST_MESSAGES = 24
/** Blocks of a batch, a body that arrives in pieces, and all of them put together here. */
const MOST_ALLOCATED = 32 * 1024 * 1024

function partOf(source: ByteSource): Buffer {
  const size = source.below(4) === 1 ? source.pick(EDGES) : source.byte()
  const part = Buffer.alloc(size, source.byte())
  if (size > 0) part[0] = source.byte()
  return part
}

function messagesOf(source: ByteSource): Message[] {
  const messages: Message[] = []
  while (!source.done && messages.length < MOST_MESSAGES) {
    messages.push(Array.from({ length: 1 + source.below(4) }, () => partOf(source)))
  }
  return messages
}

/** Sides that have shaken hands; the receiver may say that it speaks 3.0. */
function connect([own, peer]: (typeof PAIRS)[number], isOld: boolean): [Side, Side] {
  const sender = new Side({ mechanism: new NullMechanism(), socketType: own })
  const receiver = new Side({ mechanism: new NullMechanism(), socketType: peer })
  if (isOld) {
    const greeting = encodeGreeting("NULL", false)
    greeting[11] = 0
    receiver.said()
    sender.receive(greeting)
  }
  converse(sender, receiver)
  demand(sender.peer !== null && receiver.peer !== null, "honest sides do not shake hands")
  return [sender, receiver]
}

export const roundTrip: Target = {
  name: "round-trip",
  framesFrom: null,
  longest: 200,
  words: [],
  seeds: [
    Buffer.from([0, 0, 1, 0, 0, 3, 7, 7]),
    Buffer.from([1, 0, 2, 0, 0, 5, 7, 1, 0, 0, 5, 7, 0]),
    Buffer.from([0, 0, 3, 3, 0, 1, 7, 7, 1, 4, 7, 7, 1, 9, 7, 7, 1, 11, 7, 7]),
  ],
  mostAllocated: MOST_ALLOCATED,
  run(input) {
    const source = new ByteSource(input)
    const pair = source.pick(PAIRS)
    const [sender, receiver] = connect(pair, source.flag())
    const cuts = source.byte()
    const messages = messagesOf(source)
    for (const message of messages) sender.connection.send(message)
    for (const chunk of cutsOf(sender.said(), cuts)) {
      receiver.receive(chunk)
      chunk.fill(0xee)
    }
    demand(receiver.error === null, `refused: ${String(receiver.error?.message)}`)
    demandSame(messages.map(textOf), receiver.messages.map(textOf), "sent and received differ")
  },
}
