/**
 * `purezmq monitor`, as a process: every event of its connections, and who the peers are.
 */
import { tmpdir } from "node:os"
import { join } from "node:path"
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Acquaintances } from "../../src/cli/monitor/acquaintances.js"
import type { Peer } from "../../src/index.js"
import { ANY, bound, LISTENING, purezmq, RunningCommand } from "../helpers/command.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { RawListener, RawPeer } from "../helpers/raw-peer.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: monitor with pyzmq at the other end, since ${missing}`)

interface Told {
  readonly type: string
  readonly address: string
  readonly error?: string
  readonly peer?: { readonly socketType: string; readonly routingId: string }
}

function peerCalled(name: string): Peer {
  return {
    address: null,
    endpoint: "ipc:///tmp/x",
    socketType: "DEALER",
    routingId: Buffer.from(name),
    userId: null,
    properties: new Map(),
  }
}

function toldIn(stdout: string): Told[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Told)
}

describe.skipIf(missing !== null)("with pyzmq", () => {
  let py: PyPeer
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  it("tells who comes, who that is, and that it is gone", async () => {
    const [monitor, endpoint] = await bound("monitor", "--type", "router", "--json", "--count", "4")
    await py.open("dealer", "DEALER", { connect: endpoint, options: { routing_id: "ann" } })
    await monitor.says(/"handshake"/)
    await py.close("dealer")
    const { code, stdout } = await monitor.ends()
    expect(code).toBe(0)
    const told = toldIn(stdout)
    expect(told.map(({ type }) => type)).toEqual(["bind", "accept", "handshake", "disconnect"])
    expect(told[2].peer).toMatchObject({
      socketType: "DEALER",
      routingId: Buffer.from("ann").toString("hex"),
    })
  })

  it("tells whom it has connected to, and tells it again when that comes back", async () => {
    const endpoint = await py.open("rep", "REP", { bind: ANY })
    const monitor = new RunningCommand(["monitor", "--connect", endpoint])
    await monitor.says(/ connect tcp:/)
    await monitor.says(/ handshake tcp:\S+: REP, tcp:/)
    await py.close("rep")
    await monitor.says(/ disconnect tcp:/)
    await monitor.says(/ connect:retry tcp:\S+ in \d+ ms/)
    await py.open("rep", "REP", { bind: endpoint })
    await monitor.says(/( handshake tcp:\S+: REP, tcp:[\s\S]*){2}/)
  })

  it("tells as a server why a client is refused, as a client why the server did", async () => {
    const plain = ["--plain-username", "ann", "--plain-password"]
    const [server, endpoint] = await bound("monitor", "--plain-server", ...plain, "pass")
    await py.open("req", "REQ", {
      connect: endpoint,
      options: { plain_username: "ann", plain_password: "wrong" },
    })
    await server.says(/ handshake:error:auth \S+: .*\(400\)$/m)
    const client = new RunningCommand(["monitor", "--connect", endpoint, ...plain, "other"])
    await client.says(/ handshake:error:auth \S+: .*\(400\)$/m)
  })
})

describe("peers", () => {
  it("of which several have come since the last event are told one after the other, each once", () => {
    const [ann, bob, twin] = ["ann", "bob", "bob"].map(peerCalled)
    const known = new Acquaintances()
    expect([known.meet([ann, bob, twin]), known.meet([ann, bob, twin])]).toEqual([ann, bob])
    expect([known.meet([ann, bob, twin]), known.meet([ann, bob, twin])]).toEqual([twin, null])
    known.forget([bob, twin])
    expect([known.meet([bob, twin]), known.meet([ann, bob, twin])]).toEqual([null, ann])
  })

  it("that come at the same time are told apart, over tcp and over ipc", async () => {
    const ipc = `ipc://${join(tmpdir(), `purezmq-test-${randomUUID().slice(0, 13)}`)}`
    const args = ["monitor", "--type", "router", "--json", "--count", "10"]
    const monitor = new RunningCommand([...args, "--bind", ANY, "--bind", ipc])
    const [, endpoint] = await monitor.says(LISTENING, "stderr")
    await monitor.says(/"ipc:/)
    const ids = ["a", "b"]
    await Promise.all(
      ids.map((Identity) => RawPeer.handshake(endpoint, "DEALER", { properties: { Identity } })),
    )
    const local = [1, 2].map(() => new RunningCommand(["dealer", "--connect", ipc, "--count", "1"]))
    const { stdout } = await monitor.ends()
    for (const { child } of local) child.kill()
    const peers = toldIn(stdout).flatMap(({ type, peer }) => (type === "handshake" ? [peer] : []))
    const idsTold = peers.map((peer) => Buffer.from(peer?.routingId ?? "?", "hex").toString())
    expect(idsTold.sort()).toEqual(["", "", "a", "b"])
    expect(peers.map((peer) => peer?.socketType)).toEqual(["DEALER", "DEALER", "DEALER", "DEALER"])
  })

  it("that do not fit are told with the reason", async () => {
    const [monitor, endpoint] = await bound("monitor", "--type", "sub")
    await RawPeer.connect(endpoint).then((peer) =>
      peer.write(Buffer.from("GET / HTTP/1.0\r\n\r\n")),
    )
    await monitor.says(/ handshake:error:protocol tcp:\S+: \S+/)
    const other = await RawPeer.connect(endpoint)
    // It may be turned away before its handshake is done.
    const shaken = other.shakeHands("PUSH").catch(() => {})
    await monitor.says(/a SUB socket does not talk to a "PUSH" socket/)
    await shaken
  })

  it("cannot make the terminal obey by what they are called", async () => {
    const [monitor, endpoint] = await bound("monitor", "--type", "router", "--count", "3")
    const Identity = "\u001b[31mred\n"
    await RawPeer.handshake(endpoint, "DEALER", { properties: { Identity } })
    const { stdout } = await monitor.ends()
    expect(stdout).not.toContain("\u001b")
    expect(stdout).toContain('identity "\\x1b[31mred\\n"')
  })
})

describe("the end", () => {
  it("comes with code 2 when nothing happens any more, with 130 by Ctrl-C", async () => {
    expect(await purezmq(["monitor", "--bind", ANY, "--timeout", "50ms"])).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/^[\d:.]+ bind tcp:\S+\n$/) as unknown,
      stderr: expect.stringContaining("nothing has happened for 0.05 s") as unknown,
    })
    const [monitor] = await bound("monitor")
    monitor.child.kill("SIGINT")
    expect((await monitor.ends()).code).toBe(130)
  })

  it("comes with code 0 after --count events, even if nobody is there to connect to", async () => {
    const listener = await RawListener.listen()
    const { endpoint } = listener
    const { code, stdout } = await purezmq(["monitor", "--connect", endpoint, "--count", "2"])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split("\n")).toHaveLength(2)
  })

  it("can come without any connection: it says why there is none", async () => {
    const nowhere = ["monitor", "--connect", "tcp://127.0.0.1:1", "--count", "2"]
    const [text, json] = await Promise.all([purezmq(nowhere), purezmq([...nowhere, "--json"])])
    expect(text.stdout).toMatch(/ close tcp:\/\/127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n$/)
    expect(toldIn(json.stdout)[1]).toMatchObject({
      type: "close",
      error: "connect ECONNREFUSED 127.0.0.1:1",
    })
  })

  it("comes with code 64 for a type there is none of, and without an endpoint", async () => {
    expect(await purezmq(["monitor", "--bind", ANY, "--type", "dish"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("Allowed choices are pub, sub") as unknown,
    })
    expect(await purezmq(["monitor"])).toMatchObject({ code: 64 })
  })
})
