/** Subscribers who ask for too much, or ask and never stop. */
import { describe, expect, it } from "vitest"
import { Publisher, XPublisher } from "../../src/index.js"
import { Subscriptions } from "../../src/patterns/subscriptions.js"
import { TopicTree } from "../../src/patterns/topic-tree.js"
import { nextEvent } from "../helpers/events.js"
import { FakePeer, fakePipe } from "../helpers/fake-peer.js"
import { fence } from "../helpers/peers.js"
import { expectNoMessage } from "../helpers/quiet.js"
import { bytes, frame, RawPeer } from "../helpers/raw-peer.js"
import { flood, expectGrowth, memoryInUse, publisher, withstand } from "../helpers/siege.js"
import { bindFresh, closing, turn, until } from "../helpers/sockets.js"
import { XPubPattern } from "../../src/patterns/xpub.js"

const MIB = 1024 * 1024

function subscribe(topic: string | Buffer): Buffer {
  return frame(4, Buffer.concat([bytes('09 "SUBSCRIBE"'), Buffer.from(topic)]))
}

function cancel(topic: string | Buffer): Buffer {
  return frame(4, Buffer.concat([bytes('06 "CANCEL"'), Buffer.from(topic)]))
}

/** The same in the form of a 3.0 peer. */
function message(first: 0 | 1, topic: string): Buffer {
  return frame(0, Buffer.concat([Buffer.from([first]), Buffer.from(topic)]))
}

/** Topics from `from` on, in one piece. */
function topics(from: number, count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, i) => subscribe(`topic ${String(from + i)}`)),
  )
}

describe("RFC 29: a topic", () => {
  it.each([1, 16])("of %i MiB is subscribed to, cancelled, and left by its peer", async (mib) => {
    const topic = Buffer.alloc(mib * MIB, "t")
    const target = await publisher(new Publisher())
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      peer.write(subscribe(topic))
      await fence(peer)
      expect(target.socket.topicsCount).toBe(1)
      peer.write(cancel(topic))
      await fence(peer)
      expect(target.socket.topicsCount).toBe(0)
      peer.write(subscribe(topic))
      await fence(peer)
    })
    expect(target.socket.topicsCount).toBe(0)
  })

  it.each([
    ["commands", subscribe(""), cancel(""), 1],
    ["messages of a 3.0 peer", message(1, ""), message(0, ""), 0],
  ] as const)("of no bytes comes and goes, in %s", async (_what, asks, takesBack, minor) => {
    const target = await publisher(new Publisher())
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB", {}, minor)
      peer.write(takesBack, asks, asks)
      await fence(peer)
      expect(target.socket.topicsCount).toBe(1)
      peer.write(takesBack, takesBack)
      await fence(peer)
      expect(target.socket.topicsCount).toBe(0)
    })
  })

  it("of one byte that was part of a long one does not keep the long one's memory", async () => {
    const tree = new TopicTree<number>()
    const before = await memoryInUse()
    for (let i = 0; i < 100; i++) {
      const long = Buffer.alloc(MIB, i)
      const node = tree.add(long, 1)
      tree.add(long.subarray(0, 1), 2)
      tree.remove(node)
    }
    await expectGrowth(before, 8 * MIB)
    expect(tree.size).toBe(100)
  })

  it("of one byte that comes and goes beside a long one costs nothing for the long one's length", () => {
    const tree = new TopicTree<number>()
    tree.add(Buffer.alloc(16 * MIB, "long"), 1)
    // Were the long one copied each time, this would move 1.6 TB.
    for (let i = 0; i < 100_000; i++) tree.remove(tree.add(Buffer.from("l"), 2))
    for (let i = 1; i < 10_000; i++) tree.remove(tree.add(Buffer.alloc(i, "long"), 2))
    expect(tree.size).toBe(1)
    expect(tree.topics()[0]).toHaveLength(16 * MIB)
  })

  it("is one of 1000 behind 100 KB that all have in common: kept once, and left at once", async () => {
    const subscriptions = new Subscriptions()
    const pipe = fakePipe()
    const topic = Buffer.alloc(100_000, "common")
    const before = await memoryInUse()
    for (let i = 0; i < 1000; i++) {
      topic.writeUInt32BE(i, 99_996)
      subscriptions.add(pipe, topic)
    }
    expect(subscriptions.topics).toBe(1000)
    await expectGrowth(before, 16 * MIB)
    subscriptions.removeAll(pipe, null)
    expect(subscriptions.topics).toBe(0)
  })

  it("of 16 bytes at random takes less than a KiB of memory", async () => {
    const subscriptions = new Subscriptions()
    const pipe = fakePipe()
    const before = await memoryInUse()
    for (let i = 0; i < 50_000; i++) {
      const topic = Buffer.alloc(16)
      for (let at = 0; at < 16; at++) topic[at] = Math.floor(Math.random() * 256)
      subscriptions.add(pipe, topic)
    }
    await expectGrowth(before, 50_000 * 1024)
    subscriptions.removeAll(pipe, null)
    await expectGrowth(before, 8 * MIB)
  })
})

describe("a subscriber who never stops", () => {
  it("with one topic, a quarter of a million times, is counted once", async () => {
    const target = await publisher(new Publisher())
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      await flood(peer, Buffer.concat(Array<Buffer>(5000).fill(subscribe("a"))), 50)
      await fence(peer)
      expect(target.socket.topicsCount).toBe(1)
    })
  })

  it("with a topic that comes and goes, 100 000 times, leaves nothing", async () => {
    const target = await publisher(new Publisher())
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      const both = Buffer.concat([subscribe("a"), cancel("a")])
      await flood(peer, Buffer.concat(Array<Buffer>(5000).fill(both)), 20)
      await fence(peer)
      expect(target.socket.topicsCount).toBe(0)
    })
  })

  it("with new topics is disconnected after as many as it may have, and all of them are forgotten", async () => {
    const target = await publisher(new Publisher({ maxSubscriptions: 100_000 }))
    await withstand(target, async (attackers) => {
      const failed = nextEvent(target.socket, "handshake:error:protocol")
      const peer = await attackers.admitted("SUB")
      for (let from = 0; from < 100_000; from += 10_000) peer.write(topics(from, 10_000))
      await fence(peer)
      expect(target.socket.topicsCount).toBe(100_000)
      peer.write(subscribe("topic 7"))
      await fence(peer)
      peer.write(subscribe("one more"))
      expect(String((await failed).error.cause)).toContain("more than 100000 subscriptions")
      await peer.untilClosed()
      // Little by little: a turn of the loop has no time for all of them.
      const left = target.socket.topicsCount
      expect(left).toBeGreaterThan(50_000)
      await turn()
      expect(target.socket.topicsCount).toBeLessThan(left)
      expect(target.socket.topicsCount).toBeGreaterThan(0)
      await until(() => target.socket.topicsCount === 0, "all topics to be forgotten")
    })
  })

  it("tells an XPUB's program of the end of each topic when it has left, and lets others subscribe meanwhile", async () => {
    const target = await publisher(new XPublisher({ receiveHighWaterMark: 0 }))
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      peer.write(topics(0, 20_000))
      await fence(peer)
      const other = await attackers.admitted("SUB")
      const gone = nextEvent(target.socket, "disconnect")
      peer.socket.destroy()
      await gone
      expect(target.socket.topicsCount).toBeGreaterThan(10_000)
      other.write(subscribe("topic 19999"))
      await fence(other)
      await until(() => target.socket.topicsCount === 1, "the topics of one to be forgotten")
      const known = new Set<string>()
      for (let cancelled = 0; cancelled < 19_999;) {
        const [form] = await target.socket.receive()
        const topic = String(form.subarray(1))
        if (!topic.startsWith("topic ")) continue
        if (form[0] === 1) known.add(topic)
        else {
          cancelled += 1
          expect(known.delete(topic)).toBe(true)
        }
      }
      expect([...known]).toEqual(["topic 19999"])
    })
  })
})

describe("maxSubscriptions", () => {
  it("counts a topic once for each KiB it has begun", async () => {
    const target = await publisher(new Publisher({ maxSubscriptions: 10 }))
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      peer.write(subscribe("x".repeat(9 * 1024 - 1)), subscribe("y"))
      await fence(peer)
      peer.write(cancel("y"), subscribe("z"))
      await fence(peer)
      const gone = nextEvent(target.socket, "disconnect")
      peer.write(subscribe("y"))
      await gone
      await peer.untilClosed()
    })
  })

  it("is for each peer, can be changed while there are peers, and 0 is no limit", async () => {
    const target = await publisher(new Publisher({ maxSubscriptions: 3 }))
    await withstand(target, async (attackers) => {
      const [one, other] = [await attackers.admitted("SUB"), await attackers.admitted("SUB")]
      one.write(topics(0, 3))
      other.write(topics(3, 3))
      await Promise.all([fence(one), fence(other)])
      expect(target.socket.topicsCount).toBe(6)
      target.socket.maxSubscriptions = 0
      one.write(topics(6, 1000))
      await fence(one)
      expect(target.socket.topicsCount).toBe(1006)
      target.socket.maxSubscriptions = 3
      other.write(subscribe("topic 9999"))
      await other.untilClosed()
      expect(one.closed).toBe(false)
    })
  })

  it("with manual counts what the peers ask for", async () => {
    const socket = closing(new XPublisher({ maxSubscriptions: 3, manual: true }))
    const peer = await RawPeer.handshake(await bindFresh(socket), "SUB")
    const failed = nextEvent(socket, "handshake:error:protocol")
    peer.write(topics(0, 3))
    for (let i = 0; i < 3; i++) await socket.receive()
    peer.write(topics(3, 1))
    await failed
    await peer.untilClosed()
  })

  it("several in one message: none behind the one too many is obeyed", () => {
    const pattern = new XPubPattern({
      noDrop: false,
      invertMatching: false,
      verbosity: null,
      manual: false,
      manualLastValue: false,
      welcomeMessage: null,
      onlyFirstSubscribe: false,
      maxSubscriptions: 2,
      receiveHighWaterMark: 0,
    })
    const peer = new FakePeer(pattern)
    pattern.refuse = () => {
      peer.leave()
      return true
    }
    peer.say("\u0001a", "\u0001b", "\u0001c", "\u0001d", "\u0001e")
    expect(pattern.topics).toBe(0)
  })
})

describe("an XPUB whose program does not read", () => {
  it("holds back who sends it messages, at its high-water mark, and reads on when they are read", async () => {
    const target = await publisher(new XPublisher({ receiveHighWaterMark: 10 }))
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      const each = frame(0, Buffer.alloc(1000, "m"))
      const before = target.socket.statistics().bytesReceived
      peer.socket.write(Buffer.concat(Array<Buffer>(20_000).fill(each)))
      await until(() => target.socket.readable, "the first message")
      for (let i = 0; i < 100; i++) await turn()
      // Twice the mark, in and behind the pattern, and what came with the last of them.
      const taken = target.socket.statistics().bytesReceived - before
      expect(taken).toBeLessThan(20 * each.length + 3 * 65_536)
      let count = 0
      while (count < 20_000) {
        const [first] = await target.socket.receive()
        if (first.length === 1000) count += 1
      }
    })
  })

  it("obeys more subscriptions than its high-water mark, and shows each", async () => {
    const target = await publisher(new XPublisher({ receiveHighWaterMark: 10 }))
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      peer.write(topics(0, 1000))
      await fence(peer)
      expect(target.socket.topicsCount).toBe(1000)
      let shown = 0
      while (shown < 1000) {
        if (String((await target.socket.receive())[0]).startsWith("\u0001topic ")) shown += 1
      }
      while (target.socket.readable) await target.socket.receive()
      await expectNoMessage(target.socket)
    })
  })

  it("holds back who subscribes and cancels without end", async () => {
    const target = await publisher(new XPublisher({ maxSubscriptions: 50 }))
    await withstand(target, async (attackers) => {
      const peer = await attackers.admitted("SUB")
      const both = Buffer.concat([subscribe("a"), cancel("a")])
      const before = target.socket.statistics().bytesReceived
      peer.write(Buffer.concat(Array<Buffer>(100_000).fill(both)))
      await until(() => target.socket.readable, "the first")
      for (let i = 0; i < 100; i++) await turn()
      // Of 2.3 MB: what is shown, what the lane holds, and what came with the last of that.
      expect(target.socket.statistics().bytesReceived - before).toBeLessThan(400_000)
      let shown = 0
      // Not one is lost for that.
      while (shown < 200_000) {
        if (/^[\u0000\u0001]a$/.test(String((await target.socket.receive())[0]))) shown += 1
      }
    })
  })
})
