import { describe, expect, it } from "vitest"
import { Pull } from "../../src/index.js"
import { Child } from "../helpers/children.js"
import { nextEvent } from "../helpers/events.js"
import { expectNoMessage, pass } from "../helpers/quiet.js"
import { bindFresh, closing } from "../helpers/sockets.js"

const program = (name: string, ...parameters: string[]) =>
  new Child("liveness.ts", name, ...parameters)

describe("a process ends by itself", () => {
  it("when its sockets are closed", async () => {
    const { code, stdout, stderr } = await program("closed").ended
    expect([code, stdout.trim(), stderr]).toEqual([0, "answer", ""])
  })

  it("when its sockets are bound and connected, and nobody waits for them", async () => {
    const { code, stdout, stderr } = await program("idle").ended
    expect([code, stdout.trim(), stderr]).toEqual([0, "idle", ""])
  })

  it("when what it waited for has timed out", async () => {
    const { code, stdout } = await program("timeout").ended
    expect([code, stdout.trim()]).toEqual([0, "EAGAIN"])
  })

  it.each(["unsentWithLinger", "unsentWithLingerAndClosed"])(
    "when the linger of what nobody takes is over: %s",
    async (name) => {
      const { code, stdout } = await program(name).ended
      expect([code, stdout.trim()]).toEqual([0, "sent"])
    },
  )

  it("with unsent messages, when its context is not blocky", async () => {
    const { code, stdout, stderr } = await program("notBlocky").ended
    expect([code, stdout.trim(), stderr]).toEqual([0, "sent", ""])
  })

  it("with process.exit, in the middle of everything", async () => {
    const { code, signal, stderr } = await program("exit").ended
    expect([code, signal, stderr]).toEqual([7, null, ""])
  })
})

describe("a process stays", () => {
  it.each(["receiving", "sending"])("while somebody is %s", async (name) => {
    const child = program(name)
    // The timer that says so keeps nothing alive afterwards.
    await child.untilSays("waiting")
    await pass(60)
    expect(child.running).toBe(true)
  })

  it.each(["unsentForEver", "unsentForEverAndClosed"])(
    "while messages wait that nobody takes, and says so: %s",
    async (name) => {
      const child = program(name)
      while (!child.stderr.includes("WARNING")) await pass(20)
      expect(child.stderr).toContain("Waiting for queued ZeroMQ messages to be delivered.")
      expect(child.running).toBe(true)
    },
  )

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
