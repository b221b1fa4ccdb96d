/**
 * The commands of socket types, as processes, with pyzmq at the other end.
 */
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ANY, bound, purezmq, RunningCommand } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"

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
