/** FairQueue and LoadBalancer: whose turn it is. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { FairQueue } from "../../src/patterns/fair-queue.js"
import { LoadBalancer } from "../../src/patterns/load-balancer.js"
import type { Pipe } from "../../src/pipe.js"
import { fakePipe, parts } from "../helpers/fake-peer.js"

function fairQueue(pipes: number): { queue: FairQueue; pipes: Pipe[]; add: () => Pipe } {
  const queue = new FairQueue()
  const add = (): Pipe => {
    const pipe = fakePipe()
    pipe.owner = { onReadable: (which) => queue.readable(which), onWritable: () => {} }
    queue.attach(pipe)
    return pipe
  }
  return { queue, pipes: Array.from({ length: pipes }, add), add }
}

function texts(queue: FairQueue, most = Infinity): string[] {
  const found: string[] = []
  while (found.length < most) {
    const message = queue.receive()
    if (message === null) break
    found.push(message[0].toString())
  }
  return found
}

describe("RFC 28, 29, 30: fair queueing", () => {
  it("takes one message from each peer that has some, in turn", () => {
    const { queue, pipes } = fairQueue(3)
    pipes.forEach((pipe, i) => {
      for (let n = 0; n < 3; n++) pipe.incoming.deliver(parts(`${"abc"[i]}${String(n)}`))
    })
    expect(texts(queue)).toEqual(["a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"])
  })

  it("a peer that floods does not keep others waiting", () => {
    const { queue, pipes } = fairQueue(2)
    for (let n = 0; n < 100; n++) pipes[0].incoming.deliver(parts("flood"))
    expect(texts(queue, 10)).toEqual(Array(10).fill("flood"))
    pipes[1].incoming.deliver(parts("hello"))
    expect(texts(queue, 2)).toContain("hello")
  })

  it("says who a message came from", () => {
    const { queue, pipes } = fairQueue(2)
    pipes[1].incoming.deliver(parts("x"))
    queue.receive()
    expect(queue.from).toBe(pipes[1])
  })

  it("a peer that left keeps its place until all it sent is read", () => {
    const { queue, pipes } = fairQueue(2)
    pipes[0].incoming.deliver(parts("a0"))
    pipes[0].incoming.deliver(parts("a1"))
    pipes[1].incoming.deliver(parts("b0"))
    pipes[0].incoming.ended = true
    queue.detach(pipes[0], false)
    expect(texts(queue)).toEqual(["a0", "b0", "a1"])
    expect(queue.canReceive()).toBe(false)
    // It is gone now: what comes late is not seen.
    pipes[0].incoming.deliver(parts("late"))
    expect(texts(queue)).toEqual([])
  })

  it("or is forgotten at once, with all it sent", () => {
    const { queue, pipes } = fairQueue(2)
    pipes[0].incoming.deliver(parts("a"))
    pipes[1].incoming.deliver(parts("b"))
    queue.detach(pipes[0], true)
    expect(texts(queue)).toEqual(["b"])
    expect(pipes[0].incoming.pending).toBe(0)
  })

  it("against a model: nothing lost, each peer's order kept, and nobody served twice while another waits", () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant("say" as const), fc.nat(9)) },
      { weight: 6, arbitrary: fc.tuple(fc.constant("receive" as const), fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant("join" as const), fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant("leave" as const), fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant("drop" as const), fc.nat(9)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant("ask" as const), fc.nat(9)) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const { queue, pipes, add } = fairQueue(3)
        interface Peer {
          pipe: Pipe
          waiting: string[]
          present: boolean
          /** How often others were served since this peer has something to say. */
          passedOver: Map<Peer, number>
        }
        const peerOf = (pipe: Pipe): Peer => ({
          pipe,
          waiting: [],
          present: true,
          passedOver: new Map(),
        })
        const peers = pipes.map(peerOf)
        steps.forEach(([kind, which], n) => {
          const peer = peers[which % peers.length]
          const waits = peers.some((each) => each.waiting.length > 0)
          if (kind === "say" && peer.present) {
            peer.waiting.push(String(n))
            peer.pipe.incoming.deliver(parts(String(n)))
          } else if (kind === "receive") {
            const message = queue.receive()
            expect(message !== null).toBe(waits)
            if (message === null) return
            const from = peers.find((each) => each.pipe === queue.from)
            if (from === undefined) throw new Error("from nobody")
            expect(message[0].toString()).toBe(from.waiting.shift())
            from.passedOver.clear()
            for (const other of peers) {
              if (other === from || other.waiting.length === 0) continue
              const times = (other.passedOver.get(from) ?? 0) + 1
              other.passedOver.set(from, times)
              // Turns change places when peers come and go: twice is the most.
              expect(times).toBeLessThanOrEqual(2)
            }
          } else if (kind === "join") peers.push(peerOf(add()))
          else if (kind === "leave" && peer.present) {
            peer.present = false
            peer.pipe.incoming.ended = true
            queue.detach(peer.pipe, false)
            for (const each of peers) each.passedOver.clear()
          } else if (kind === "drop" && peer.present) {
            peer.present = false
            peer.waiting = []
            peer.pipe.incoming.ended = true
            queue.detach(peer.pipe, true)
            for (const each of peers) each.passedOver.clear()
          } else if (kind === "ask") expect(queue.canReceive()).toBe(waits)
        })
      }),
      { numRuns: 400 },
    )
  })
})

function balancer(marks: readonly number[]): { balancer: LoadBalancer; pipes: Pipe[] } {
  const balancer = new LoadBalancer()
  const pipes = marks.map((mark) => {
    const pipe = fakePipe(mark)
    pipe.owner = { onReadable: () => {}, onWritable: (which) => balancer.writable(which) }
    balancer.attach(pipe)
    return pipe
  })
  return { balancer, pipes }
}

/** Sends a message; answers the pipe that holds one more now, null when none does. */
function sendAndFind(sender: LoadBalancer, pipes: readonly Pipe[], text: string): Pipe | null {
  const before = pipes.map((pipe) => pipe.outgoing.length)
  const expected = sender.next()
  expect(sender.send(parts(text))).toBe(expected !== null)
  const grown = pipes.filter((pipe, i) => pipe.outgoing.length > before[i])
  expect(grown).toEqual(expected === null ? [] : [expected])
  return expected
}

describe("RFC 28, 30: load balancing", () => {
  it("gives each peer one message in turn", () => {
    const { balancer: sender, pipes } = balancer([10, 10, 10])
    const to: number[] = []
    for (let n = 0; n < 7; n++) {
      const pipe = sendAndFind(sender, pipes, String(n))
      to.push(pipe === null ? -1 : pipes.indexOf(pipe))
    }
    expect(to).toEqual([0, 1, 2, 0, 1, 2, 0])
  })

  it("passes over peers that are full, and takes them up again when they have room", () => {
    const { balancer: sender, pipes } = balancer([1, 4])
    for (let n = 0; n < 5; n++) expect(sender.send(parts(String(n)))).toBe(true)
    expect(pipes.map((pipe) => pipe.outgoing.length)).toEqual([1, 4])
    expect(sender.send(parts("5"))).toBe(false)
    expect(sender.canSend()).toBe(false)
    pipes[0].outgoing.read()
    expect(sender.canSend()).toBe(true)
    expect(sender.send(parts("5"))).toBe(true)
    expect(pipes[0].outgoing.length).toBe(1)
  })

  it("without a peer it cannot send", () => {
    const { balancer: sender, pipes } = balancer([1])
    sender.detach(pipes[0])
    expect([sender.canSend(), sender.send(parts("x"))]).toEqual([false, false])
    expect(pipes[0].outgoing.length).toBe(0)
  })

  it("against a model: sends exactly when a peer has room, each message to one peer, in fair shares", () => {
    const step = fc.tuple(
      fc.constantFrom("send", "send", "send", "drain", "leave", "ask"),
      fc.nat(9),
    )
    const marks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(marks, fc.array(step, { maxLength: 100 }), (marks, steps) => {
        const { balancer: sender, pipes } = balancer(marks)
        const present = new Set(pipes)
        const roomy = (pipe: Pipe): boolean => present.has(pipe) && pipe.outgoing.hasRoom()
        // How often others were chosen since this peer was, while it had room.
        const passedOver = new Map<Pipe, Map<Pipe, number>>()
        steps.forEach(([kind, which], n) => {
          const pipe = pipes[which % pipes.length]
          const before = pipes.filter(roomy)
          if (kind === "send") {
            const to = sendAndFind(sender, pipes, String(n))
            expect(to !== null).toBe(before.length > 0)
            if (to === null) return
            expect(before).toContain(to)
            passedOver.delete(to)
            for (const other of before) {
              if (other === to) continue
              const times = passedOver.get(other) ?? new Map<Pipe, number>()
              passedOver.set(other, times.set(to, (times.get(to) ?? 0) + 1))
              expect(times.get(to)).toBeLessThanOrEqual(2)
            }
          } else if (kind === "drain") while (pipe.outgoing.read() !== null);
          else if (kind === "leave" && pipes.length > 1) {
            present.delete(pipe)
            sender.detach(pipe)
            passedOver.clear()
          } else expect(sender.canSend()).toBe(before.length > 0)
        })
      }),
      { numRuns: 400 },
    )
  })
})
