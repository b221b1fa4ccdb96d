/** What purezmq/v5-compat and purezmq/draft export. */
import { describe, expect, it } from "vitest"
import { capability } from "../../src/index.js"
import * as ours from "../../src/v5-compat.js"
import { native } from "./v5.js"

describe("v5-compat", () => {
  it("exports the 84 names of npm zeromq's, and what versions 4 and 5 had besides", () => {
    const names = Object.keys(native)
    expect(names).toHaveLength(84)
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(names))
    const more = Object.keys(ours).filter((name) => !names.includes(name))
    expect(more.sort()).toEqual(["ZMQ_HWM", "events", "types"])
  })

  it("gives every constant its value", () => {
    const numbers = (names: object) =>
      Object.entries(names).filter(
        ([name, value]) => typeof value === "number" && name !== "ZMQ_HWM",
      )
    expect(Object.fromEntries(numbers(ours))).toEqual(Object.fromEntries(numbers(native)))
  })

  it("knows the options' short names, and hwm", () => {
    const { hwm, ...others } = ours.options
    expect(hwm).toBe(1)
    expect(others).toEqual(native.options)
  })

  it("has all methods and properties that npm zeromq's sockets have", () => {
    const members = Object.getOwnPropertyNames(native.Socket.prototype)
    const methods = members.filter((name) => name !== "_recv" && name !== "_send")
    expect(methods.filter((name) => !(name in ours.Socket.prototype))).toEqual([])
    expect(methods.length).toBeGreaterThan(40)
  })

  it("tells the numbers of the socket types, and the names of the events of connections", () => {
    expect(ours.types).toMatchObject({ pub: ours.ZMQ_PUB, xreq: ours.ZMQ_DEALER, stream: 11 })
    expect(ours.events[512]).toBe("disconnect")
  })

  it("makes CURVE keys of 40 characters", () => {
    const keys = ours.curveKeypair()
    expect([keys.public.length, keys.secret.length]).toEqual([40, 40])
  })

  it("has the same version as the root", () => {
    expect(ours.version).toBe(native.version)
  })

  it("keeps the context's settings, and makes no other context", () => {
    const before = [ours.Context.getMaxThreads(), ours.Context.getMaxSockets()]
    expect(before).toEqual([1, 1023])
    ours.Context.setMaxThreads(2)
    ours.Context.setMaxSockets(512)
    expect([ours.Context.getMaxThreads(), ours.Context.getMaxSockets()]).toEqual([2, 512])
    ours.Context.setMaxThreads(1)
    ours.Context.setMaxSockets(1023)
    expect(() => new ours.Context()).toThrow("Context cannot be instantiated in compatibility mode")
  })
})

describe("draft", () => {
  it("says that there are no draft sockets, as capability does", async () => {
    expect(capability.draft).toBe(false)
    await expect(import("../../src/draft.js")).rejects.toThrow("no draft sockets")
  })
})
