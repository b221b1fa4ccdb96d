/**
 * 30/pull: takes from all, and says nothing. What its program gets does not show; that room is made for more does.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import type { Applies, Case, Section } from "../case.js"
import { crowdOf } from "../crowd.js"
import type { Session } from "../session.js"
import { Skipped } from "../verdict.js"

const PULL: Applies = { socketTypes: ["PULL"] }
const BOUND: Applies = { ...PULL, roles: ["binds"] }

/** More than the usual high-water mark. */
const MANY = 2000
const BYTES = 500
const A_WRITE = 100

const cases: readonly Case[] = [
  {
    id: "30/pull/1",
    level: "MUST",
    title: "sends no messages",
    reason: "It only receives.",
    applies: PULL,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("work")
      session.sendMessage("more", "work")
      await session.expectNoMessage("it has nothing to send")
    },
  },
  {
    id: "30/pull/2",
    level: "MUST",
    title: "takes messages of any parts",
    reason: "It neither filters nor changes what comes.",
    applies: PULL,
    async run(bench) {
      const session = await bench.handshake()
      session.sendMessage("")
      session.sendMessage("", "", "")
      session.sendMessage("\0", "\x01topic", bench.random.bytes(70_000))
      session.sendMessage(...Array.from({ length: 500 }, (_, i) => String(i)))
      await session.expectServed(bench.observed)
    },
  },
  {
    id: "30/pull/3",
    level: "MUST",
    title: "takes from each of its peers, however many have something",
    reason: "It receives from all in turn, so that nobody's queue stays full.",
    applies: BOUND,
    alone: true,
    patience: 3,
    async run(bench) {
      needsPing(bench)
      const sessions = await crowdOf(bench, 3)
      for (const session of sessions) work(session, MANY)
      // A PING behind them is read when there was room for all of them.
      for (const session of sessions) await session.ping()
    },
  },
  {
    id: "30/pull/4",
    level: "SHOULD",
    title: "takes from a peer while another sends without end",
    reason: "Messages are taken from all peers in turn.",
    applies: BOUND,
    alone: true,
    patience: 3,
    async run(bench) {
      needsPing(bench)
      const [greedy, modest] = await crowdOf(bench, 2)
      const state = { isOver: false }
      const flood = (async () => {
        while (!state.isOver && !greedy.wire.isClosed) {
          work(greedy, A_WRITE)
          await greedy.wire.sent()
        }
      })()
      work(modest, MANY)
      await modest.ping().finally(() => {
        state.isOver = true
      })
      await flood
    },
  },
]

function work(session: Session, messages: number): void {
  const body = Buffer.alloc(BYTES, "x")
  for (let sent = 0; sent < messages; sent += A_WRITE) {
    session.wire.send(...Array.from({ length: A_WRITE }, () => session.packMessage("work", body)))
  }
}

function needsPing({ observed }: Bench): void {
  if (!observed.answersPing) throw new Skipped("without PING it does not show what was taken")
}

export const pull: Section = { id: "30/pull", title: "PULL", cases }
