/**
 * `purezmq probe`, as a process: what it finds out of libzmq, of our own sockets, and of who speaks something else.
 */
import { createServer } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { ANY, bound, purezmq, RunningCommand } from "../helpers/command.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { bytes, greeting, RawListener, ready } from "../helpers/raw-peer.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: probe with pyzmq at the other end, since ${missing}`)

interface Finding {
  readonly protocol: string | null
  readonly version: string | null
  readonly mechanism: string | null
  readonly socketType: string | null
  readonly identity: string | null
  readonly properties: Readonly<Record<string, string>>
  readonly took: string | null
  readonly times: Readonly<Record<string, number | null>>
  readonly violations: readonly string[]
  readonly notes: readonly string[]
}

/** What the command says as JSON. */
async function probe(endpoint: string, ...args: string[]): Promise<[Finding, code: number | null]> {
  const { code, stdout } = await purezmq(["probe", endpoint, "--json", ...args])
  return [JSON.parse(stdout) as Finding, code]
}

describe.skipIf(missing !== null)("of pyzmq", () => {
  let py: PyPeer
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  it("tells version, mechanism, socket type and identity, and when each was known", async () => {
    const endpoint = await py.open("router", "ROUTER", {
      bind: ANY,
      options: { routing_id: "broker" },
    })
    const { code, stdout, stderr } = await purezmq(["probe", endpoint])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const lines = stdout.trimEnd().split("\n")
    expect(lines.slice(0, 4)).toEqual([
      `${endpoint} speaks ZMTP 3.1`,
      "  mechanism    NULL",
      "  socket type  ROUTER",
      '  identity     "broker"',
    ])
    const steps = lines.slice(4).map((line) => /^ {2}(.{11}) {2}after \d+\.\d ms$/.exec(line)?.[1])
    expect(steps.map((step) => step?.trim())).toEqual([
      "connected",
      "first byte",
      "greeting",
      "ready",
    ])
  })

  it("takes no message away from a PUSH", async () => {
    const endpoint = await py.open("push", "PUSH", { bind: ANY })
    const [{ socketType, took, times }] = await probe(endpoint)
    expect({ socketType, took }).toEqual({ socketType: "PUSH", took: null })
    expect(times["connected"]).toBeLessThanOrEqual(times["ready"] ?? 0)
    await py.open("pull", "PULL", { connect: endpoint })
    await py.send("push", ["first"], ["second"])
    expect((await py.receive("pull", 2)).map(String)).toEqual(["first", "second"])
  })

  it("tells of a CURVE server what can be seen without its key, and more with it", async () => {
    const { stdout } = await purezmq(["keygen", "--json"])
    const { publicKey, secretKey } = JSON.parse(stdout) as Record<string, string>
    const endpoint = await py.open("curve", "XPUB", {
      bind: ANY,
      options: { curve_server: true, curve_secretkey: secretKey },
    })
    const [outside] = await probe(endpoint)
    expect(outside).toMatchObject({
      mechanism: "CURVE",
      socketType: null,
      notes: ["to see more it takes --curve-server-key"],
    })
    const [inside, code] = await probe(endpoint, "--curve-server-key", publicKey)
    expect(inside).toMatchObject({ mechanism: "CURVE", socketType: "XPUB", took: "SUB", notes: [] })
    expect(code).toBe(0)
    const other = await purezmq(["keygen", "--json"])
    const wrongKey = (JSON.parse(other.stdout) as Record<string, string>)["publicKey"]
    const [wrong] = await probe(endpoint, "--curve-server-key", wrongKey, "--try", "SUB")
    expect(wrong).toMatchObject({
      socketType: null,
      notes: ["it takes none of the socket types that were tried, or not these keys"],
    })
  })

  it("is let in by a PLAIN server with the right password, and told the code with a wrong one", async () => {
    await py.authenticate({ plain: { "*": { ann: "pass" } } })
    const endpoint = await py.open("plain", "PULL", { bind: ANY, options: { plain_server: true } })
    const as = ["--plain-username", "ann", "--plain-password"]
    expect((await probe(endpoint, ...as, "pass"))[0]).toMatchObject({
      mechanism: "PLAIN",
      socketType: "PULL",
      took: "PUSH",
    })
    const [{ socketType, notes }, code] = await probe(endpoint, ...as, "wrong")
    expect({ socketType, notes, code }).toEqual({
      code: 1,
      socketType: null,
      notes: [expect.stringContaining("(400)")],
    })
  })
})

describe("of a peer of ours", () => {
  it("tells its type, and with --try which types it takes", async () => {
    const [, endpoint] = await bound("rep", "--echo")
    expect((await probe(endpoint))[0]).toMatchObject({ version: "3.1", socketType: "REP" })
  })
})

describe("of a peer in bytes", () => {
  it("that waits to hear a socket type, says one after the other until one is taken", async () => {
    const listener = await RawListener.listen()
    const found = probe(listener.endpoint)
    const heard: string[] = []
    for (;;) {
      const peer = await listener.accept()
      peer.write(greeting())
      await peer.take(64)
      let command: Buffer
      try {
        command = await peer.take((await peer.take(2))[1])
      } catch {
        // The first time nothing is said.
        continue
      }
      const type = command.subarray(command.lastIndexOf("\0") + 2).toString()
      heard.push(type)
      if (type === "PUB") {
        peer.write(ready("SUB", { "X-Name": "ann" }))
        break
      }
      peer.socket.destroy()
    }
    const [{ socketType, took, properties }, code] = await found
    expect(heard).toEqual(["SUB", "PUSH", "PUB"])
    expect({ socketType, took, code }).toEqual({ socketType: "SUB", took: "PUB", code: 0 })
    expect(properties).toMatchObject({ "x-name": "ann" })
  })

  it("that takes none of the types says so", async () => {
    const listener = await RawListener.listen()
    const found = probe(listener.endpoint, "--try", "pair")
    for (const isFirst of [true, false]) {
      const peer = await listener.accept()
      peer.write(greeting(0))
      if (isFirst) await peer.untilClosed()
      else peer.socket.destroy()
    }
    const [{ version, notes }, code] = await found
    expect({ version, code }).toEqual({ version: "3.0", code: 0 })
    expect(notes).toEqual(["it takes none of the socket types that were tried"])
  })

  it("of ZMTP 2.0 is told by its greeting", async () => {
    const listener = await RawListener.listen()
    const found = probe(listener.endpoint)
    // Revision 1, a DEALER, and an identity of no bytes.
    ;(await listener.accept()).write(bytes("FF 00 00 00 00 00 00 00 01 7F 01 05 00 00"))
    expect((await found)[0]).toMatchObject({
      protocol: "ZMTP",
      version: "2.0",
      mechanism: null,
      socketType: "DEALER",
    })
  })

  it("that breaks the protocol is told how, with controls escaped", async () => {
    const listener = await RawListener.listen()
    const found = purezmq(["probe", listener.endpoint])
    ;(await listener.accept()).write(greeting(1, "NULL"), ready("\u001b[31mRED"))
    const { stdout } = await found
    expect(stdout).not.toContain("\u001b")
    expect(stdout).toMatch(/^ {2}! /m)
  })
})

describe("of something else", () => {
  it("a web server, tells that and what it says, with code 1", async () => {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    onTestFinished(() => {
      server.close()
    })
    const { port } = server.address() as AddressInfo
    const endpoint = `tcp://127.0.0.1:${String(port)}`
    const { code, stdout } = await purezmq(["probe", endpoint])
    expect(code).toBe(1)
    expect(stdout).toContain(`${endpoint} speaks HTTP, a server's answer\n`)
    expect(stdout).toMatch(/^ {2}said {9}"HTTP\/1\.1 400 Bad Request\\r\\n/m)
  })

  it("a server that waits for the end of a line, is given one", async () => {
    const listener = await RawListener.listen()
    const found = probe(listener.endpoint, "--timeout", "2s")
    const peer = await listener.accept()
    expect((await peer.take(64 + 4)).toString("latin1", 64)).toBe("\r\n\r\n")
    peer.write(Buffer.from("<!DOCTYPE HTML>\n<html>"))
    const [{ protocol }, code] = await found
    expect({ protocol, code }).toEqual({ protocol: "HTTP, a server's answer", code: 1 })
  })

  it("that speaks first, tells its name", async () => {
    const listener = await RawListener.listen()
    const found = probe(listener.endpoint)
    ;(await listener.accept()).write(Buffer.from("SSH-2.0-x\r\n"))
    expect((await found)[0]).toMatchObject({ protocol: "SSH", version: null })
  })

  it("that says nothing ends with code 2, one that hangs up or is not there with 1", async () => {
    const listener = await RawListener.listen()
    const silent = probe(listener.endpoint, "--timeout", "100ms")
    await listener.accept()
    const [{ protocol, notes }, late] = await silent
    expect({ protocol, notes, late }).toEqual({
      protocol: null,
      notes: ["it accepts connections, and says nothing"],
      late: 2,
    })
    const refusing = probe(listener.endpoint)
    ;(await listener.accept()).socket.destroy()
    const [closed, code] = await refusing
    expect({ notes: closed.notes, code }).toEqual({
      notes: ["it closed the connection at once"],
      code: 1,
    })
    expect(await purezmq(["probe", "tcp://127.0.0.1:1"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ECONNREFUSED") as unknown,
    })
  })
})

it("ends at once by Ctrl-C while it waits", async () => {
  const listener = await RawListener.listen()
  const command = new RunningCommand(["probe", listener.endpoint, "--timeout", "1h"])
  await (await listener.accept()).take(64)
  command.child.kill("SIGINT")
  expect(await command.ends()).toEqual({ code: 130, stdout: "", stderr: "" })
})

describe("a mistake", () => {
  it.concurrent.each([
    [[], "missing required argument 'endpoint'"],
    [["tcp://nowhere"], "tcp://nowhere"],
    [["tcp://127.0.0.1:1", "--try", "dish"], "there is no socket type dish"],
    [["tcp://127.0.0.1:1", "--curve-certificate", "x"], "CURVE needs"],
  ])("of the command line is told with code 64: %j", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(["probe", ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })
})
