/**
 * What depends on the platform or the runtime, tried here by claiming to be on another one: the library asks
 * when it is loaded.
 */
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished, vi } from "vitest"
import type * as library from "../../src/index.js"
import { closing, texts } from "../helpers/sockets.js"

type Library = typeof library

/** The library, loaded anew on `platform`. */
async function loadOn(platform: NodeJS.Platform): Promise<Library> {
  const own = Object.getOwnPropertyDescriptor(process, "platform") ?? {}
  vi.resetModules()
  Object.defineProperty(process, "platform", { ...own, value: platform })
  try {
    return await import("../../src/index.js")
  } finally {
    Object.defineProperty(process, "platform", own)
    onTestFinished(() => void vi.resetModules())
  }
}

it("on Windows, where no memory is shared for reading, messages of all sizes arrive", async () => {
  const { Pair } = await loadOn("win32")
  const a = closing(new Pair())
  const b = closing(new Pair())
  await a.bind("tcp://127.0.0.1:*")
  b.connect(a.lastEndpoint!)
  const big = Buffer.alloc(1_000_000, "big")
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    await from.send(["small", big])
    const [small, received] = await to.receive()
    expect(texts([small])).toEqual(["small"])
    expect(received.equals(big)).toBe(true)
  }
})

it("on Windows there is no ipc: EPROTONOSUPPORT, and capability says so", async () => {
  const { capability, Pull, Push } = await loadOn("win32")
  expect(capability.ipc).toBe(false)
  const pull = closing(new Pull())
  const push = closing(new Push())
  const refusal = expect.objectContaining({ code: "EPROTONOSUPPORT" }) as Error
  await expect((async () => pull.bind("ipc://*"))()).rejects.toEqual(refusal)
  expect(() => push.connect("ipc:///tmp/name")).toThrow(refusal)
})

it("where there is no abstract name space, ipc://@name is a file", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "purezmq-test-")))
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  })
  const { Pull, Push } = await loadOn("darwin")
  const pull = closing(new Pull())
  const push = closing(new Push())
  await pull.bind("ipc://@name")
  expect(existsSync(join(folder, "@name"))).toBe(true)
  push.connect("ipc://@name")
  await push.send("over")
  expect(texts(await pull.receive())).toEqual(["over"])
  await pull.unbind("ipc://@name")
})
