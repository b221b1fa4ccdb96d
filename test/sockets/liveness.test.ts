import { describe, expect, it } from "vitest"
import { Pull } from "../../src/index.js"
import { Child } from "../helpers/children.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage, pass } from "../helpers/quiet.js"
import { bindFresh, closing } from "../helpers/sockets.js"

const program = (name: string, ...parameters: string[]) =>
  new Child("liveness.ts", name, ...parameters)

// What keeps a process and what does not, side by side with npm zeromq, is in test/parity/ends.test.ts.

describe("a process ends", () => {
  it("with process.exit, in the middle of everything", async () => {
    const { code, signal, stderr } = await program("exit").ended
    expect([code, signal, stderr]).toEqual([7, null, ""])
  })
})

describe("a process stays", () => {
  it.each(["unsent", "unsentAndClosed"])("until its messages are delivered: %s", async (name) => {
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    const child = program(name, await bindFresh(pull))
    for (let i = 0; i < 1000; i++) {
      const [number, body] = await pull.receive()
      expect(String(number)).toBe(String(i))
      expect(body).toHaveLength(10_000)
    }
    const { code, stderr } = await child.ended
    // On a slow machine it may say that it waits.
    expect([code, stderr.replace(/^.*WARNING: Waiting for queued.*\n/, "")]).toEqual([0, ""])
  })
})

describe("a process that is killed", () => {
  it("leaves whole messages only, and its peer goes on", async () => {
    const pull = closing(new Pull({ receiveHighWaterMark: 10 }))
    const endpoint = await bindFresh(pull)
    for (let round = 0; round < 2; round++) {
      const child = program("flood", endpoint)
      let count = 0
      const receive = async () => {
        const [first, body, last] = await pull.receive()
        expect([String(first), body.length, String(last)]).toEqual([
          String(count),
          200_000,
          String(count),
        ])
        count += 1
      }
      while (count < 20) await receive()
      const gone = nextEvent(pull, "disconnect")
      const killed = child.kill()
      // What had arrived is still to be had, up to the message that was cut.
      const state = { over: false }
      void gone.then(() => (state.over = true))
      while (!state.over || pull.readable) {
        if (pull.readable) await receive()
        else await pass(5)
      }
      await killed
    }
    await expectNoMessage(pull)
  })
})
