import { describe, expect, it } from "vitest"
import type { Message } from "../src/message.js"
import { MessageQueue, type MessageRun } from "../src/message-queue.js"
import { Lane } from "../src/lane.js"

const named = (name: string): Message => [Buffer.from(name)]

/** Messages with these names, made when they are taken. */
class Run implements MessageRun {
  readonly #names: string[]

  constructor(...names: string[]) {
    this.#names = names
  }

  get bytes(): number {
    return this.#names.join("").length
  }

  get left(): number {
    return this.#names.length
  }

  next(): Message {
    const name = this.#names.shift()
    if (name === undefined) throw new Error("nothing is left")
    return named(name)
  }
}

/** Takes all there is. */
function namesIn(queue: { shift(): Message | null }): string {
  let names = ""
  for (;;) {
    const message = queue.shift()
    if (message === null) return names
    names += message[0].toString()
  }
}

describe("a queue of messages and runs", () => {
  it("gives them in order, and counts the messages", () => {
    const queue = new MessageQueue()
    queue.push(named("a"))
    queue.pushRun(new Run("b", "c", "d"))
    queue.push(named("e"))
    queue.pushRun(new Run("f", "g"))
    const lengths: number[] = []
    let names = ""
    for (let message = queue.shift(); message !== null; message = queue.shift()) {
      names += message[0].toString()
      lengths.push(queue.length)
    }
    expect(names).toBe("abcdefg")
    expect(lengths).toEqual([6, 5, 4, 3, 2, 1, 0])
    expect(queue.isEmpty).toBe(true)
  })

  it("puts a message in front of a run that is begun", () => {
    const queue = new MessageQueue()
    queue.pushRun(new Run("b", "c", "d"))
    queue.shift()
    queue.unshift(named("a"))
    expect(queue.length).toBe(3)
    expect(queue.isEmpty).toBe(false)
    expect(namesIn(queue)).toBe("acd")
  })

  it("keeps what passes, out of runs too", () => {
    const queue = new MessageQueue()
    queue.push(named("a"))
    queue.pushRun(new Run("b", "c", "d", "e"))
    queue.push(named("f"))
    expect(queue.keep((message) => "bdf".includes(message[0].toString()))).toBe(3)
    expect(queue.length).toBe(3)
    expect(namesIn(queue)).toBe("bdf")
  })

  it("forgets all when cleared", () => {
    const queue = new MessageQueue()
    queue.pushRun(new Run("a", "b"))
    queue.shift()
    queue.pushRun(new Run("c", "d"))
    queue.clear()
    expect([queue.length, queue.isEmpty, queue.shift()]).toEqual([0, true, null])
  })
})

describe("a lane that gets runs", () => {
  it("counts their messages against the mark, and gives room back as they are read", () => {
    const lane = new Lane(4, false)
    let writable = 0
    lane.writer = { onWritable: () => (writable += 1) }
    expect(lane.roomForRun()).toBe(4)
    expect(lane.deliver(named("a"))).toBe(true)
    expect(lane.roomForRun()).toBe(3)
    expect(lane.deliverRun(new Run("b", "c", "d"))).toBe(false)
    expect([lane.length, lane.pending, lane.roomForRun()]).toEqual([4, 4, 0])
    lane.read()
    expect([lane.length, writable]).toEqual([3, 0])
    lane.read()
    expect([lane.length, writable, lane.roomForRun()]).toEqual([2, 1, 2])
    expect(namesIn({ shift: () => lane.read() })).toBe("cd")
    expect([lane.pending, lane.total]).toEqual([0, 4])
  })

  it("tells a reader that had found nothing once, and lets it read at once", () => {
    const lane = new Lane(10, false)
    let names = ""
    let told = 0
    lane.reader = {
      onReadable() {
        told += 1
        names += namesIn({ shift: () => lane.read() })
      },
    }
    expect(lane.read()).toBeNull()
    expect(lane.deliverRun(new Run("a", "b", "c"))).toBe(true)
    expect([names, told, lane.length, lane.pending]).toEqual(["abc", 1, 0, 0])
  })

  it("of the newest message only takes no runs", () => {
    expect(new Lane(10, true).roomForRun()).toBe(0)
  })

  it("has no room while it holds as many bytes as it may, and room again when it is empty or half read", () => {
    const lane = new Lane(10, false, 6)
    let writable = 0
    lane.writer = { onWritable: () => (writable += 1) }
    expect(lane.deliverRun(new Run("aa", "bb"))).toBe(true)
    expect(lane.deliver(named("cc"))).toBe(false)
    lane.read()
    lane.read()
    expect(writable).toBe(0)
    lane.read()
    expect(writable).toBe(1)
    // One message is always taken, however large.
    expect(lane.deliver([Buffer.alloc(100)])).toBe(false)
    lane.read()
    expect([writable, lane.deliver(named("d"))]).toEqual([2, true])
  })

  it("drops what is left of a run when it is cleared", () => {
    const lane = new Lane(4, false)
    lane.deliverRun(new Run("a", "b", "c", "d"))
    lane.read()
    lane.clear()
    expect([lane.length, lane.pending, lane.roomForRun()]).toEqual([0, 0, 4])
  })
})
