import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Message } from "../src/message.js"
import { Lane } from "../src/lane.js"
import { Pipe } from "../src/pipe.js"

const numbered = (n: number): Message => [Buffer.from(String(n))]
const numberOf = (message: Message | null): number | null =>
  message === null ? null : Number(message[0].toString())

/** A lane with its two sides recorded. */
class Watched {
  readonly lane: Lane
  readable = 0
  writable = 0

  constructor(highWaterMark: number, conflate = false) {
    this.lane = new Lane(highWaterMark, conflate)
    this.lane.reader = { onReadable: () => (this.readable += 1) }
    this.lane.writer = { onWritable: () => (this.writable += 1) }
  }

  /** Writes until it is full; answers how many that were. */
  fill(most = 10_000): number {
    let count = 0
    while (count < most && this.lane.write(numbered(count))) count += 1
    return count
  }
}

describe("the high-water mark of a lane", () => {
  it.each([1, 2, 3, 5, 10, 1000])(
    "%i: exactly that many messages fit, of however many parts",
    (mark) => {
      expect(new Watched(mark).fill()).toBe(mark)
      const { lane } = new Watched(mark)
      const three = [Buffer.from("a"), Buffer.from("b"), Buffer.from("c")]
      for (let i = 0; i < mark; i++) expect(lane.write(three)).toBe(true)
      expect(lane.write(three)).toBe(false)
      expect(lane.length).toBe(mark)
    },
  )

  it("0: any number fits", () => {
    const watched = new Watched(0)
    expect(watched.fill(10_000)).toBe(10_000)
    expect(watched.lane.hasRoom()).toBe(true)
  })

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [10, 5],
    [11, 6],
    [1000, 500],
  ])("%i: as in libzmq, a full lane takes more only after %i reads", (mark, reads) => {
    const watched = new Watched(mark)
    watched.fill()
    for (let i = 1; i < reads; i++) {
      watched.lane.read()
      expect(watched.lane.hasRoom()).toBe(false)
      expect(watched.lane.write(numbered(0))).toBe(false)
      expect(watched.writable).toBe(0)
    }
    watched.lane.read()
    expect(watched.writable).toBe(1)
    expect(watched.fill()).toBe(reads)
  })

  it("a lane that is emptied has room for all, whatever the step", () => {
    for (const mark of [1, 2, 3, 7, 10]) {
      const watched = new Watched(mark)
      for (let round = 0; round < 5; round++) {
        expect(watched.fill()).toBe(mark)
        while (watched.lane.read() !== null);
        expect(watched.lane.pending).toBe(0)
        expect(watched.writable).toBe(round + 1)
      }
    }
  })

  it("raising it lets the writer on at once", () => {
    const watched = new Watched(2)
    watched.fill()
    watched.lane.setHighWaterMark(5)
    expect(watched.writable).toBe(1)
    expect(watched.fill()).toBe(3)
    watched.lane.setHighWaterMark(0)
    expect(watched.fill(100)).toBe(100)
  })

  it("lowering it drops nothing, and there is room only below the new mark", () => {
    const watched = new Watched(10)
    watched.fill()
    watched.lane.setHighWaterMark(3)
    const read: (number | null)[] = []
    while (!watched.lane.hasRoom()) read.push(numberOf(watched.lane.read()))
    expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(watched.lane.length).toBe(2)
    expect(watched.fill()).toBe(1)
  })

  it("the writer is told once, and only after it had found no room", () => {
    const watched = new Watched(2)
    watched.lane.write(numbered(1))
    watched.lane.write(numbered(2))
    while (watched.lane.read() !== null);
    expect(watched.writable).toBe(0)
    watched.fill()
    while (watched.lane.read() !== null);
    while (watched.lane.read() !== null);
    expect(watched.writable).toBe(1)
  })

  it("what was begun counts until it is released", () => {
    const watched = new Watched(2)
    watched.fill()
    expect(numberOf(watched.lane.begin())).toBe(0)
    expect(numberOf(watched.lane.begin())).toBe(1)
    expect([watched.lane.length, watched.lane.pending, watched.writable]).toEqual([0, 2, 0])
    expect(watched.lane.hasRoom()).toBe(false)
    watched.lane.release(2)
    expect([watched.lane.pending, watched.writable, watched.lane.hasRoom()]).toEqual([0, 1, true])
  })

  it("deliver goes past it, and answers whether there is room for more", () => {
    const watched = new Watched(2)
    const answers = [1, 2, 3].map((n) => watched.lane.deliver(numbered(n)))
    expect(answers).toEqual([true, false, false])
    expect(watched.lane.length).toBe(3)
    while (watched.lane.read() !== null);
    expect(watched.writable).toBe(1)
  })
})

describe("the reader of a lane", () => {
  it("is told of the first message after it had found none, not of each", () => {
    const watched = new Watched(10)
    watched.fill(3)
    expect(watched.readable).toBe(1)
    while (watched.lane.read() !== null);
    watched.lane.deliver(numbered(1))
    watched.lane.deliver(numbered(2))
    expect(watched.readable).toBe(2)
    watched.lane.read()
    watched.lane.read()
    watched.lane.write(numbered(3))
    expect(watched.readable).toBe(2)
    expect(watched.lane.isEmpty()).toBe(false)
    watched.lane.read()
    expect(watched.lane.isEmpty()).toBe(true)
    watched.lane.deliverFirst(numbered(4))
    expect(watched.readable).toBe(3)
  })

  it("gets what is put in front before all else", () => {
    const { lane } = new Watched(3)
    lane.write(numbered(1))
    lane.write(numbered(2))
    lane.deliverFirst(numbered(0))
    expect([lane.read(), lane.read(), lane.read()].map(numberOf)).toEqual([0, 1, 2])
    expect(lane.pending).toBe(0)
  })

  it("may read while it is told", () => {
    const { lane } = new Watched(1)
    const read: (number | null)[] = []
    lane.reader = {
      onReadable: () => {
        for (let next = lane.read(); next !== null; next = lane.read()) read.push(numberOf(next))
      },
    }
    for (let i = 0; i < 5; i++) expect(lane.write(numbered(i))).toBe(true)
    expect(read).toEqual([0, 1, 2, 3, 4])
  })
})

describe("the tap of a lane", () => {
  it("takes messages past the queue, as long as the queue is empty", () => {
    const watched = new Watched(3)
    const taken: (number | null)[] = []
    let open = true
    watched.lane.tap = { take: (message) => open && taken.push(numberOf(message)) > 0 }
    watched.lane.write(numbered(1))
    open = false
    watched.lane.write(numbered(2))
    open = true
    watched.lane.write(numbered(3))
    expect(taken).toEqual([1])
    expect([watched.lane.length, watched.lane.pending]).toEqual([2, 3])
    expect(watched.lane.write(numbered(4))).toBe(false)
    watched.lane.release(1)
    while (watched.lane.read() !== null);
    expect(watched.lane.pending).toBe(0)
    watched.lane.write(numbered(5))
    expect(taken).toEqual([1, 5])
  })
})

describe("a lane that conflates", () => {
  it("keeps the newest message only, and always has room", () => {
    const watched = new Watched(1, true)
    for (let i = 0; i < 20; i++) expect(watched.lane.write(numbered(i))).toBe(true)
    expect(watched.lane.deliver(numbered(20))).toBe(true)
    expect(watched.lane.hasRoom()).toBe(true)
    expect([watched.lane.length, watched.lane.pending, watched.readable]).toEqual([1, 1, 1])
    expect(numberOf(watched.lane.read())).toBe(20)
    expect(watched.lane.read()).toBeNull()
    watched.lane.write(numbered(21))
    expect(watched.readable).toBe(2)
    expect(numberOf(watched.lane.read())).toBe(21)
  })

  it("does not replace what was begun", () => {
    const { lane } = new Watched(1, true)
    lane.write(numbered(1))
    expect(numberOf(lane.begin())).toBe(1)
    lane.write(numbered(2))
    lane.write(numbered(3))
    expect(lane.pending).toBe(2)
    expect(numberOf(lane.begin())).toBe(3)
    lane.release(2)
    expect(lane.pending).toBe(0)
  })
})

describe("dropping", () => {
  it("clear drops what waits, and makes room", () => {
    const watched = new Watched(4)
    watched.fill()
    watched.lane.begin()
    watched.lane.clear()
    expect([watched.lane.length, watched.lane.pending, watched.writable]).toEqual([0, 1, 1])
    watched.lane.release(1)
    expect(watched.fill()).toBe(4)
  })

  it("keep drops what does not pass, in order", () => {
    const watched = new Watched(6)
    watched.fill()
    watched.lane.keep((message) => (numberOf(message) ?? 0) % 2 === 1)
    expect(watched.lane.pending).toBe(3)
    expect([watched.lane.read(), watched.lane.read(), watched.lane.read()].map(numberOf)).toEqual([
      1, 3, 5,
    ])
    expect(watched.lane.read()).toBeNull()
  })
})

describe("what is written may be used again by its owner", () => {
  it("small parts are copied, and the list of parts is", () => {
    const { lane } = new Watched(10)
    const scratch = Buffer.from("before")
    const message = [scratch]
    lane.write(message)
    scratch.write("after!")
    message.push(Buffer.from("more"))
    expect(lane.read()?.map(String)).toEqual(["before"])
  })
})

describe("a lane against a model", () => {
  /** libzmq's credit: the writer learns of reads in steps of (mark + 1) / 2, or when nothing is left. */
  class Model {
    queue: number[] = []
    count = 0
    finished = 0
    writerWaits = false
    wakes = 0

    constructor(public mark: number) {}

    get limit(): number {
      return this.mark === 0 ? Infinity : this.mark
    }

    hasRoom(): boolean {
      if (this.count < this.limit) return true
      this.writerWaits = true
      return false
    }

    release(messages: number): void {
      this.finished += messages
      const step = this.mark === 0 ? 1 : Math.floor((this.mark + 1) / 2)
      if (this.finished < step && this.finished < this.count) return
      this.count -= this.finished
      this.finished = 0
      this.wake()
    }

    wake(): void {
      if (this.writerWaits && this.count < this.limit) {
        this.writerWaits = false
        this.wakes += 1
      }
    }
  }

  const step = fc.oneof(
    { weight: 8, arbitrary: fc.constant({ kind: "write" as const }) },
    { weight: 6, arbitrary: fc.constant({ kind: "read" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "begin" as const }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("release" as const), count: fc.nat(5) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "deliver" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "deliverFirst" as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("mark" as const), mark: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.constant({ kind: "keep" as const }) },
  )

  it("room, order, counts and wake-ups agree at every step", () => {
    fc.assert(
      fc.property(fc.nat(6), fc.array(step, { maxLength: 120 }), (mark, steps) => {
        const watched = new Watched(mark)
        const { lane } = watched
        const model = new Model(mark)
        let begun = 0
        steps.forEach((each, n) => {
          if (each.kind === "write") {
            const fits = model.hasRoom()
            expect(lane.write(numbered(n))).toBe(fits)
            if (fits) model.count += model.queue.push(n) > 0 ? 1 : 0
          } else if (each.kind === "read" || each.kind === "begin") {
            const next = model.queue.shift() ?? null
            expect(numberOf(each.kind === "read" ? lane.read() : lane.begin())).toBe(next)
            if (next === null) return
            if (each.kind === "read") model.release(1)
            else begun += 1
          } else if (each.kind === "release") {
            const count = Math.min(each.count, begun)
            begun -= count
            lane.release(count)
            model.release(count)
          } else if (each.kind === "deliver") {
            model.queue.push(n)
            model.count += 1
            expect(lane.deliver(numbered(n))).toBe(model.hasRoom())
          } else if (each.kind === "deliverFirst") {
            model.queue.unshift(n)
            model.count += 1
            lane.deliverFirst(numbered(n))
          } else if (each.kind === "mark") {
            model.mark = each.mark
            lane.setHighWaterMark(each.mark)
            model.release(0)
            model.wake()
          } else {
            const kept = model.queue.filter((item) => item % 3 !== 0)
            const dropped = model.queue.length - kept.length
            model.queue = kept
            lane.keep((message) => (numberOf(message) ?? 0) % 3 !== 0)
            model.release(dropped)
          }
          expect(lane.length).toBe(model.queue.length)
          expect(lane.pending).toBe(model.queue.length + begun)
          expect(watched.writable).toBe(model.wakes)
        })
      }),
      { numRuns: 500 },
    )
  })
})

describe("Pipe", () => {
  it("tells its owner of both lanes", () => {
    const pipe = new Pipe(new Lane(1, false), new Lane(1, false))
    const told: string[] = []
    pipe.owner = {
      onReadable: (which) => told.push(which === pipe ? "readable" : "?"),
      onWritable: (which) => told.push(which === pipe ? "writable" : "?"),
    }
    pipe.incoming.deliver(numbered(1))
    pipe.outgoing.write(numbered(1))
    pipe.outgoing.write(numbered(2))
    pipe.outgoing.read()
    expect(told).toEqual(["readable", "writable"])
  })

  it("without an owner tells nobody", () => {
    const pipe = new Pipe(new Lane(1, false), new Lane(1, false))
    pipe.incoming.deliver(numbered(1))
    expect(numberOf(pipe.incoming.read())).toBe(1)
  })
})
