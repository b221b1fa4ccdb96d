import { describe, expect, it } from "vitest"
import { Pull, Push } from "../../src/index.js"
import { nextEvent, recordEvents } from "../helpers/events.js"
import { expectNoMessage, expectNoRoom, fill, pass, QUIET_MS } from "../helpers/quiet.js"
import { bytes, frame, RawListener, RawPeer } from "../helpers/raw-peer.js"
import {
  bindFresh,
  closing,
  receiveTexts,
  TRANSPORTS,
  unboundEndpoint,
  until,
} from "../helpers/sockets.js"

/** The untyped send or receive that JavaScript can reach on every socket. */
const untyped = (socket: Push | Pull) =>
  socket as unknown as { send(message: string): Promise<void>; receive(): Promise<Buffer[]> }

describe.each(TRANSPORTS)("PUSH and PULL over %s", (transport) => {
  it("RFC 30: PULL SHALL receive from its peers by fair queueing", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, transport)
    const names = ["a", "b", "c", "d", "e"]
    for (const name of names) {
      const push = new Push()
      const gone = transport === "inproc" ? null : nextEvent(pull, "disconnect")
      push.connect(endpoint)
      await push.send(`${name}1`)
      await push.send(`${name}2`)
      // Everything has to be here before the first is taken; it is when the connection has ended.
      push.close()
      await gone
    }
    const received = (await receiveTexts(pull, 10)).map(([text]) => text)
    expect(received.slice(0, 5).sort()).toEqual(names.map((name) => `${name}1`))
    expect(received.slice(5).sort()).toEqual(names.map((name) => `${name}2`))
  })

  it("RFC 30: PUSH SHALL distribute to its peers by round-robin", async () => {
    const push = closing(new Push())
    const endpoint = await bindFresh(push, transport)
    const pulls = [new Pull(), new Pull(), new Pull()]
    for (const pull of pulls) {
      closing(pull)
      const shaken = transport === "inproc" ? null : nextEvent(push, "handshake")
      pull.connect(endpoint)
      await shaken
    }
    for (let i = 0; i < 9; i++) await push.send(String(i))
    for (const [i, pull] of pulls.entries()) {
      expect(await receiveTexts(pull, 3)).toEqual([[String(i)], [String(i + 3)], [String(i + 6)]])
    }
  })

  it("RFC 30: PUSH SHALL block on sending when it has no peer", async () => {
    const push = closing(new Push({ sendTimeout: 0 }))
    await push.bind(await unboundEndpoint(transport, () => new Push()).then((endpoint) => endpoint))
    expect(push.writable).toBe(false)
    await expect(push.send("x")).rejects.toMatchObject({ code: "EAGAIN" })
    push.sendTimeout = 30
    const began = performance.now()
    await expect(push.send("x")).rejects.toMatchObject({ code: "EAGAIN" })
    expect(performance.now() - began).toBeGreaterThan(25)
    // A send that waits is done when somebody comes.
    push.sendTimeout = -1
    const sending = push.send("waited")
    const pull = closing(new Pull())
    pull.connect(push.lastEndpoint!)
    await sending
    expect(await receiveTexts(pull)).toEqual([["waited"]])
  })

  it("RFC 30: PUSH SHALL NOT discard messages that it cannot queue", async () => {
    const push = closing(new Push({ sendHighWaterMark: 2 }))
    const pull = closing(new Pull({ receiveHighWaterMark: 2 }))
    push.connect(await bindFresh(pull, transport))
    const sent = Array.from({ length: 100 }, (_, i) => [String(i), "x".repeat(50_000)])
    const sending = (async () => {
      for (const message of sent) await push.send(message)
    })()
    for (const message of sent) expect(await receiveTexts(pull)).toEqual([message])
    await sending
    await expectNoMessage(pull)
  })

  it("RFC 30: a peer that is full is skipped, and only when all are full PUSH blocks", async () => {
    const push = closing(new Push({ sendHighWaterMark: 1 }))
    const endpoint = await bindFresh(push, transport)
    const full = closing(new Pull({ receiveHighWaterMark: 1 }))
    const shaken = transport === "inproc" ? null : nextEvent(push, "handshake")
    full.connect(endpoint)
    await shaken
    // Large enough for the buffers of the operating system to be full soon.
    const large = Buffer.alloc(1_000_000, "x")
    let taken = 0
    do {
      taken = await fill(push, 100, () => large)
      await pass(20)
    } while (taken > 0)
    await expectNoRoom(push)
    const reader = closing(new Pull())
    const shakenToo = transport === "inproc" ? null : nextEvent(push, "handshake")
    reader.connect(endpoint)
    await shakenToo
    for (let i = 0; i < 5; i++) {
      await push.send(`past ${String(i)}`)
      expect(await receiveTexts(reader)).toEqual([[`past ${String(i)}`]])
    }
  })

  it.each([true, false])(
    "RFC 30: a send that waits is not given to a peer that leaves, but to the next with room (bound: %s)",
    async (binds) => {
      const push = closing(new Push({ sendHighWaterMark: 1, immediate: true }))
      const leaves = closing(new Pull({ receiveHighWaterMark: 1 }))
      const stays = closing(new Pull({ receiveHighWaterMark: 1 }))
      if (binds) {
        const endpoint = await bindFresh(push, transport)
        leaves.connect(endpoint)
        stays.connect(endpoint)
      } else {
        push.connect(await bindFresh(leaves, transport))
        push.connect(await bindFresh(stays, transport))
      }
      await until(() => push.peers.length === 2, "both peers")
      // The operating system takes some in, and more as they arrive.
      while ((await fill(push, 1000, () => Buffer.alloc(1_000_000))) > 0) await pass(QUIET_MS)

      let isSent = false
      const sending = push.send("at last").then(() => (isSent = true))
      leaves.close()
      await until(() => push.peers.length === 1, "the peer to leave")
      await pass(QUIET_MS)
      expect(isSent).toBe(false)
      let part: Buffer
      do [part] = await stays.receive()
      while (part.length > 100)
      expect(String(part)).toBe("at last")
      await sending
    },
  )

  it("RFC 30: messages queued at close are delivered before the connection ends", async () => {
    const pull = closing(new Pull())
    const push = new Push()
    push.connect(await bindFresh(pull, transport))
    for (let i = 0; i < 100; i++) await push.send([String(i), "x".repeat(10_000)])
    push.close()
    const received = (await receiveTexts(pull, 100)).map(([text]) => text)
    expect(received).toEqual(Array.from({ length: 100 }, (_, i) => String(i)))
  })

  it("RFC 30: what is sent before the PULL is bound waits for it, in order", async () => {
    const endpoint = await unboundEndpoint(transport, () => new Pull())
    const push = closing(new Push({ reconnectInterval: 5 }))
    push.connect(endpoint)
    for (let i = 0; i < 100; i++) await push.send(String(i))
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    const received = (await receiveTexts(pull, 100)).map(([text]) => text)
    expect(received).toEqual(Array.from({ length: 100 }, (_, i) => String(i)))
  })

  it("a message of many parts arrives as it was sent", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull, transport))
    const parts = Array.from({ length: 10 }, (_, i) => String(i))
    await push.send(parts)
    expect(await receiveTexts(pull)).toEqual([parts])
  })

  it("a message whose peer goes in its middle is seen whole or not at all", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 1 }))
    const endpoint = await bindFresh(pull, transport)
    const tail = Buffer.alloc(4 * 1024 * 1024, "x")
    const receiving = (async () => {
      const numbers: number[] = []
      for await (const message of pull) {
        expect(message).toHaveLength(3)
        expect(message[0]).toEqual(message[1])
        expect(message[2].length).toBe(tail.length)
        numbers.push(Number(message[0]))
        if (numbers.at(-1) === 99) return numbers
      }
      return numbers
    })()
    for (let i = 0; i < 5; i++) {
      const push = new Push({ sendHighWaterMark: 1, linger: 0 })
      push.connect(endpoint)
      await push.send([String(2 * i), String(2 * i), tail])
      await push.send([String(2 * i + 1), String(2 * i + 1), tail])
      push.close()
    }
    const last = closing(new Push())
    last.connect(endpoint)
    await last.send(["99", "99", tail])
    const numbers = await receiving
    expect(numbers.at(-1)).toBe(99)
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})

describe("PUSH and PULL", () => {
  it("RFC 30: PUSH cannot receive, PULL cannot send: ENOTSUP", async () => {
    const push = closing(new Push())
    const pull = closing(new Pull())
    push.connect(await bindFresh(pull))
    await expect(untyped(push).receive()).rejects.toMatchObject({ code: "ENOTSUP" })
    await expect(untyped(pull).send("x")).rejects.toMatchObject({ code: "ENOTSUP" })
    // Not even when the event loop has to be given a turn first.
    for (let i = 0; i < 600; i++) void push.send("x")
    await expect(untyped(push).receive()).rejects.toMatchObject({ code: "ENOTSUP" })
  })

  it("RFC 30: what a PULL sends all the same is dropped by PUSH", async () => {
    const push = closing(new Push())
    const peer = await RawPeer.handshake(await bindFresh(push), "PULL")
    for (let i = 0; i < 3000; i++) peer.write(frame(0, "noise"))
    await push.send("x")
    expect(await peer.take(3)).toEqual(bytes('00 01 "x"'))
    peer.write(frame(4, bytes('04 "PING" 00 00')))
    expect(await peer.take(7)).toEqual(bytes('04 05 04 "PONG"'))
  })

  it("RFC 30: the queue of an accepted peer is destroyed when it disconnects", async () => {
    const push = closing(new Push({ sendHighWaterMark: 1 }))
    const endpoint = await bindFresh(push)
    const peer = await RawPeer.handshake(endpoint, "PULL")
    peer.socket.pause()
    const large = Buffer.alloc(8_000_000, "x")
    await push.send(large)
    while ((await fill(push, 10, () => large)) > 0) await pass(10)
    const gone = nextEvent(push, "disconnect")
    peer.socket.resetAndDestroy()
    await gone
    await expectNoRoom(push)
    const next = await RawPeer.handshake(endpoint, "PULL")
    await push.send("fresh")
    expect(await next.take(7)).toEqual(bytes('00 05 "fresh"'))
  })

  it("RFC 30: the queue of a dialled peer is kept when it disconnects", async () => {
    const listener = await RawListener.listen()
    const push = closing(new Push({ reconnectInterval: 5 }))
    const gone = nextEvent(push, "disconnect")
    push.connect(listener.endpoint)
    const first = await listener.accept()
    await first.shakeHands("PULL")
    first.socket.destroy()
    await gone
    await push.send("one")
    await push.send("two")
    const second = await listener.accept()
    await second.shakeHands("PULL")
    expect(await second.take(10)).toEqual(bytes('00 03 "one" 00 03 "two"'))
  })

  it("of 20 000 messages to a PULL that comes and goes none arrives twice, and all in order", async () => {
    const endpoint = await unboundEndpoint("tcp", () => new Pull())
    const push = closing(new Push({ reconnectInterval: 1 }))
    const events = recordEvents(push)
    push.connect(endpoint)
    const count = 20_000
    const state = { allSent: false }
    const sending = (async () => {
      for (let i = 0; i < count; i++) await push.send(String(i))
      await push.drained()
      state.allSent = true
    })()
    const received: number[] = []
    let over = false
    while (!over) {
      const pull = new Pull()
      await pull.bind(endpoint)
      // Each of them takes a share, and leaves with messages under way.
      const share = 3000
      for (let i = 0; i < share && !over; i++) {
        // What was under way when a PULL left is lost, so none in particular can be waited for.
        const message = await pull.receive({ timeout: 50 }).catch(() => null)
        if (message !== null) received.push(Number(message[0]))
        else if (state.allSent) over = true
      }
      pull.linger = 0
      pull.close()
    }
    await sending
    const sorted = [...received].sort((a, b) => a - b)
    expect(received).toEqual(sorted)
    expect(new Set(received).size).toBe(received.length)
    expect(received.length).toBeGreaterThan(3000)
    await until(() => events.some(({ type }) => type === "disconnect"), "a disconnect")
  })
})
