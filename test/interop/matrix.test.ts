/** The interop matrix itself: peers that are broken are found out, and how. The matrix is run by `npm run interop`. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { bundled } from "../helpers/bundled.js"
import type { Cell } from "./matrix/cell.js"
import { faultsOf, peerFolders, readPeer } from "./matrix/discover.js"
import { documentOf } from "./matrix/document.js"
import type { PeerKind } from "./matrix/peer-kind.js"
import { plan } from "./matrix/plan.js"
import { playOne, type Result } from "./matrix/play.js"
import { asJson, failureOf, summaryOf, type Outcome, type Report } from "./matrix/report.js"
import { runMatrix } from "./matrix/run.js"
import { END, lineOf, messageOf, type SeriesName } from "./matrix/series.js"
import { Tally } from "./matrix/tally.js"

const folder = mkdtempSync(join(tmpdir(), "purezmq-matrix-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function broken(fault: string): PeerKind {
  return {
    name: "broken",
    title: `a peer that ${fault}`,
    language: "TypeScript",
    install: "nothing",
    types: ["push", "pull", "req"],
    transports: ["tcp"],
    mechanisms: ["null"],
    proxy: false,
    missing: () => null,
    build: () => Promise.resolve(),
    command: () => [process.execPath, bundled("broken-peer.ts"), fault],
  }
}

function cellOf(kind: PeerKind, id: string): Cell {
  return plan(kind).find((cell) => cell.id === `broken/${id}`)!
}

/** Plays one cell with a peer that has this fault. */
function play(fault: string, id: string, patienceMs?: number): Promise<Result> {
  const kind = broken(fault)
  const peer = { kind, version: "1", command: kind.command(folder) }
  return playOne(cellOf(kind, id), [peer], folder, patienceMs)
}

const SENDS = "push.send/connect/tcp/null"
const RECEIVES = "pull.receive/bind/tcp/null"

describe("a peer", () => {
  it.each([SENDS, RECEIVES])("passes %s when nothing is wrong with it", async (id) => {
    expect(await play("nothing", id)).toMatchObject({ outcome: "passed", reason: "" })
  })

  it.each([
    ["drops", SENDS, /expected message 9, .*100,100,100 .*; seen: parts of 100 /],
    ["drops", RECEIVES, /expected "message 100,100,100 .*; seen: "message 100 /],
    ["duplicates", SENDS, /expected message 10, .*; seen: parts of 100,100,100 .*"00000009/],
    ["reorders", SENDS, /expected message 9, .*; seen: parts of 100 .*"00000010/],
    ["reorders", RECEIVES, /expected "message 100,100,100 .*; seen: "message 100 /],
    ["damages", SENDS, /expected message 9, .*100,100,100 \w+ .*; seen: parts of 100,100,100 /],
    ["merges", "req.ask/connect/tcp/null", /expected "message 106,100,100 .*; seen: "message 306 /],
    ["fails", SENDS, /expected message \d+ or END .*; seen: broken it ended with status 1/],
    ["fails", RECEIVES, /expected "message .* from broken; seen: it ended with status 1/],
    ["ends badly", SENDS, /expected it ends with status 0 .*; seen: it ended with status 3/],
  ])("that %s is found out in %s", async (fault, id, reason) => {
    const result = await play(fault, id)
    expect(result).toMatchObject({ outcome: "failed" })
    expect(result.reason).toMatch(reason)
  })

  it("that falls silent is found out when patience is at its end, and killed", async () => {
    const { reason } = await play("falls silent", SENDS, 3000)
    expect(reason).toMatch(
      /expected message \d+ or END from the peer within 3 s; seen: broken runs/,
    )
    expect(reason).toMatch(/our Pull saw: /)
  })

  it("that never comes leaves a message of ours behind, which harms nobody", async () => {
    const { reason } = await play("never comes", "pull.receive/connect/tcp/null", 3000)
    expect(reason).toMatch(/expected message 0 at the peer within 3 s; .*our Push saw: nothing/)
  })
})

describe("a tally of what came before and after a restart", () => {
  const AGAIN = { name: "small", from: 1000, count: 2 } as const
  const hear = (rule: "all" | "some", ...numbers: number[]): Promise<void> => {
    const messages = [...numbers.map((i) => messageOf("small", i)), [END]]
    return new Tally(rule, AGAIN).hear(() => Promise.resolve(messages.shift()!))
  }

  it("finds nothing wrong where nothing is", async () => {
    await hear("all", 0, 1, 2, 1000, 1001)
    await hear("all", 0, 1, 1000, 2, 1001)
    await hear("some", 0, 2, 5, 1000, 1001)
  })

  it.each([
    ["all", [0, 2], "expected message 1; seen: 2"],
    ["all", [0, 0], "expected message 1; seen: 0"],
    ["some", [3, 2], "expected message 4 or later; seen: 2"],
    ["some", [1000, 1000], "expected message 1001 or later; seen: 1000"],
    ["all", [0, 1001], "expected message 1000; seen: 1001"],
    ["all", [0, 1000], "expected message 1001 before END; seen: END"],
  ] as const)("under the rule %s finds what is wrong with %j", async (rule, numbers, text) => {
    await expect(hear(rule, ...numbers)).rejects.toThrow(text)
  })

  it("finds a message that is damaged", async () => {
    const [first, ...rest] = messageOf("small", 3)
    const messages = [[first, ...rest.map(() => Buffer.from("?"))]]
    const tally = new Tally("some", AGAIN)
    await expect(tally.hear(() => Promise.resolve(messages.shift()!))).rejects.toThrow("message 3")
  })

  it("finds a message that a peer says it got, and that was not sent", () => {
    const tally = new Tally("all", AGAIN)
    tally.sees(lineOf(messageOf("small", 0)), 2)
    expect(() => tally.sees(lineOf(messageOf("small", 0)), 2)).toThrow("expected message 1")
    expect(() => tally.sees("message 100 00000000", 2)).toThrow("seen: message 100 00000000")
  })
})

describe("the series", () => {
  it.each([
    ["mixed", 0, "message 100 016f5dac"],
    ["mixed", 1, "message 100,0,100 dda51c5e"],
    ["mixed", 2, "message 0 00000000"],
    ["mixed", 3, "message 0,0,0 00000000"],
    ["mixed", 4, "message 100,100,100 c8c040fe"],
    ["mixed", 23, "message 100,1000000,0 43aad389"],
    ["mixed", 24, "message 1000000 6368791f"],
    ["mixed", 49, "message 1000000 86b338fe"],
    ["small", 0, "message 100 016f5dac"],
    ["small", 1, "message 100,100,100 51760232"],
    ["small", 2000001, "message 100,100,100 e16758e7"],
  ] as [SeriesName, number, string][])("%s has a message %i: %s", (name, i, line) => {
    expect(lineOf(messageOf(name, i))).toBe(line)
  })
})

describe("the folder of peers", () => {
  it.each(peerFolders())("has %s, whose peer.ts says all that it should", async (name) => {
    expect((await readPeer(name)).name).toBe(name)
  })

  it("has nobody whose description is wrong", () => {
    const absent = ["pub", "sub", "rep", "dealer", "router", "pair", "ipc", "plain", "curve"]
    const lacks = Object.fromEntries([...absent, "proxy"].map((word) => [word, "so it is"]))
    const right = { ...broken("nothing"), lacks }
    expect(faultsOf(right, "broken")).toEqual([])
    expect(faultsOf(undefined, "broken")).toEqual(["it exports no peer"])
    expect(faultsOf({ ...right, name: "other", types: ["xpub"] }, "broken")).toEqual([
      "its name is not its folder's",
      expect.stringContaining("types are not some of push, pull"),
    ])
    expect(faultsOf({ ...right, types: ["push"], transports: ["tcp", "tcp"] }, "broken")).toEqual([
      "transports has something twice",
    ])
    expect(faultsOf({ ...right, build: "make" }, "broken")).toEqual(["it has no build()"])
    expect(faultsOf({ ...right, mechanisms: ["null", "curve"], types: [] }, "broken")).toEqual([
      "it has no push, and lacks does not say why",
      "it has no pull, and lacks does not say why",
      "it has no req, and lacks does not say why",
    ])
  })
})

describe("a run", () => {
  const said: string[] = []
  const run = (...kinds: PeerKind[]): Promise<Outcome> => runWith({}, ...kinds)
  const runWith = (more: { build?: boolean }, ...kinds: PeerKind[]): Promise<Outcome> =>
    runMatrix(kinds, {
      ...more,
      peers: [],
      groups: [],
      cell: "broken/push.send/connect",
      jobs: 2,
      cache: folder,
      say: (text) => said.push(text),
    })

  it("counts what passed and failed, and what a peer does not offer is no failure", async () => {
    const outcome = await run({ ...broken("damages"), lacks: { plain: "it trusts everybody" } })
    expect(summaryOf(outcome)).toMatch(/^5 .*\ninterop: 0 passed, 1 failed, 0 skipped$/)
    expect(said.join("\n")).toContain("it trusts everybody")
    const failure = outcome.results.find((result) => result.outcome === "failed")!
    expect(failureOf(failure)).toMatch(
      /npm run interop -- --cell broken\/push.send\/connect\/tcp\/null$/,
    )
  })

  it("that only builds says what is built, and plays nothing", async () => {
    const outcome = await runWith({ build: true }, broken("damages"))
    expect(outcome).toMatchObject({ results: [], failed: [], skipped: [] })
    expect(said.at(-1)).toBe(`broken is built: ${outcome.peers[0].version}`)
  })

  it("comes to a page with what passed, what failed and why, and what is not offered and why", async () => {
    const outcome = await run({ ...broken("damages"), lacks: { plain: "it trusts everybody" } })
    const page = documentOf([JSON.parse(asJson(outcome)) as Report], "2026-01-31")
    expect(page).toContain(
      "The results of 2026-01-31:\n\n0 cells passed and 1 failed, with 1 peers:",
    )
    expect(page).toContain("| `broken`, a peer that damages | TypeScript | 1 | 0 | 1 | 5 |")
    expect(page).toMatch(/\| `broken` \| 0 of 1 \|/)
    expect(page).toMatch(
      /## What failed[^#]*\| `broken\/push.send\/connect\/tcp\/null` \| expected message 9,/,
    )
    expect(page).toMatch(/\| `broken` \| \d \| it trusts everybody \|/)
    expect(page).toContain("| `broken` | `nothing` |")
  })

  it("skips a peer that is not here, and says what would bring it", async () => {
    const absent = { ...broken("nothing"), missing: () => "no tool", install: "get tool" }
    expect(summaryOf(await run(absent))).toMatch(/0 passed, 0 failed, 1 skipped$/)
    expect(said).toContain("broken SKIPPED: no tool: get tool")
  })

  it("skips a peer whose registry is out of reach, and fails one that cannot be built", async () => {
    const without = (text: string): PeerKind => ({
      ...broken("nothing"),
      build: () => Promise.reject(new Error(text)),
    })
    const unreachable = await run(without("npm error code ENOTFOUND"))
    expect(summaryOf(unreachable)).toMatch(/0 passed, 0 failed, 1 skipped$/)
    expect(summaryOf(await run(without("syntax error")))).toMatch(/0 passed, 1 failed, 0 skipped$/)
  })
})
