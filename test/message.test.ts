import { describe, expect, it } from "vitest"
import { COPIED_BYTES, EMPTY, owned, toMessage, type Message } from "../src/message.js"

describe("what a user gives to send becomes", () => {
  const shared = new SharedArrayBuffer(3)
  new Uint8Array(shared).set([1, 2, 3])

  it.each<[string, unknown, Buffer[]]>([
    ["text: UTF-8", "zß水🍌", [Buffer.from("zß水🍌", "utf8")]],
    ["empty text", "", [EMPTY]],
    ["a Buffer", Buffer.from([1, 2]), [Buffer.from([1, 2])]],
    ["a Uint8Array", new Uint8Array([1, 2]), [Buffer.from([1, 2])]],
    ["part of an ArrayBuffer", new Uint8Array([1, 2, 3, 4]).subarray(1, 3), [Buffer.from([2, 3])]],
    ["a Uint16Array: its bytes", new Uint16Array([0x0101, 0x0202]), [Buffer.from([1, 1, 2, 2])]],
    ["a DataView", new DataView(new Uint8Array([5, 6]).buffer, 1), [Buffer.from([6])]],
    ["an ArrayBuffer", new Uint8Array([7, 8]).buffer, [Buffer.from([7, 8])]],
    ["a SharedArrayBuffer", shared, [Buffer.from([1, 2, 3])]],
    ["null: an empty part", null, [EMPTY]],
    ["a number: text", 12.5, [Buffer.from("12.5")]],
    ["a bigint: text", 2n ** 70n, [Buffer.from("1180591620717411303424")]],
    ["a boolean: text", false, [Buffer.from("false")]],
    ["no parts: one empty part", [], [EMPTY]],
    [
      "parts of all kinds",
      ["a", Buffer.from("b"), null, 1, true],
      [Buffer.from("a"), Buffer.from("b"), EMPTY, Buffer.from("1"), Buffer.from("true")],
    ],
  ])("%s", (_what, given, message) => {
    expect(toMessage(given)).toEqual(message)
  })

  it("a view of the buffer that was given: nothing is copied", () => {
    const bytes = new Uint8Array(1000)
    const [part] = toMessage(bytes)
    bytes[5] = 42
    expect(part[5]).toBe(42)
    const buffer: Buffer = Buffer.from("same")
    expect(toMessage(buffer)[0] === buffer).toBe(true)
    expect(toMessage([buffer])[0] === buffer).toBe(true)
  })

  it("a symbol has no text: a TypeError, at the top or among parts", () => {
    expect(() => toMessage(Symbol("s"))).toThrow(TypeError)
    expect(() => toMessage(["a", Symbol("s")])).toThrow(TypeError)
  })

  it("the array that was given stays as it was", () => {
    const given = ["a", 1]
    const message = toMessage(given)
    message.push(EMPTY)
    expect(given).toEqual(["a", 1])
  })
})

describe("a message that is kept after send has returned", () => {
  it("copies parts up to 128 bytes, so that a scratch buffer can be used again", () => {
    const scratch: Buffer = Buffer.alloc(COPIED_BYTES, 1)
    const kept = owned([scratch, scratch.subarray(0, 1)])
    scratch.fill(2)
    expect(kept).toEqual([Buffer.alloc(COPIED_BYTES, 1), Buffer.alloc(1, 1)])
  })

  it("refers to larger parts, as the native binding does", () => {
    const large: Buffer = Buffer.alloc(COPIED_BYTES + 1)
    expect(owned([large])[0]).toBe(large)
  })

  it("is a list of its own", () => {
    const message: Message = [Buffer.from("a")]
    const kept = owned(message)
    message.push(EMPTY)
    expect(kept).toHaveLength(1)
    expect(owned([Buffer.alloc(0)])[0]).toHaveLength(0)
  })
})
