import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { Pair, Pull, Push } from "../../src/index.js"
import { Child } from "../helpers/children.js"
import { nextEvent } from "../helpers/events.js"
import { bindFresh, closing, freshEndpoint, receiveTexts } from "../helpers/sockets.js"

const isLinux = process.platform === "linux"
if (!isLinux) console.log("tests of abstract names are skipped: only Linux has them")
const LONGEST = isLinux ? 107 : 103

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "purezmq-test-"))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function bounce(a: Pair, b: Pair): Promise<void> {
  await a.send("there")
  expect(await receiveTexts(b)).toEqual([["there"]])
  await b.send("back")
  expect(await receiveTexts(a)).toEqual([["back"]])
}

/** A socket file whose owner was killed. */
async function staleFile(): Promise<string> {
  const path = join(folder(), "stale")
  const child = new Child("listen-and-wait.ts", path)
  await child.untilSays("listening")
  await child.kill()
  expect(lstatSync(path).isSocket()).toBe(true)
  return path
}

for (const how of ["bind", "bindSync"] as const) {
  describe(`ipc ${how}`, () => {
    it("two sockets meet at a path, which is gone when the one that bound it closes", async () => {
      const path = join(folder(), "socket")
      const a = closing(new Pair())
      const b = closing(new Pair())
      await a[how](`ipc://${path}`)
      expect(a.lastEndpoint).toBe(`ipc://${path}`)
      expect(lstatSync(path).isSocket()).toBe(true)
      b.connect(`ipc://${path}`)
      await bounce(a, b)
      a.close()
      expect(existsSync(path)).toBe(false)
    })

    it("a path of our choice is made for *, and removed afterwards", async () => {
      const a = closing(new Pair())
      const b = closing(new Pair())
      await a[how]("ipc://*")
      const endpoint = a.lastEndpoint!
      expect(endpoint).toMatch(/^ipc:\/\/.*\/socket$/)
      b.connect(endpoint)
      await bounce(a, b)
      await a.unbind(endpoint)
      expect(existsSync(endpoint.slice("ipc://".length))).toBe(false)
      expect(existsSync(join(endpoint.slice("ipc://".length), ".."))).toBe(false)
    })

    it("a socket file that nobody listens on is replaced", async () => {
      const path = await staleFile()
      const a = closing(new Pair())
      const b = closing(new Pair())
      await a[how](`ipc://${path}`)
      b.connect(`ipc://${path}`)
      await bounce(a, b)
    })

    it("a socket file that somebody listens on is not touched: EADDRINUSE", async () => {
      const a = closing(new Pair())
      const b = closing(new Pair())
      const thief = closing(new Pair())
      const endpoint = await bindFresh(a, "ipc")
      const failed = nextEvent(thief, "bind:error")
      const error = { code: "EADDRINUSE", address: endpoint }
      await expect((async () => thief[how](endpoint))()).rejects.toMatchObject(error)
      expect((await failed).address).toBe(endpoint.slice("ipc://".length))
      b.connect(endpoint)
      await bounce(a, b)
    })

    it("a file, a folder or a link that lies in the way is not touched: EADDRINUSE", async () => {
      const place = folder()
      const file = join(place, "file")
      writeFileSync(file, "precious")
      const directory = join(place, "directory")
      mkdirSync(directory)
      const link = join(place, "link")
      symlinkSync(file, link)
      const dangling = join(place, "dangling")
      symlinkSync(join(place, "nothing"), dangling)
      const pull = closing(new Pull())
      for (const path of [file, directory, link, dangling]) {
        await expect((async () => pull[how](`ipc://${path}`))()).rejects.toMatchObject({
          code: "EADDRINUSE",
        })
      }
      expect(readFileSync(file, "utf8")).toBe("precious")
      expect(lstatSync(link).isSymbolicLink()).toBe(true)
      expect(lstatSync(dangling).isSymbolicLink()).toBe(true)
    })

    it("a folder that is not there is ENOENT", async () => {
      const pull = closing(new Pull())
      const endpoint = `ipc://${join(folder(), "none", "socket")}`
      await expect((async () => pull[how](endpoint))()).rejects.toMatchObject({
        code: "ENOENT",
        address: endpoint,
      })
    })

    it("a path too long for the operating system is ENAMETOOLONG, the longest is fine", async () => {
      const pull = closing(new Pull())
      const push = closing(new Push())
      const place = folder()
      const longest = `${place}/${"x".repeat(LONGEST - place.length - 1)}`
      await expect((async () => pull[how](`ipc://${longest}x`))()).rejects.toMatchObject({
        code: "ENAMETOOLONG",
        message: "File name too long",
      })
      expect(() => push.connect(`ipc://${longest}x`)).toThrow(
        expect.objectContaining({ code: "ENAMETOOLONG" }),
      )
      await pull[how](`ipc://${longest}`)
      push.connect(`ipc://${longest}`)
      await push.send("x")
      expect(await receiveTexts(pull)).toEqual([["x"]])
    })

    it.runIf(isLinux)("names in the abstract space leave no file", async () => {
      const a = closing(new Pair())
      const b = closing(new Pair())
      const endpoint = `ipc://@${freshEndpoint("inproc").slice("inproc://".length)}`
      await a[how](endpoint)
      expect(a.lastEndpoint).toBe(endpoint)
      b.connect(endpoint)
      await bounce(a, b)
      const other = closing(new Pair())
      await expect((async () => other[how](endpoint))()).rejects.toMatchObject({
        code: "EADDRINUSE",
      })
      await a.unbind(endpoint)
      await other[how](endpoint)
    })

    it("a path with a zero byte is EINVAL", async () => {
      const pull = closing(new Pull())
      await expect((async () => pull[how]("ipc://a\0b"))()).rejects.toMatchObject({
        code: "EINVAL",
      })
      expect(() => pull.connect("ipc://a\0b")).toThrow(expect.objectContaining({ code: "EINVAL" }))
    })

    it("an abstract name of no bytes is EINVAL", async () => {
      const pull = closing(new Pull())
      await expect((async () => pull[how]("ipc://@"))()).rejects.toMatchObject({ code: "EINVAL" })
      expect(() => pull.connect("ipc://@")).toThrow(expect.objectContaining({ code: "EINVAL" }))
    })
  })
}

describe("ipc", () => {
  it("whoever binds the path next gets the peer and what it has queued", async () => {
    const endpoint = freshEndpoint("ipc")
    const first = new Push()
    await first.bind(endpoint)
    const pull = closing(new Pull({ reconnectInterval: 5 }))
    pull.connect(endpoint)
    await first.send("42")
    expect(await receiveTexts(pull)).toEqual([["42"]])
    first.close()
    const second = closing(new Push())
    await second.bind(endpoint)
    await second.send("43")
    expect(await receiveTexts(pull)).toEqual([["43"]])
  })

  it("a path where nobody listens is tried again", async () => {
    const push = closing(new Push({ reconnectInterval: 5 }))
    const endpoint = freshEndpoint("ipc")
    const retried = nextEvent(push, "connect:retry")
    push.connect(endpoint)
    await retried
    const pull = closing(new Pull())
    await pull.bind(endpoint)
    await push.send("x")
    expect(await receiveTexts(pull)).toEqual([["x"]])
  })

  it("the path in use is free again when its socket has unbound", async () => {
    const pull = closing(new Pull())
    const endpoint = await bindFresh(pull, "ipc")
    pull.unbindSync(endpoint)
    await pull.bind(endpoint)
    await expect(pull.unbind("ipc://*")).rejects.toMatchObject({ code: "ENOENT" })
    await pull.unbind(endpoint)
  })
})
