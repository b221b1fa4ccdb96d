/**
 * How programs end, as processes and in threads: ours and those with npm `zeromq` side by side.
 */
import { existsSync } from "node:fs"
import { basename, dirname } from "node:path"
import { describe, expect, it } from "vitest"
import { Pull, Router } from "../../src/index.js"
import type { Given } from "../fixtures/ends.js"
import { Child } from "../helpers/children.js"
import { SIDES, tidyUp, type Side } from "../helpers/interop.js"
import { pass } from "../helpers/quiet.js"
import { bindFresh, closing, freshEndpoint, texts, unboundEndpoint } from "../helpers/sockets.js"

const PLACES = ["process", "thread"] as const
type Place = (typeof PLACES)[number]

const WARNING = "WARNING: Waiting for queued ZeroMQ messages to be delivered."
const REMEDY = " Set 'context.blocky = false' to change this behaviour."

const start = (side: Side, place: Place, name: string, given: Given = {}) =>
  new Child("ends.ts", side, place, name, JSON.stringify(given))

const freePort = () => unboundEndpoint("tcp", () => new Pull())

/** A place nobody is at yet, of its own for each of the two. */
function ipcPath(): string {
  const endpoint = freshEndpoint("ipc")
  tidyUp(endpoint)
  return endpoint
}

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function outcomeOf(child: Child): Promise<Outcome> {
  const { code, stdout, stderr } = await child.ended
  return { code, stdout, stderr: stderr.replace(/node:\d+/, "node:PID") }
}

/** Both come to the same end, which is this one. */
async function expectEnd(
  place: Place,
  name: string,
  given: () => Given | Promise<Given>,
  expected: { code?: number; says?: string; complains?: string },
): Promise<void> {
  const { code = 0, says = "", complains = "" } = expected
  const ends = await Promise.all(
    SIDES.map(async (side) => outcomeOf(start(side, place, name, await given()))),
  )
  const stdout = place === "process" ? says : `${says}thread ${String(code)}\n`
  const end = { code: place === "process" ? code : 0, stdout, stderr: complains }
  expect(ends).toEqual([end, end])
}

/** Neither ends: it says that it waits, and nothing more happens. */
async function expectStays(place: Place, name: string, given: Given): Promise<void> {
  const children = SIDES.map((side) => start(side, place, name, given))
  await Promise.all(children.map((child) => child.untilSays("waiting")))
  await pass(60)
  expect(children.map(({ running }) => running)).toEqual([true, true])
}

async function untilWarns(child: Child): Promise<void> {
  while (!child.stderr.includes(WARNING)) {
    if (!child.running) throw new Error(`the program ended: ${child.stdout}`)
    await pass(10)
  }
}

/** Receives what the program still has to send, as the peer that comes late. */
async function take(endpoint: string): Promise<string[]> {
  const pull = closing(new Pull({ receiveTimeout: 8000 }))
  await pull.bind(endpoint)
  const message = await pull.receive()
  pull.close()
  return texts(message)
}

/** What a program said last to one that answers. */
async function heardFrom(side: Side, place: Place, given: Given): Promise<string> {
  const router = closing(new Router({ receiveTimeout: 8000 }))
  const child = start(side, place, "lastWords", { ...given, endpoint: await bindFresh(router) })
  const [id] = await router.receive()
  await router.send([id, "welcome"])
  const [, words] = await router.receive()
  await child.ended
  return String(words)
}

/** Whether the folder is still there that it had told of. */
async function pathLeftBy(side: Side, given: Given, place: Place = "process"): Promise<boolean> {
  const { stdout } = await start(side, place, "madePath", given).ended
  const [, path = ""] = /^ipc:\/\/(.+)$/m.exec(stdout) ?? []
  expect(basename(path)).toBe("socket")
  return existsSync(dirname(path))
}

describe.each(PLACES)(
  "a program ends by itself, as a %s with ours and with npm zeromq",
  (place) => {
    it.each([false, true])("when nobody waits for its sockets; closed: %s", async (close) => {
      const given = () => ({ endpoint: ipcPath(), close })
      await expectEnd(place, "talked", given, { says: "answer\nanswer\nanswer\n" })
    })

    it("when its sockets are bound and connected, with nobody there", async () => {
      await expectEnd(place, "idle", () => ({}), {})
    })

    it("when what it waited for has timed out", async () => {
      await expectEnd(place, "timeouts", () => ({}), { says: "EAGAIN\nEAGAIN\n" })
    })

    it("when a bind is over that nobody waited for", async () => {
      await expectEnd(place, "binding", () => ({}), { says: "bound\n" })
    })

    it.each([0, 100])("when nobody came in time, linger %s", async (linger) => {
      await expectEnd(place, "unsent", () => ({ linger }), { says: "sent\n" })
      await expectEnd(place, "unsent", () => ({ linger, close: true }), { says: "sent\n" })
    })

    it("at once when its context is not blocky; sockets of before keep their linger", async () => {
      await expectEnd(place, "notBlocky", () => ({}), { says: "-1 0\n" })
    })

    it("with its exit code", async () => {
      await expectEnd(place, "exitCode", () => ({ linger: 50 }), { code: 7, says: "exit 7\n" })
    })
  },
)

describe("a program stays, with ours and with npm zeromq", () => {
  it.each([
    ["process", "receive", "EAGAIN\n"],
    ["process", "send", "EAGAIN\n"],
    ["process", "event", "close\n"],
    ["process", "listener", ""],
    ["thread", "receive", "EAGAIN\n"],
    ["thread", "listener", ""],
  ] as const)("as a %s for a pending %s, until its socket is closed", async (...row) => {
    const [place, operation, stopped] = row
    await expectStays(place, "pending", { operation })
    const says = `${stopped}waiting\n`
    await expectEnd(place, "pending", () => ({ operation, close: true }), { says })
  })

  it("for a proxy, until it is terminated", async () => {
    await expectStays("process", "proxy", {})
    await expectEnd("process", "proxy", () => ({ close: true }), { says: "over\nwaiting\n" })
  })

  it.each<[Place, Given]>([
    ["process", { linger: -1 }],
    ["process", { linger: -1, close: true }],
    ["process", { linger: 60_000, close: true }],
    ["thread", { linger: -1 }],
    ["thread", { linger: 60_000, close: true }],
  ])("as a %s for a peer that comes late, and says so: %o", async (place, given) => {
    const end = async (side: Side) => {
      const endpoint = await freePort()
      const child = start(side, place, "unsent", { ...given, endpoint })
      await untilWarns(child)
      return [await take(endpoint), await outcomeOf(child)]
    }
    const stdout = place === "process" ? "sent\n" : "sent\nthread 0\n"
    const stderr = `(node:PID) ${WARNING}${REMEDY}\n`
    const expected = [["unsent"], { code: 0, stdout, stderr }]
    expect(await Promise.all(SIDES.map(end))).toEqual([expected, expected])
  })

  it("for what it said shall linger in a context that is not blocky", async () => {
    const children = SIDES.map((side) => start(side, "process", "notBlocky", { linger: -1 }))
    await Promise.all(children.map(untilWarns))
    expect(children.map(({ stdout }) => stdout)).toEqual(["-1 -1\n", "-1 -1\n"])
    expect(children.map(({ stderr }) => stderr.includes(REMEDY))).toEqual([false, false])
  })
})

describe("a process, with ours and with npm zeromq", () => {
  it("that is bound and connected, with nobody there, ends", async () => {
    await expectEnd("process", "idle", () => ({}), {})
  })

  it("that has waited long enough ends", async () => {
    await expectEnd("process", "timeouts", () => ({}), { says: "EAGAIN\nEAGAIN\n" })
  })

  it("that binds ends when that is over", async () => {
    await expectEnd("process", "binding", () => ({}), { says: "bound\n" })
  })

  it("whose context is not blocky ends at once; sockets of before keep their linger", async () => {
    await expectEnd("process", "notBlocky", () => ({}), { says: "-1 0\n" })
  })

  it("that calls process.exit waits for nothing", async () => {
    await expectEnd("process", "exit", () => ({}), { code: 7 })
  })

  it("that fails waits for nothing", async () => {
    for (const child of SIDES.map((side) => start(side, "process", "mistake"))) {
      const { code, stderr } = await outcomeOf(child)
      expect([code, stderr.includes("Error: a mistake"), stderr.includes(WARNING)]).toEqual([
        1,
        true,
        false,
      ])
    }
  })

  it.each<Given>([{}, { close: true }, { fails: true }])(
    "that is over at once after a send to somebody who is there has sent it: %o",
    async (given) => {
      for (const side of SIDES) expect(await heardFrom(side, "process", given)).toBe("farewell")
    },
  )

  it("that waits at its end is stopped by a signal", async () => {
    const children = SIDES.map((side) => start(side, "process", "unsent"))
    await Promise.all(children.map(untilWarns))
    const ends = await Promise.all(children.map((child) => child.kill("SIGTERM")))
    expect(ends.map(({ signal }) => signal)).toEqual(["SIGTERM", "SIGTERM"])
  })

  it("that was bound to a path made for it leaves nothing there", async () => {
    for (const side of SIDES) expect(await pathLeftBy(side, {})).toBe(false)
  })

  it("that closes a socket while it binds leaves nothing that listens", async () => {
    const given = async () => ({ endpoint: await freePort() })
    await expectEnd("process", "closedBinding", given, { says: "false\ntrue\n".repeat(3) })
  })
})

describe("where ours end, or hear of it, and those of npm zeromq do not", () => {
  it("a thread that calls process.exit after a send to somebody who is there has sent it", async () => {
    expect(await heardFrom("ours", "thread", {})).toBe("farewell")
  })

  it.each(PLACES)("a listener that was taken away keeps no %s", async (place) => {
    const stuck = start("native", place, "unheard")
    const { code, stderr } = await start("ours", place, "unheard").ended
    expect([code, stderr]).toEqual([0, ""])
    await stuck.untilSays("waiting")
    await pass(60)
    expect(stuck.running).toBe(true)
  })

  it("a process that waits at its end still runs: it hears signals, and `exit` comes last", async () => {
    const [native, ours] = (["native", "ours"] as const).map((side) =>
      start(side, "process", "hears"),
    )
    await Promise.all([native, ours].map(untilWarns))
    expect([native.stdout, ours.stdout]).toEqual(["exit 0\n", ""])
    const ends = await Promise.all([native, ours].map((child) => child.kill("SIGTERM")))
    expect(ends.map(({ signal, code }) => signal ?? code)).toEqual(["SIGTERM", 3])
    expect(ours.stdout).toBe("told to stop\nexit 3\n")
  })

  it.each(PLACES)(
    "a %s that calls process.exit leaves no path behind that was made for it",
    async (place) => {
      expect(await pathLeftBy("ours", { exits: true }, place)).toBe(false)
    },
  )

  it.each([
    ["exit", "thread 7\n"],
    ["mistake", "error a mistake\nthread 1\n"],
  ])("a thread with unsent messages ends at once when it has to: %s", async (name, says) => {
    const stuck = start("native", "thread", name)
    const { code, stdout, stderr } = await start("ours", "thread", name).ended
    expect([code, stdout, stderr]).toEqual([0, says, ""])
    await untilWarns(stuck)
    expect(stuck.running).toBe(true)
  })
})
