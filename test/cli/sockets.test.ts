/**
 * The commands of socket types, as processes, with each other.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { ANY, bound, LISTENING, purezmq, RunningCommand } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { RawPeer } from "../helpers/raw-peer.js"

function ended(stdout: string): object {
  return { code: 0, stdout, stderr: expect.any(String) as unknown }
}

describe("messages", () => {
  it("that are many come in order and whole, through a pipe", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${String(i)}`).join("\n")
    const [pull, endpoint] = await bound("pull", "--count", "20000")
    expect(await purezmq(["push", "--connect", endpoint], lines)).toMatchObject({ code: 0 })
    expect((await pull.ends()).stdout).toBe(`${lines}\n`)
  })

  it("of a file are its lines, or with raw all its bytes", async () => {
    const file = join(temporaryFolder(), "file")
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256))
    writeFileSync(file, bytes)
    const [pull, endpoint] = await bound("pull", "--count", "1", "--format", "hex")
    await purezmq(["push", "--connect", endpoint, "--format", "raw", "--file", file])
    expect((await pull.ends()).stdout).toBe(`${bytes.toString("hex")}\n`)
  })

  it.each([
    ["text", "a\tb\n\n  \nc", [["61", "62"], ["2020"], ["63"]]],
    ["quoted", '"a" "\\x00\\n\\"\\\\" ""\n\n"é"', [["61", "000a225c", ""], ["c3a9"]]],
    ["hex", "61 - 0xFF\n\n00", [["61", "", "ff"], ["00"]]],
    ["json", '["a",{"base64":"/w=="}]\n\n"b"', [["61", "ff"], ["62"]]],
    ["raw", "a\tb\n\nc", [["6109620a0a63"]]],
  ])("are read in %s as it says", async (format, input, expected) => {
    const [pull, endpoint] = await bound(
      "pull",
      "--count",
      String(expected.length),
      "--format",
      "hex",
    )
    expect(await purezmq(["push", "--connect", endpoint, "--format", format], input)).toMatchObject(
      { code: 0 },
    )
    const printed = expected.map((parts) =>
      parts.map((part) => (part === "" ? "-" : part)).join(" "),
    )
    expect((await pull.ends()).stdout).toBe(`${printed.join("\n")}\n`)
  })

  it.each([
    ["text", "a\tb\u0000\n"],
    ["quoted", '"a" "b\\x00" "" "\\xff"\n'],
    ["hex", "61 6200 - ff\n"],
    ["json", '["a","b\\u0000","",{"base64":"/w=="}]\n'],
    ["raw", "ab\u0000"],
  ])("are printed in %s as it says", async (format, printed) => {
    const isLossy = format === "text" || format === "raw"
    const [pull, endpoint] = await bound("pull", "--count", "1", "--format", format)
    const parts = isLossy ? ["61", "6200"] : ["61", "6200", "-", "ff"]
    await purezmq(["push", "--connect", endpoint, "--format", "hex", ...parts])
    expect((await pull.ends()).stdout).toBe(printed)
  })

  it.concurrent.each([
    ["quoted", '"a', "line 1: the quotes"],
    ["quoted", '"a"\na', "line 2: a part begins with"],
    ["quoted", '"\\q"', "no escape \\q"],
    ["hex", "abc", "no even number"],
    ["json", "{}", "a part is a text"],
    ["json", "[]", "at least one part"],
    ["json", '["a"', "line 1"],
  ])("that are not %s are an error that says where: %s", async (format, input, error) => {
    const { code, stderr } = await purezmq(
      ["push", "--connect", "tcp://127.0.0.1:1", "--no-wait", "--format", format],
      input,
    )
    expect(code).toBe(1)
    expect(stderr).toContain(error)
  })

  it("of stream are bytes, for whoever has connected last", async () => {
    const [server, endpoint] = await bound("stream", "--count", "1", "--format", "raw", "welcome")
    const client = new RunningCommand([
      "stream",
      "--connect",
      endpoint,
      "--count",
      "1",
      "--format",
      "raw",
      "hello",
    ])
    expect(await client.ends()).toEqual(ended("welcome"))
    expect(await server.ends()).toEqual(ended("hello"))
  })

  it("are not printed with --quiet", async () => {
    const [rep, endpoint] = await bound("rep", "--echo", "--count", "1")
    expect(await purezmq(["req", "--connect", endpoint, "--quiet", "hello"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    })
    await rep.ends()
  })
})

describe("time", () => {
  it("is over with code 2 when no message, no peer, no subscription comes", async () => {
    const limit = ["--timeout", "50ms"]
    expect(await purezmq(["pull", "--bind", ANY, ...limit])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("no message has come for 0.05 s") as unknown,
    })
    expect(await purezmq(["push", "--bind", ANY, ...limit, "x"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nobody has connected") as unknown,
    })
    const nowhere = ["--connect", "tcp://127.0.0.1:1", "--timeout", "1s"]
    const refused = await purezmq(["push", ...nowhere, "--quiet", "x"])
    expect(refused).toMatchObject({
      code: 2,
      stderr: "purezmq: nobody has connected for 1 s: connect ECONNREFUSED 127.0.0.1:1\n",
    })
    const router = await purezmq(["router", "--bind", ANY, "--target", "ann", ...limit, "x"])
    expect(router.code).toBe(2)
  })

  it("is over with code 2 when a publisher has peers that do not subscribe", async () => {
    const [pub, endpoint] = await bound("pub", "--timeout", "500ms", "x")
    await RawPeer.handshake(endpoint, "SUB")
    expect(await pub.ends()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nobody has subscribed for 0.5 s") as unknown,
    })
  })

  it("is told after a while what for, but with --quiet", async () => {
    const [pub, endpoint] = await bound("pub", "x")
    await RawPeer.handshake(endpoint, "SUB")
    const quiet = purezmq(["pub", "--bind", ANY, "--quiet", "--timeout", "2500ms", "x"])
    await pub.says(/^purezmq: waiting for a subscription$/m, "stderr")
    expect((await quiet).stderr).toBe("purezmq: nobody has connected for 2.5 s\n")
    pub.child.kill()
  })

  it("is not waited for subscriptions with --no-wait", async () => {
    expect(await purezmq(["pub", "--bind", ANY, "--no-wait", "x"])).toMatchObject({ code: 0 })
  })

  it("between two messages is the interval, and a message comes again and again", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "3")
    const began = performance.now()
    const push = new RunningCommand(["push", "--connect", endpoint, "--interval", "100ms", "tick"])
    expect(await pull.ends()).toEqual(ended("tick\ntick\ntick\n"))
    expect(performance.now() - began).toBeGreaterThan(200)
    push.child.kill("SIGINT")
    expect((await push.ends()).code).toBe(130)
  })

  it("that a REQ waits for a reply is limited", async () => {
    const [, endpoint] = await bound("pull")
    const rep = new RunningCommand(["rep", "--bind", ANY])
    const [, at] = await rep.says(LISTENING, "stderr")
    expect(await purezmq(["req", "--connect", at, "--timeout", "300ms", "x"])).toMatchObject({
      code: 2,
    })
    expect(endpoint).not.toBe(at)
  })

  it.each(["--linger", "--timeout"])("for what is unsent is limited by %s", async (option) => {
    const push = ["push", "--connect", "tcp://127.0.0.1:9", "--no-wait", option, "50ms", "x"]
    expect(await purezmq(push)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("1 messages were not sent") as unknown,
    })
  })
})

describe("the end", () => {
  it("by Ctrl-C is clean, with code 130, and by SIGTERM with 143", async () => {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const [pull] = await bound("pull")
      pull.child.kill(signal)
      expect(await pull.ends()).toMatchObject({ code, stdout: "" })
    }
  })

  it("by Ctrl-C comes while standard input is read, and while a sender waits for peers", async () => {
    const [push, endpoint] = await bound("push")
    const [pull] = [new RunningCommand(["pull", "--connect", endpoint])]
    push.type("one\n")
    await pull.says(/one/)
    push.child.kill("SIGINT")
    expect((await push.ends()).code).toBe(130)
    const [lonely] = await bound("push", "x")
    lonely.child.kill("SIGINT")
    expect((await lonely.ends()).code).toBe(130)
  })

  it("of whoever reads the output ends the command quietly", async () => {
    const [pull, endpoint] = await bound("pull")
    const push = new RunningCommand(["push", "--connect", endpoint, "--interval", "10ms", "x"])
    await pull.says(/x/)
    pull.child.stdout.destroy()
    const { code, stderr } = await pull.ends()
    expect({ code, stderr: stderr.replace(/^listening.*\n/, "") }).toEqual({ code: 0, stderr: "" })
    push.child.kill()
  })
})

describe("--verbose", () => {
  it("tells with the time what happens to connections", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "1", "--verbose")
    await purezmq(["push", "--connect", endpoint, "x"])
    const { stderr } = await pull.ends()
    for (const event of ["bind", "accept", "handshake"]) {
      expect(stderr).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ${event} tcp://`, "m"))
    }
  })

  it("twice, or --frames, tells what is said on the wire", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "1", "-vv")
    const push = await purezmq(["push", "--connect", endpoint, "--frames", "hello", "you"])
    expect(push.stderr.split("\n")).toEqual(
      expect.arrayContaining([
        "> 0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
        "< 0040  READY Socket-Type=PULL  (28 bytes)",
        '> 005c  part 1: "hello", 5 bytes',
      ]),
    )
    const { stderr } = await pull.ends()
    expect(stderr).toContain('< 0063  part 2, the last: "you", 3 bytes')
    expect(stderr).toMatch(/^[\d:.]+ handshake tcp:/m)
  })
})
