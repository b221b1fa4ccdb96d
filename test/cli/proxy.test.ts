/**
 * `purezmq proxy`, as a process between sockets of pyzmq.
 */
import { once } from "node:events"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest"
import { ANY, purezmq, RunningCommand } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { Terminal, terminalIsMissing } from "../helpers/terminal.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: proxy with pyzmq around it, since ${missing}`)
const noTerminal = terminalIsMissing()
if (noTerminal !== null) console.log(`Skipped: proxy on a terminal, since ${noTerminal}`)

const BOUND = ["--front-bind", ANY, "--back-bind", ANY]

/** A proxy that listens, and where: at its front, its back, and what more it is told. */
async function between(...args: string[]): Promise<[RunningCommand, ...endpoints: string[]]> {
  const proxy = new RunningCommand(["proxy", ...BOUND, ...args])
  const count = [...BOUND, ...args].filter((word) => word === ANY).length
  await proxy.says(new RegExp(`(listening at [^]*){${String(count)}}`), "stderr")
  const endpoints = [...proxy.stderr.matchAll(/listening at (\S+)/g)].map(([, at]) => at)
  return [proxy, ...endpoints]
}

describe.skipIf(missing !== null)("between sockets of pyzmq", () => {
  let py: PyPeer
  let count = 0
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  /** A socket with a name of its own. */
  async function open(type: string, connect: string, more: object = {}): Promise<string> {
    const name = `${type}${String(count++)}`
    await py.open(name, type, { connect, ...more })
    return name
  }

  it("brings requests to workers and replies back, and shows both to the capture", async () => {
    const capturing = ["--capture", "push", "--capture-bind", ANY]
    const [proxy, front, back, capture] = await between(...capturing)
    const pull = await open("PULL", capture)
    const rep = await open("REP", back)
    const req = await open("REQ", front)
    await py.send(req, ["one", "two"])
    await py.echo(rep, 1)
    expect((await py.receive(req)).map(String)).toEqual(["one,two"])
    const [asked, answered] = await py.receive(pull, 2)
    expect(asked.slice(1).map(String)).toEqual(["", "one", "two"])
    expect(answered).toEqual(asked)
    proxy.child.kill("SIGINT")
    expect(await proxy.ends()).toMatchObject({
      code: 130,
      stderr: expect.stringContaining(
        "front > back: 1 messages, back > front: 1 messages",
      ) as unknown,
    })
  })

  it("brings subscriptions to publishers, and what is published to subscribers", async () => {
    const [, front, back] = await between("--front", "xsub", "--back", "xpub")
    const pub = await open("XPUB", front)
    const sub = await open("SUB", back, { subscribe: ["a"] })
    expect((await py.receive(pub)).map(String)).toEqual(["\u0001a"])
    await py.send(pub, ["b", "no"], ["a", "yes"])
    expect((await py.receive(sub)).map(String)).toEqual(["a,yes"])
  })

  it("hands out work that comes in at the front, in order", async () => {
    const [, front, back] = await between("--front", "pull", "--back", "push")
    const [push, pull] = [await open("PUSH", front), await open("PULL", back)]
    const messages = Array.from({ length: 2000 }, (_, i) => [String(i)])
    await py.send(push, ...messages)
    expect((await py.receive(pull, 2000)).map(String)).toEqual(messages.map(String))
  })

  it("connects where it is told to, and binds where it is told to", async () => {
    const endpoint = await py.open("worker", "REP", { bind: ANY })
    const args = ["--front", "router", "--front-bind", ANY, "--back-connect", endpoint]
    const proxy = new RunningCommand(["proxy", ...args])
    const [, front] = await proxy.says(/listening at (\S+)/, "stderr")
    const req = await open("REQ", front)
    await py.send(req, ["hello"])
    await py.echo("worker", 1)
    expect((await py.receive(req)).map(String)).toEqual(["hello"])
  })

  it("has CURVE at one side, PLAIN at the other, and at each only who may come in", async () => {
    const folder = temporaryFolder()
    await purezmq(["keygen", "--file", join(folder, "broker")])
    const { publicKey } = await py.certificate(join(folder, "broker.key"))
    const certificate = join(folder, "broker.key_secret")
    const [, front, back] = await between(
      ...["--front-curve-server", "--front-curve-certificate", certificate],
      ...["--back-plain-server", "--back-plain-username", "ann", "--back-plain-password", "pass"],
    )
    const client = await purezmq(["keygen", "--json"])
    const keys = JSON.parse(client.stdout) as Record<string, string>
    const rep = await open("REP", back, {
      options: { plain_username: "ann", plain_password: "pass" },
    })
    const req = await open("REQ", front, {
      options: {
        curve_serverkey: publicKey,
        curve_publickey: keys["publicKey"],
        curve_secretkey: keys["secretKey"],
      },
    })
    await py.send(req, ["sealed"])
    await py.echo(rep, 1)
    expect((await py.receive(req)).map(String)).toEqual(["sealed"])
    const stranger = await purezmq(["req", "--connect", front, "hello"])
    expect(stranger).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('security mechanism is "CURVE"') as unknown,
    })
  })
})

describe.skipIf(noTerminal !== null)("on a terminal", () => {
  it("shows how much passes, and sums up at the end", async () => {
    const terminal = new Terminal(process.execPath, [
      ...[inject("command"), "proxy", "--front", "pull", "--back", "push", ...BOUND],
    ])
    await terminal.shows(/(listening at [^]*){2}/)
    const [front, back] = [...terminal.output.matchAll(/listening at (\S+)/g)].map(([, at]) => at)
    const pull = new RunningCommand(["pull", "--connect", back, "--quiet"])
    const push = new RunningCommand(["push", "--connect", front, "--interval", "10ms", "work"])
    await terminal.shows(/front > back [1-9]\d*\/s \d+ B\/s, \d+ in all/)
    terminal.type("\u0003")
    await terminal.shows(/front > back: \d+ messages/)
    expect(await terminal.ends()).toBe(130)
    for (const { child } of [pull, push]) child.kill()
    await Promise.all([once(pull.child, "close"), once(push.child, "close")])
  })
})

describe("a mistake", () => {
  const front = ["--front-bind", ANY]
  const back = ["--back-bind", ANY]
  it.concurrent.each([
    [["--front", "pull", "--back", "pull", ...front, ...back], "pull receives pull cannot send"],
    [["--front", "sub", "--back", "pull", ...front, ...back], "what sub receives pull cannot send"],
    [["--front", "pub", "--back", "push", ...front, ...back], "neither pub nor push receives"],
    [[...back], "--front-bind or --front-connect is needed"],
    [[...front], "--back-bind or --back-connect is needed"],
    [["--front-bind", "tcp://nowhere", ...back], "front: tcp://nowhere"],
    [[...front, ...back, "--capture-bind", "inproc://a"], "capture: inproc://a: inproc is for"],
    [[...front, ...back, "--back-curve-server"], "back: --curve-server needs"],
    [[...front, ...back, "--capture", "push"], "a capture needs --capture-bind or"],
    [[...front, ...back, "--front", "dish"], "Allowed choices are router, dealer"],
    [[...front, ...back, "--front-bnid", ANY], "Did you mean --front-bind?"],
  ])("of the command line is told with code 64: %j", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(["proxy", ...args])
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })

  it("of the world is told with code 1: an address in use", async () => {
    const [, endpoint] = await between()
    const { code, stderr } = await purezmq(["proxy", "--front-bind", endpoint, ...back])
    expect(code).toBe(1)
    expect(stderr).toContain("in use")
  })
})
