/** What waits in a pipe, against a plain list. An input: one thing after another that happens. */
import type { Message } from "../../src/message.js"
import { MessageQueue, type MessageRun } from "../../src/message-queue.js"
import { ByteSource } from "../lib/byte-source.js"
import { demand } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const NUMBER_BYTES = 2

/** Messages with numbers, as a run. */
class NumberedRun implements MessageRun {
  #next: number
  readonly bytes: number
  left: number

  constructor(first: number, left: number) {
    this.bytes = left * NUMBER_BYTES
    this.#next = first
    this.left = left
  }

  next(): Message {
    demand(this.left > 0, "taken from an empty run")
    this.left -= 1
    return messageOf(this.#next++)
  }
}

function messageOf(number: number): Message {
  return [Buffer.from([number >> 8, number & 0xff])]
}

function numberOf(message: Message | null): number | undefined {
  return message?.[0].readUInt16BE()
}

export const messageQueue: Target = {
  name: "message-queue",
  framesFrom: null,
  longest: 200,
  words: [],
  seeds: [Buffer.from([0, 1, 3, 2, 2, 3, 4, 2, 2, 2, 2]), Buffer.from([1, 5, 2, 3, 2, 4, 0, 2, 5])],
  run(input) {
    const source = new ByteSource(input)
    const queue = new MessageQueue()
    let list: number[] = []
    let number = 0
    while (!source.done) {
      const what = source.below(6)
      if (what === 0) {
        list.push(number)
        queue.push(messageOf(number++))
      } else if (what === 1) {
        const count = 1 + source.below(20)
        queue.pushRun(new NumberedRun(number, count))
        for (let i = 0; i < count; i++) list.push(number++)
      } else if (what === 2) {
        demand(numberOf(queue.shift()) === list.shift(), "another message than the first")
      } else if (what === 3) {
        list.unshift(number)
        queue.unshift(messageOf(number++))
      } else if (what === 4) {
        const divisor = 1 + source.below(4)
        const kept = list.filter((one) => one % divisor !== 0)
        const dropped = queue.keep((message) => (numberOf(message) ?? 0) % divisor !== 0)
        demand(dropped === list.length - kept.length, `${String(dropped)} dropped`)
        list = kept
      } else if (source.below(8) === 0) {
        queue.clear()
        list = []
      }
      demand(queue.length === list.length, `${String(queue.length)} of ${String(list.length)}`)
      demand(queue.isEmpty === (list.length === 0), "empty, or not")
    }
    for (const one of list) demand(numberOf(queue.shift()) === one, "another message at the end")
    demand(queue.shift() === null, "more than there was")
  },
}
