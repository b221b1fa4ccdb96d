import { createHash } from "node:crypto"
import { PassThrough, Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { describe, expect, it } from "vitest"
import {
  duplexOf,
  readableFrom,
  webReadableFrom,
  webWritableTo,
  writableTo,
} from "../../src/adapters/streams.js"
import { Dealer, Pair, Pull, Push } from "../../src/index.js"
import { bindFresh, closing, texts, until } from "../helpers/sockets.js"

/** A PUSH and the PULL it is connected to. */
async function pushAndPull(): Promise<{ push: Push; pull: Pull }> {
  const pull = closing(new Pull())
  const push = closing(new Push())
  push.connect(await bindFresh(pull))
  await push.connected()
  return { push, pull }
}

describe("writableTo", () => {
  it("sends its chunks as messages, in order; end waits until all is sent, and closes the socket", async () => {
    const { push, pull } = await pushAndPull()
    const numbers = Array.from({ length: 5000 }, (_, i) => String(i))
    const writing = pipeline(Readable.from(numbers), writableTo(push))
    for (const number of numbers) expect(texts(await pull.receive())).toEqual([number])
    await writing
    expect(push.closed).toBe(true)
  })

  it("holds its source back while the socket has no room", async () => {
    const push = closing(new Push({ sendHighWaterMark: 1, linger: 0 }))
    push.connect("inproc://nobody-is-there")
    const stream = writableTo(push, { highWaterMark: 2 })
    const accepted = ["a", "b", "c", "d"].map((text) => stream.write(text))
    expect(accepted).toEqual([true, false, false, false])
    stream.destroy()
    await until(() => push.closed, "the socket to close")
  })

  it("leaves the socket open when told to", async () => {
    const { push, pull } = await pushAndPull()
    await pipeline(Readable.from(["x"]), writableTo(push, { autoClose: false }))
    expect(push.closed).toBe(false)
    await push.send("y")
    expect(texts(await pull.receive())).toEqual(["x"])
    expect(texts(await pull.receive())).toEqual(["y"])
  })

  it("is destroyed by an error of the socket", async () => {
    const { push } = await pushAndPull()
    const stream = writableTo(push)
    push.close()
    const failed = new Promise((resolve) => stream.once("error", resolve))
    stream.write("x")
    expect(await failed).toMatchObject({ code: "EBADF" })
  })
})

describe("readableFrom", () => {
  it("gives messages as chunks, and ends when the socket is closed", async () => {
    const { push, pull } = await pushAndPull()
    await push.send(["a", "b"])
    await push.send("")
    const chunks: Buffer[][] = []
    for await (const chunk of readableFrom(pull)) {
      chunks.push(chunk as Buffer[])
      if (chunks.length === 2) pull.close()
    }
    expect(chunks.map(texts)).toEqual([["a", "b"], [""]])
  })

  it("closes the socket when it is destroyed", async () => {
    const { pull } = await pushAndPull()
    const stream = readableFrom(pull)
    stream.resume()
    stream.destroy()
    await until(() => pull.closed, "the socket to close")
  })

  it("takes no more than it holds while nobody reads it", async () => {
    const { push, pull } = await pushAndPull()
    const stream = readableFrom(pull, { highWaterMark: 2 })
    await push.sendMany(Array.from({ length: 100 }, () => "x"))
    stream.once("readable", () => {})
    await until(() => pull.statistics().messagesReceived === 100, "all to come")
    expect(pull.statistics().unread).toBeGreaterThan(50)
    stream.destroy()
  })

  it("is a stream of bytes when flat: a file goes through as it is, empty parts are nothing", async () => {
    const { push, pull } = await pushAndPull()
    const file = Buffer.alloc(3_000_000, "some text, again and again ")
    const hash = createHash("sha256")
    const target = new PassThrough()
    const sending = (async () => {
      await push.send("")
      await pipeline(
        Readable.from([file.subarray(0, 1_000_000), file.subarray(1_000_000)]),
        writableTo(push),
      )
    })()
    const stream = readableFrom(pull, { flat: true })
    stream.pipe(target)
    let bytes = 0
    for await (const chunk of target) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes === file.length) break
    }
    await sending
    stream.destroy()
    expect(hash.digest("hex")).toBe(createHash("sha256").update(file).digest("hex"))
  })
})

describe("duplexOf", () => {
  it("reads and writes one socket", async () => {
    const one = closing(new Pair())
    const other = closing(new Pair())
    other.connect(await bindFresh(one))
    const stream = duplexOf(one)
    stream.write(["to", "other"])
    expect(texts(await other.receive())).toEqual(["to", "other"])
    await other.send("to one")
    const [chunk] = (await stream.iterator({ destroyOnReturn: false }).next()).value as Buffer[]
    expect(chunk.toString()).toBe("to one")
    stream.destroy()
    await until(() => one.closed, "the socket to close")
  })
})

describe("the web's streams", () => {
  it("pass messages, and close their sockets", async () => {
    const pull = closing(new Pull())
    const push = closing(new Push())
    push.connect(await bindFresh(pull))
    const writer = webWritableTo(push).getWriter()
    const reader = webReadableFrom(pull).getReader()
    for (let i = 0; i < 100; i++) await writer.write([String(i), "x"])
    for (let i = 0; i < 100; i++) {
      const { value } = await reader.read()
      expect(texts(value!)).toEqual([String(i), "x"])
    }
    await writer.close()
    expect(push.closed).toBe(true)
    await reader.cancel()
    expect(pull.closed).toBe(true)
  })

  it("reading ends when the socket is closed", async () => {
    const dealer = closing(new Dealer())
    const reader = webReadableFrom(dealer).getReader()
    const reading = reader.read()
    dealer.close()
    expect((await reading).done).toBe(true)
  })

  it("abort gives up what waits, and closes", async () => {
    const push = closing(new Push({ linger: 0 }))
    const writer = webWritableTo(push).getWriter()
    const writing = writer.write("nobody is there")
    const reason = new Error("no longer wanted")
    await writer.abort(reason)
    await expect(writing).rejects.toBe(reason)
    expect(push.closed).toBe(true)
  })
})
