/**
 * The commands of socket types, as processes: with pyzmq at the other end, and with each other.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ANY, bound, LISTENING, purezmq, RunningCommand } from "../helpers/command.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { RawPeer } from "../helpers/raw-peer.js"
import { temporaryFolder } from "../helpers/folders.js"

const missing = pyzmqIsMissing()
if (missing !== null)
  console.log(`Skipped: the command with pyzmq at the other end, since ${missing}`)

function ended(stdout: string): object {
  return { code: 0, stdout, stderr: expect.any(String) as unknown }
}

describe.skipIf(missing !== null)("with pyzmq", () => {
  let py: PyPeer
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  it("push --bind waits for a PULL that comes late", async () => {
    const [push, endpoint] = await bound("push", "two", "parts")
    await py.open("pull", "PULL", { connect: endpoint })
    expect((await py.receive("pull")).map(String)).toEqual(["two,parts"])
    expect(await push.ends()).toMatchObject({ code: 0 })
  })

  it("pub --bind waits for the subscription of a SUB, and that gets the first message", async () => {
    const [pub, endpoint] = await bound("pub", "--count", "3", "news")
    await py.open("sub", "SUB", { connect: endpoint, subscribe: ["ne"] })
    expect(await py.receive("sub", 3)).toHaveLength(3)
    expect(await pub.ends()).toMatchObject({ code: 0 })
  })

  it("pub --connect waits for the subscription, too", async () => {
    const endpoint = await py.open("sub", "SUB", { bind: ANY, subscribe: [""] })
    const pub = new RunningCommand(["pub", "--connect", endpoint, "first"])
    expect((await py.receive("sub")).map(String)).toEqual(["first"])
    expect(await pub.ends()).toMatchObject({ code: 0 })
  })

  it("sub prints what a PUB publishes under its prefixes", async () => {
    const [sub, endpoint] = await bound(
      "sub",
      "--subscribe",
      "a",
      "--subscribe",
      "b",
      "--count",
      "2",
    )
    await py.open("pub", "XPUB", { connect: endpoint })
    await py.receive("pub", 2)
    await py.send("pub", ["apple", "1"], ["cherry", "2"], ["banana", "3"])
    expect(await sub.ends()).toEqual(ended("apple\t1\nbanana\t3\n"))
  })

  it("req asks a REP line by line, and prints the replies", async () => {
    const endpoint = await py.open("rep", "REP", { bind: ANY })
    const req = new RunningCommand(["req", "--connect", endpoint])
    req.type("one\n\n  two\tparts\n", true)
    await py.echo("rep", 2)
    expect(await req.ends()).toEqual(ended("one\n  two\tparts\n"))
  })

  it("rep answers a REQ with the lines it reads", async () => {
    const [rep, endpoint] = await bound("rep", "--count", "2")
    rep.type("yes\nno\n")
    await py.open("req", "REQ", { connect: endpoint })
    for (const [question, answer] of [
      ["really?", "yes"],
      ["still?", "no"],
    ] as const) {
      await py.send("req", [question])
      expect((await py.receive("req")).map(String)).toEqual([answer])
    }
    expect(await rep.ends()).toEqual(ended("really?\nstill?\n"))
  })

  it("dealer and ROUTER know each other by the identity", async () => {
    const endpoint = await py.open("router", "ROUTER", { bind: ANY })
    const dealer = new RunningCommand([
      "dealer",
      "--connect",
      endpoint,
      "--identity",
      "0x616e6e",
      "--count",
      "1",
      "hi",
    ])
    expect((await py.receive("router")).map(String)).toEqual(["ann,hi"])
    await py.send("router", ["ann", "hi yourself"])
    expect(await dealer.ends()).toEqual(ended("hi yourself\n"))
  })

  it("router shows an id that is not printable as hexadecimal digits, and takes it so", async () => {
    const [router, endpoint] = await bound("router", "--count", "2")
    await py.open("dealer", "DEALER", { connect: endpoint })
    await py.send("dealer", ["hello"])
    const [, id] = await router.says(/^(0x00\w{8})\thello$/m)
    router.type(`${id}\tanswer\n`, true)
    expect((await py.receive("dealer")).map(String)).toEqual(["answer"])
    await py.send("dealer", ["bye"])
    expect(await router.ends()).toMatchObject({ code: 0 })
  })

  it("router shows a name that begins with 0x as digits, so that it is taken back as it was", async () => {
    const [router, endpoint] = await bound("router", "--count", "1", "--echo")
    await py.open("called 0xzz", "DEALER", { connect: endpoint, options: { identity: "0xzz" } })
    await py.send("called 0xzz", ["hello"])
    expect(await router.ends()).toEqual(ended("0x30787a7a\thello\n"))
  })

  it("pull prints what PUSHs hand out, whichever side binds", async () => {
    const endpoint = await py.open("bound push", "PUSH", { bind: ANY })
    const both = ["--connect", endpoint, "--format", "quoted", "--count", "4"]
    const [pull, at] = await bound("pull", ...both)
    await py.open("push", "PUSH", { connect: at })
    await py.send("push", ["two", "parts"], [Buffer.of(0, 255)])
    await pull.says(/^"two" "parts"\n"\\x00\\xff"\n$/)
    await py.send("bound push", ["", "after nothing"], ["last"])
    const { code, stdout } = await pull.ends()
    expect(code).toBe(0)
    expect(stdout.split("\n").slice(2)).toEqual(['"" "after nothing"', '"last"', ""])
  })

  it("pair talks to a PAIR both ways, whichever side binds", async () => {
    const [binding, at] = await bound("pair", "--count", "1", "from", "us")
    await py.open("pair", "PAIR", { connect: at })
    expect((await py.receive("pair")).map(String)).toEqual(["from,us"])
    await py.send("pair", ["from", "you"])
    expect(await binding.ends()).toEqual(ended("from\tyou\n"))

    const endpoint = await py.open("bound pair", "PAIR", { bind: ANY })
    const connecting = new RunningCommand(["pair", "--connect", endpoint, "--count", "2"])
    connecting.type("one\ntwo\n", true)
    expect((await py.receive("bound pair", 2)).map(String)).toEqual(["one", "two"])
    await py.send("bound pair", ["three"], ["four"])
    expect(await connecting.ends()).toEqual(ended("three\nfour\n"))
  })

  it("xpub prints how a SUB subscribes and cancels, and publishes what it reads in between", async () => {
    const [xpub, endpoint] = await bound("xpub", "--format", "quoted", "--count", "2")
    await py.open("news", "SUB", { connect: endpoint, subscribe: ["news"] })
    await xpub.says(/^"\\x01news"\n$/)
    xpub.type('"weather" "sunny"\n"news" "none"\n', true)
    expect((await py.receive("news")).map(String)).toEqual(["news,none"])
    await py.close("news")
    expect(await xpub.ends()).toEqual(ended('"\\x01news"\n"\\x00news"\n'))
  })

  it("xsub tells an XPUB its subscriptions, those of messages too, and prints what that publishes", async () => {
    const endpoint = await py.open("xpub", "XPUB", { bind: ANY })
    const how = ["--connect", endpoint, "--format", "quoted", "--subscribe", "a", "--count", "2"]
    const xsub = new RunningCommand(["xsub", ...how])
    expect(await py.receive("xpub")).toEqual([[Buffer.from("\u0001a")]])
    xsub.type('"\\x01b"\n', true)
    expect(await py.receive("xpub")).toEqual([[Buffer.from("\u0001b")]])
    await py.send("xpub", ["apple", "1"], ["cherry", "2"], ["banana", "3"])
    expect(await xsub.ends()).toEqual(ended('"apple" "1"\n"banana" "3"\n'))
  })

  it("is a CURVE client and a CURVE server, with keys and with certificates", async () => {
    const folder = temporaryFolder()
    const server = await purezmq(["keygen", "--json"])
    const keys = JSON.parse(server.stdout) as { publicKey: string; secretKey: string }
    const endpoint = await py.open("pull", "PULL", {
      bind: ANY,
      options: { curve_server: true, curve_secretkey: keys.secretKey },
    })
    const sent = purezmq([
      "push",
      "--connect",
      endpoint,
      "--curve-server-key",
      keys.publicKey,
      "sealed",
    ])
    expect((await py.receive("pull")).map(String)).toEqual(["sealed"])
    expect(await sent).toMatchObject({ code: 0 })

    await purezmq(["keygen", "--file", join(folder, "own")])
    const [pull, at] = await bound(
      "pull",
      "--count",
      "1",
      "--curve-server",
      "--curve-certificate",
      join(folder, "own.key_secret"),
    )
    const client = await purezmq([
      "push",
      "--connect",
      at,
      "--curve-server-key",
      join(folder, "own.key"),
      "from files",
    ])
    expect(client).toMatchObject({ code: 0 })
    expect(await pull.ends()).toEqual(ended("from files\n"))
  })

  it("is a PLAIN client, and a PLAIN server that lets only its user in", async () => {
    const own = await PyPeer.start()
    await own.authenticate({ plain: { "*": { ann: "pass" } } })
    const endpoint = await own.open("pull", "PULL", { bind: ANY, options: { plain_server: true } })
    const plain = ["--plain-username", "ann", "--plain-password"]
    const sent = purezmq(["push", "--connect", endpoint, ...plain, "pass", "hello"])
    expect((await own.receive("pull")).map(String)).toEqual(["hello"])
    expect(await sent).toMatchObject({ code: 0 })

    const [pull, at] = await bound("pull", "--count", "1", "--plain-server", ...plain, "pass")
    const refused = await purezmq(["push", "--connect", at, ...plain, "wrong", "x"])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("(400)") as unknown })
    await own.open("push", "PUSH", {
      connect: at,
      options: { plain_username: "ann", plain_password: "pass" },
    })
    await own.send("push", ["let in"])
    expect(await pull.ends()).toEqual(ended("let in\n"))
  })
})

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

  it("for what is unsent is limited by --linger", async () => {
    const push = await purezmq([
      "push",
      "--connect",
      "tcp://127.0.0.1:9",
      "--no-wait",
      "--linger",
      "50ms",
      "x",
    ])
    expect(push).toMatchObject({
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

describe("mistakes", () => {
  it.concurrent.each([
    [["pull"], "--bind or --connect is needed"],
    [["pull", "--bind", "foo"], "foo is no endpoint to listen at: one is such as tcp://127.0.0.1:"],
    [["pull", "--bind", "tcp://nowhere"], "tcp://nowhere is no endpoint to listen at"],
    [["pull", "--connect", "tcp://*:5555"], "tcp://*:5555 is no endpoint to connect to"],
    [["pull", "--connect", ""], '"" is no endpoint to connect to'],
    [["pull", "--bind", "pigeon://a"], "there is no pigeon here: one is such as"],
    [["pull", "--bind", "udp://127.0.0.1:1"], "udp is not for this type of socket"],
    [
      ["stream", "--connect", "ipc:///a"],
      "since ipc is not for this type of socket: one is such as",
    ],
    [["pull", "--bind", "inproc://a"], "inproc is for sockets of one process"],
    [
      ["push", "--bind", ANY, "--format", "jsn", "x"],
      "Allowed choices are text, quoted, hex, json, raw",
    ],
    [["push", "--bind", ANY, "--format", "hex", "abc"], "the data"],
    [["push", "--bind", ANY, "--interval", "soon", "x"], "A time is such as"],
    [["push", "--bind", ANY, "--count", "-1", "x"], "whole number"],
    [["push", "--bind", ANY, "--count", "0", "x"], "at least 1"],
    [["push", "--bind", ANY, "--file", "f", "x"], "not from both"],
    [["rep", "--bind", ANY, "--echo", "x"], "--echo answers"],
    [["pull", "--bind", ANY, "x"], "too many arguments"],
    [["pull", "--bnid", ANY], "Did you mean --bind?"],
    [["pull", "--bind", ANY, "--curve-server"], "--curve-server needs"],
    [["pull", "--bind", ANY, "--plain-server"], "PLAIN needs both"],
    [["pull", "--bind", ANY, "--curve-public-key", "x"], "CURVE needs"],
    [["router", "--bind", ANY, "--target", `0x${"61".repeat(256)}`, "x"], "at most 255 bytes"],
    [["router", "--bind", ANY, "--target", "0xzz", "x"], "'--target <id>' argument '0xzz'"],
    [["router", "--bind", ANY, "--target", "0x616", "x"], "even number of hexadecimal digits"],
    [["dealer", "--bind", ANY, "--identity", "0xzz"], "'--identity <id>' argument '0xzz'"],
    [["dealer", "--bind", ANY, "--identity", ""], "'--identity <id>' argument ''"],
    [["router", "--bind", ANY, "--quiet", "0xzz", "x"], "the data: behind 0x of a routing id"],
    [
      ["push", "--bind", ANY, "--plain-password", "x", "--plain-username", "a".repeat(256)],
      "--plain-username: PLAIN has room for 255 bytes",
    ],
  ])("of the command line are told with code 64: %j", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(args)
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })

  it("of the world are told with code 1: an address in use, a file that is not there", async () => {
    const [, endpoint] = await bound("pull")
    const second = await purezmq(["pull", "--bind", endpoint])
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining("in use") as unknown })
    const file = await purezmq(["push", "--connect", endpoint, "--file", "/nonexistent"])
    expect(file).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOENT") as unknown })
    const key = await purezmq([
      "push",
      "--connect",
      endpoint,
      "--curve-server-key",
      "/nonexistent",
      "x",
    ])
    expect(key).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOENT") as unknown })
  })

  it("of peers are told: another mechanism, a type that does not fit; a client ends by them, with code 1", async () => {
    const [, endpoint] = await bound("pull")
    const types = await purezmq(["req", "--connect", endpoint, "x"])
    expect(types.code).toBe(1)
    expect(types.stderr).toContain('a REQ socket does not talk to a "PULL" socket')
    const plain = await purezmq([
      "push",
      "--connect",
      endpoint,
      "--plain-username",
      "a",
      "--plain-password",
      "b",
      "x",
    ])
    expect(plain.code).toBe(1)
    expect(plain.stderr).toContain('security mechanism is "NULL", ours is "PLAIN"')
  })

  it("of a peer are told by a server, which goes on", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "1")
    await purezmq(["req", "--connect", endpoint, "x"])
    await pull.says(/handshake:error:protocol.*a PULL socket does not talk to a "REQ"/, "stderr")
    await purezmq(["push", "--connect", endpoint, "still here"])
    expect(await pull.ends()).toMatchObject({ code: 0, stdout: "still here\n" })
  })

  it("of a REP without a reply are told with code 1", async () => {
    const [rep, endpoint] = await bound("rep")
    rep.type("", true)
    const req = new RunningCommand(["req", "--connect", endpoint, "x"])
    const { code, stderr } = await rep.ends()
    expect(code).toBe(1)
    expect(stderr).toContain("no reply left")
    req.child.kill()
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
