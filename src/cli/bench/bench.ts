/**
 * `purezmq bench`: one end of a measurement, or both.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import type { Socket } from "../../index.js"
import type { BenchFlags, Measure } from "../commands/bench.js"
import { EXIT, Failure } from "../exit.js"
import { endWith, interrupted } from "../interrupt.js"
import { writeOut } from "../output.js"
import { openSocket } from "../session/open.js"
import { answer, ask, type Latency } from "./latency.js"
import { textOfLatency, textOfThroughput } from "./report.js"
import { receiveMessages, sendMessages, type Throughput } from "./throughput.js"

/** Where the second process finds us. */
const HERE = "tcp://127.0.0.1:*"

interface Results {
  throughput?: Throughput
  latency?: Latency
}

/** Measures, and prints what came out. */
export async function bench(what: Measure | undefined, flags: BenchFlags): Promise<void> {
  const { bind, connect } = flags
  if (bind !== undefined && connect !== undefined) {
    throw new Failure(EXIT.usage, "one end either listens or connects")
  }
  const isAlone = bind === undefined && connect === undefined
  if (isAlone && isSecure(flags)) {
    throw new Failure(EXIT.usage, "security needs two ends: give one --bind, the other --connect")
  }
  if (!isAlone && what === undefined) throw new Failure(EXIT.usage, "throughput or latency?")
  const receives = what !== "latency" && flags.connect === undefined
  if (receives && flags.count === 1) {
    throw new Failure(
      EXIT.usage,
      "--count 1: the first message that is received only starts the clock, so take 2 or more",
    )
  }
  const results: Results = {}
  if (what !== "latency") results.throughput = await throughput(flags, isAlone)
  if (what !== "throughput") {
    const latency = await latencyOf(flags, isAlone)
    if (latency !== null) results.latency = latency
  }
  await writeOut(flags.json === true ? `${JSON.stringify(results)}\n` : textOf(results, flags))
}

function isSecure({
  curveServer,
  curveServerKey,
  plainServer,
  plainUsername,
}: BenchFlags): boolean {
  const isServer = curveServer === true || plainServer === true
  return isServer || curveServerKey !== undefined || plainUsername !== undefined
}

function textOf({ throughput, latency }: Results, { size, parts }: BenchFlags): string {
  const what =
    parts === 1 ? `${String(size)} bytes` : `${String(parts)} parts of ${String(size)} bytes`
  return [
    throughput === undefined ? "" : `${textOfThroughput(throughput, what)}\n`,
    latency === undefined ? "" : `${textOfLatency(latency, what)}\n`,
  ].join("")
}

/** Receiving is what counts; whoever only sends sees how fast that goes. */
async function throughput(flags: BenchFlags, isAlone: boolean): Promise<Throughput> {
  if (!isAlone && flags.bind === undefined) {
    return using(await open("push", flags), (socket) => sendMessages(socket, flags))
  }
  return using(await open("pull", isAlone ? here(flags) : flags), async (socket) => {
    const peer = isAlone ? startPeer("throughput", socket, flags) : null
    const result = await receiveMessages(socket, { ...flags, isAlone })
    if (peer !== null) await stop(peer)
    return result
  })
}

/** Null: this end has only answered. */
async function latencyOf(flags: BenchFlags, isAlone: boolean): Promise<Latency | null> {
  if (isAlone) {
    return using(await open("req", here(flags)), async (socket) => {
      const peer = startPeer("latency", socket, flags)
      const result = await ask(socket, { ...flags, isAlone })
      await stop(peer)
      return result
    })
  }
  if (flags.connect !== undefined) {
    return using(await open("req", flags), (socket) => ask(socket, flags))
  }
  return using(await open("rep", flags), (socket) => answer(socket, flags))
}

/** Nobody else needs to be told where that is. */
function here(flags: BenchFlags): BenchFlags {
  return { ...flags, bind: HERE, isAlone: true }
}

function open(kind: "push" | "pull" | "req" | "rep", flags: BenchFlags): Promise<Socket> {
  const { bind, connect, ...rest } = flags
  return openSocket(kind, {
    ...rest,
    ...(flags.isAlone === true && { quiet: true }),
    ...(bind !== undefined && { bind: [bind] }),
    ...(connect !== undefined && { connect: [connect] }),
  })
}

async function using<T>(socket: Socket, measure: (socket: Socket) => Promise<T>): Promise<T> {
  try {
    return await measure(socket)
  } finally {
    socket.linger = 0
    socket.close()
  }
}

/** The other end, in a process of its own: a PUSH that does not end, or a REP. Without us neither goes on for long. */
function startPeer(what: Measure, socket: Socket, flags: BenchFlags): ChildProcess {
  const endpoint = socket.lastEndpoint ?? ""
  const size = ["--size", String(flags.size), "--parts", String(flags.parts)]
  const args =
    what === "throughput"
      ? ["bench", "throughput", "--connect", endpoint, "--quiet", "--time", "1h", ...size]
      : ["rep", "--connect", endpoint, "--quiet", "--echo", "--timeout", "10s"]
  const peer = spawn(process.execPath, [process.argv[1], ...args], { stdio: "ignore" })
  peer.once("error", (error) => {
    endWith(new Failure(EXIT.error, `there is no other end: ${error.message}`))
  })
  peer.once("exit", (code) => {
    endWith(new Failure(EXIT.error, `the other end has ended with code ${String(code)}`))
  })
  interrupted.addEventListener("abort", () => peer.kill())
  return peer
}

async function stop(peer: ChildProcess): Promise<void> {
  peer.removeAllListeners("exit")
  const ended = once(peer, "close")
  peer.kill("SIGKILL")
  await ended
}
