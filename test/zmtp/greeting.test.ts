import { describe, expect, it } from "vitest"
import { decodeGreeting, encodeGreeting } from "../../src/zmtp/greeting.js"
import { everyCut } from "../helpers/cuts.js"
import { bytes, greeting, ready } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"

/** A good greeting with some bytes changed. */
function changed(changes: Record<number, number>): Buffer {
  const copy = greeting()
  for (const [at, byte] of Object.entries(changes)) copy[Number(at)] = byte
  return copy
}

/** What becomes of a peer that says this and then READY. */
function outcome(said: Buffer): string {
  const recorder = new Recorder().receive(Buffer.concat([said, ready("ROUTER")]))
  return recorder.log.at(-1) ?? ""
}

describe("our greeting", () => {
  it("is FF, the padding libzmq sends, 7F, 3.1, NULL, as-server 0 and 31 zeros, to the byte", () => {
    const recorder = new Recorder()
    recorder.connection.start()
    expect(recorder.said().toString("hex")).toBe(
      "ff000000000000000" + "17f" + "0301" + "4e554c4c" + "00".repeat(16) + "00" + "00".repeat(31),
    )
  })

  it("RFC 37: says all 64 bytes unasked, so that no peer waits for more in vain", () => {
    const recorder = new Recorder()
    recorder.connection.start()
    expect(recorder.said()).toHaveLength(64)
    recorder.receive(greeting().subarray(0, 11))
    expect(recorder.said()).toHaveLength(0)
  })

  it("says that it is the server when it is", () => {
    expect(encodeGreeting("PLAIN", true)[32]).toBe(1)
    expect(encodeGreeting("PLAIN", false)[32]).toBe(0)
    expect(encodeGreeting("PLAIN", true).toString("latin1", 12, 32)).toBe("PLAIN".padEnd(20, "\0"))
  })

  it("is one that we take", () => {
    expect(decodeGreeting(encodeGreeting("NULL", false), "NULL")).toEqual({ hasCommands: true })
  })
})

describe("a peer's greeting is refused", () => {
  const refused: [why: string, bytes: Buffer, code: string][] = [
    ["first byte is not FF", changed({ 0: 0xfe }), "ERR_ZMTP_UNSPECIFIED"],
    ["HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n"), "ERR_ZMTP_UNSPECIFIED"],
    ["TLS hello", bytes("16 03 01 02 00"), "ERR_ZMTP_UNSPECIFIED"],
    ["low bit of byte 9 is 0: ZMTP 1.0", changed({ 9: 0x7e }), "ERR_ZMTP_UNSPECIFIED"],
    ["major version is 0", changed({ 10: 0 }), "ERR_ZMTP_UNSPECIFIED"],
    ["major version is 1: ZMTP 2.0", changed({ 10: 1 }), "ERR_ZMTP_UNSPECIFIED"],
    ["major version is 2", changed({ 10: 2 }), "ERR_ZMTP_UNSPECIFIED"],
    ["mechanism is PLAIN", greeting(1, "PLAIN"), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["mechanism is CURVE", greeting(1, "CURVE"), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["mechanism is empty", greeting(1, ""), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["mechanism in lower case", greeting(1, "null"), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["mechanism goes on: NULL2", greeting(1, "NULL2"), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["junk behind the mechanism's NUL", changed({ 17: 1 }), "ERR_ZMTP_MECHANISM_MISMATCH"],
    ["junk in the mechanism's last byte", changed({ 31: 0x41 }), "ERR_ZMTP_MECHANISM_MISMATCH"],
  ]
  it.each(refused)("%s", (_why, said, code) => {
    for (const [how, chunks] of everyCut(said)) {
      const recorder = new Recorder().feed(chunks)
      expect(recorder.log, how).toEqual([`refused ${code}`])
      expect(recorder.connection.state).toBe("closed")
    }
  })

  it.each([
    ["first byte", changed({ 0: 0 }), 1],
    ["tenth byte", changed({ 9: 0 }), 10],
    ["eleventh byte", changed({ 10: 2 }), 11],
  ])("at the %s, without waiting for more", (_which, said, length) => {
    const recorder = new Recorder().receive(said.subarray(0, length - 1))
    expect(recorder.error).toBeNull()
    recorder.receive(said.subarray(length - 1, length))
    expect(recorder.error?.code).toBe("ERR_ZMTP_UNSPECIFIED")
  })

  it("and a mechanism that differs is not tried again, an old version is", () => {
    expect(new Recorder().receive(greeting(1, "PLAIN")).error?.remedy).toBe("give up")
    expect(new Recorder().receive(changed({ 10: 1 })).error?.remedy).toBe("retry")
  })

  it("and what comes after a refusal is not looked at", () => {
    const recorder = new Recorder().receive(changed({ 0: 1 }))
    recorder.connection.receive(greeting())
    recorder.connection.resume()
    recorder.connection.drain()
    expect(recorder.log).toEqual(["refused ERR_ZMTP_UNSPECIFIED"])
  })
})

describe("a peer's greeting is accepted", () => {
  it.each([
    ["3.0", greeting(0)],
    ["3.1", greeting(1)],
    ["3.2: RFC 37 has higher versions accepted", greeting(2)],
    ["3.255", greeting(255)],
    ["4.0", changed({ 10: 4, 11: 0 })],
    ["255.255", changed({ 10: 255, 11: 255 })],
    ["padding that is not 0", changed({ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 0xff })],
    ["byte 9 is odd and not 7F: libzmq looks at one bit", changed({ 9: 0x01 })],
    ["as-server is set", changed({ 32: 1 })],
    ["as-server is nonsense", changed({ 32: 0xaa })],
    ["filler that is not 0", changed({ 33: 1, 50: 0xff, 63: 7 })],
  ])("%s", (_why, said) => {
    expect(outcome(said)).toBe("ready ROUTER")
  })

  it.each([
    [0x03, 0, false],
    [0x03, 1, true],
    [0x03, 9, true],
    [0x04, 0, true],
    [0xff, 0, true],
  ])("version %i.%i: takes subscriptions as commands: %s", (major, minor, hasCommands) => {
    expect(decodeGreeting(changed({ 10: major, 11: minor }), "NULL")).toEqual({ hasCommands })
  })
})
