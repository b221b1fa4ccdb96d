/**
 * `purezmq bench`, as processes: alone, with itself and with pyzmq at the other end.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { ANY, bound, purezmq, RunningCommand } from "../helpers/command.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { RawPeer } from "../helpers/raw-peer.js"
import { Terminal, terminalIsMissing } from "../helpers/terminal.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: bench with pyzmq at the other end, since ${missing}`)
const noTerminal = terminalIsMissing()
if (noTerminal !== null) console.log(`Skipped: bench on a terminal, since ${noTerminal}`)

type Numbers = Readonly<Record<string, number>>

function numbersOf(stdout: string): { throughput?: Numbers; latency?: Numbers } {
  return JSON.parse(stdout) as { throughput?: Numbers; latency?: Numbers }
}

function assertOrdered(latency: Numbers | undefined): void {
  const { min, p50, p90, p99, p999, max } = latency ?? {}
  const inOrder = [min, p50, p90, p99, p999, max]
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b))
  expect(min).toBeGreaterThan(0)
}

describe("alone", () => {
  it("measures both, for as long as it is told, and says so in JSON", async () => {
    const began = performance.now()
    const { code, stdout, stderr } = await purezmq(["bench", "--time", "200ms", "--json"])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(performance.now() - began).toBeGreaterThan(400)
    const { throughput = {}, latency = {} } = numbersOf(stdout)
    const { messages, bytes, seconds, messagesPerSecond, bytesPerSecond } = throughput
    expect(seconds).toBeGreaterThan(0.15)
    expect(bytes).toBe(messages * 100)
    expect(messagesPerSecond).toBeCloseTo(messages / seconds, 5)
    expect(bytesPerSecond).toBeCloseTo(bytes / seconds, 5)
    expect(latency["roundTrips"]).toBeGreaterThan(0)
    assertOrdered(latency)
  })

  it("measures one, so many messages of so many parts, and says so in a line", async () => {
    const size = ["--size", "10", "--parts", "3", "--count", "100"]
    const { code, stdout } = await purezmq(["bench", "latency", ...size])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^latency {5}\d+\.\d us median {2}90% .*\(100 round trips of 3 parts of 10 bytes\)\n$/,
    )
  })
})

describe("with itself at the other end", () => {
  it("measures throughput at both, encrypted", async () => {
    const { stdout } = await purezmq(["keygen", "--json"])
    const { publicKey, secretKey } = JSON.parse(stdout) as Record<string, string>
    const amount = ["--count", "3000", "--json"]
    const keys = ["--curve-server", "--curve-secret-key", secretKey]
    const [receiver, endpoint] = await bound("bench", "throughput", ...amount, ...keys)
    const sent = await purezmq([
      ...["bench", "throughput", "--connect", endpoint, "--size", "50", ...amount],
      ...["--curve-server-key", publicKey],
    ])
    expect(numbersOf(sent.stdout).throughput).toMatchObject({ messages: 3000, bytes: 150_000 })
    // The first message only starts the clock.
    const received = await receiver.ends()
    expect(numbersOf(received.stdout).throughput).toMatchObject({ messages: 2999 })
    expect([sent.code, received.code]).toEqual([0, 0])
  })
})

describe("when the other end leaves", () => {
  it("a sender says what it has sent until then", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "5000")
    const sender = purezmq(["bench", "throughput", "--connect", endpoint, "--time", "1h", "--json"])
    await pull.ends()
    const { code, stdout, stderr } = await sender
    const { messages } = numbersOf(stdout).throughput ?? {}
    expect(messages).toBeGreaterThanOrEqual(5000)
    expect(stderr).toBe(`purezmq: the other end left after ${String(messages)} messages\n`)
    expect(code).toBe(0)
  })

  it("before --count was reached, that is an error", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "5000")
    const count = ["--count", "100000000"]
    const sender = purezmq(["bench", "throughput", "--connect", endpoint, ...count])
    await pull.ends()
    expect(await sender).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/the other end left after \d+ messages/) as unknown,
    })
    const [rep, at] = await bound("rep", "--count", "100", "--echo")
    const asker = purezmq(["bench", "latency", "--connect", at, "--count", "1000"])
    await rep.ends()
    expect(await asker).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the other end left after 50 round trips") as unknown,
    })
  })

  it("a receiver counts until a second after the last message", async () => {
    const [receiver, endpoint] = await bound("bench", "throughput", "--time", "1h", "--json")
    await purezmq(["push", "--connect", endpoint], "x\n".repeat(11))
    const { code, stdout } = await receiver.ends()
    expect(code).toBe(0)
    const { throughput = {} } = numbersOf(stdout)
    expect(throughput).toMatchObject({ messages: 10, bytes: 10 })
    expect(throughput["seconds"]).toBeLessThan(1)
  })

  it("before a receiver has got its --count, or two messages, that is an error, too", async () => {
    const outcomes = [3, 1].map(async (sent) => {
      const count = sent === 1 ? [] : ["--count", "10000"]
      const [receiver, endpoint] = await bound("bench", "throughput", ...count)
      await purezmq(["push", "--connect", endpoint], "x\n".repeat(sent))
      return receiver.ends()
    })
    const [three, one] = await Promise.all(outcomes)
    expect(three).toMatchObject({ code: 1, stdout: "" })
    expect(three.stderr).toContain("the other end left after 3 messages")
    expect(one).toMatchObject({ code: 1, stdout: "" })
    expect(one.stderr).toContain("the other end left after 1 messages")
  })
})

describe("when nothing happens", () => {
  const nowhere = "tcp://127.0.0.1:1"

  it("it tells what it waits for, but with --quiet", async () => {
    const connecting = new RunningCommand(["bench", "throughput", "--connect", nowhere])
    await connecting.says(
      /^purezmq: waiting for somebody at tcp:\/\/127.0.0.1:1: connect ECONNREFUSED/m,
      "stderr",
    )
    const quiet = ["bench", "latency", "--connect", nowhere, "--timeout", "1500ms", "--quiet"]
    const { code, stderr } = await purezmq(quiet)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "purezmq: nobody has connected for 1.5 s: connect ECONNREFUSED 127.0.0.1:1\n",
    })
  })

  it("it is over with code 2 after --timeout, whether nobody is there or somebody says nothing", async () => {
    const limit = ["--timeout", "100ms"]
    const [, silent] = await bound("rep")
    const [receiver, endpoint] = await bound("bench", "throughput", "--timeout", "2s")
    await RawPeer.handshake(endpoint, "PUSH")
    const outcomes = await Promise.all([
      purezmq(["bench", "throughput", "--bind", ANY, ...limit]),
      purezmq(["bench", "latency", "--bind", ANY, ...limit]),
      purezmq(["bench", "latency", "--connect", silent, "--timeout", "1s"]),
      receiver.ends(),
    ])
    const texts = [
      "nobody has connected for 0.1 s",
      "no request has come for 0.1 s",
      "no reply has come for 1 s",
      "no message has come for 2 s",
    ]
    for (const [i, { code, stderr }] of outcomes.entries()) {
      expect(stderr).toContain(texts[i])
      expect(code).toBe(2)
    }
  })
})

describe.skipIf(missing !== null)("with pyzmq at the other end", () => {
  let py: PyPeer
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  it("receives from a PUSH", async () => {
    const [receiver, endpoint] = await bound("bench", "throughput", "--count", "1001", "--json")
    await py.open("push", "PUSH", { connect: endpoint })
    await py.send("push", ...Array.from({ length: 1001 }, () => ["hello"]))
    const { stdout } = await receiver.ends()
    expect(numbersOf(stdout).throughput).toMatchObject({ messages: 1000, bytes: 5000 })
  })

  it("sends to a PULL", async () => {
    const endpoint = await py.open("pull", "PULL", { bind: ANY })
    const what = ["--count", "1000", "--size", "3", "--parts", "2"]
    const sender = purezmq(["bench", "throughput", "--connect", endpoint, ...what])
    const messages = await py.receive("pull", 1000)
    expect(new Set(messages.map(String))).toEqual(new Set(["xxx,xxx"]))
    expect((await sender).stdout).toMatch(/\(1000 messages of 2 parts of 3 bytes in /)
  })

  it("asks a REP, and answers a REQ", async () => {
    const endpoint = await py.open("rep", "REP", { bind: ANY })
    const asker = purezmq(["bench", "latency", "--connect", endpoint, "--count", "100", "--json"])
    // The first 50 do not count.
    await py.echo("rep", 150)
    const { latency } = numbersOf((await asker).stdout)
    expect(latency).toMatchObject({ roundTrips: 100 })
    assertOrdered(latency)
    const [answerer, at] = await bound("bench", "latency")
    await py.open("req", "REQ", { connect: at })
    await py.send("req", ["a", "b"])
    expect((await py.receive("req")).map(String)).toEqual(["a,b"])
    answerer.child.kill("SIGINT")
    expect(await answerer.ends()).toMatchObject({ code: 130, stdout: "" })
  })
})

describe.skipIf(noTerminal !== null)("on a terminal", () => {
  it("shows how far it is, and then only what came out", async () => {
    const args = [inject("command"), "bench", "--time", "400ms"]
    const terminal = new Terminal(process.execPath, args)
    await terminal.shows(/throughput: \d+ messages\/s, 0\.\d s/)
    await terminal.shows(/latency: \d+ round trips/)
    expect(await terminal.ends()).toBe(0)
    const shown = terminal.output.split("\u001b[K").at(-1) ?? ""
    expect(shown).toMatch(/^throughput {2}.*\r\nlatency {5}.*\r\n$/)
  })

  it("ends by Ctrl-C in the middle of it, with nothing left of what it showed", async () => {
    const args = [inject("command"), "bench", "throughput", "--time", "1h"]
    const terminal = new Terminal(process.execPath, args)
    await terminal.shows(/throughput: \d+ messages\/s/)
    terminal.type("\u0003")
    expect(await terminal.ends()).toBe(130)
    expect(terminal.output.split("\u001b[K").at(-1)).toBe("")
  })
})

describe("a mistake", () => {
  const endpoint = "tcp://127.0.0.1:1"
  it.concurrent.each([
    [["--bind", endpoint], "throughput or latency?"],
    [["throughput", "--bind", endpoint, "--connect", endpoint], "either listens or connects"],
    [["--curve-server"], "security needs two ends"],
    [["speed"], "Allowed choices are throughput, latency"],
    [["--parts", "0"], "at least 1"],
    [["--time", "0"], "at least 1ms"],
    [["--count", "1"], "only starts the clock"],
    [["throughput", "--bind", ANY, "--count", "1"], "only starts the clock"],
    [["throughput", "--connect", "tcp://nowhere"], "tcp://nowhere"],
  ])("of the command line is told with code 64: %j", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(["bench", ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })

  it("of a peer is told with code 1: one that does not fit", async () => {
    const [, at] = await bound("pull")
    const { code, stderr } = await purezmq(["bench", "latency", "--connect", at])
    expect(code).toBe(1)
    expect(stderr).toContain('a REQ socket does not talk to a "PULL" socket')
  })
})

it("ends by Ctrl-C while it waits for somebody", async () => {
  const [receiver] = await bound("bench", "throughput")
  receiver.child.kill("SIGINT")
  expect(await receiver.ends()).toMatchObject({ code: 130, stdout: "" })
})
