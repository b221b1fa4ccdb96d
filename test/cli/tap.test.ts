/**
 * `purezmq tap`, as a process between sockets of pyzmq: nothing is changed, all is told.
 */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ANY, LISTENING, purezmq, RunningCommand } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { RawListener, RawPeer } from "../helpers/raw-peer.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: tap with pyzmq around it, since ${missing}`)
const hasTshark = spawnSync("tshark", ["--version"]).status === 0
if (!hasTshark) console.log("Skipped: files of tap as tshark reads them, since there is none")

/** A tap in front of an endpoint, and where it listens. */
async function tap(connect: string, ...args: string[]): Promise<[RunningCommand, string]> {
  const command = new RunningCommand(["tap", "--bind", ANY, "--connect", connect, ...args])
  const [, endpoint] = await command.says(LISTENING, "stderr")
  return [command, endpoint]
}

describe.skipIf(missing !== null)("between sockets of pyzmq", () => {
  let py: PyPeer
  beforeAll(async () => (py = await PyPeer.launch()))
  afterAll(() => py.stop())

  it("passes all on, and tells it with the time, the connection and the side", async () => {
    const server = await py.open("rep", "REP", { bind: ANY })
    const [command, endpoint] = await tap(server, "--connections", "1")
    await py.open("req", "REQ", { connect: endpoint })
    await py.send("req", ["ping", "twice"])
    await py.echo("rep", 1)
    expect((await py.receive("req")).map(String)).toEqual(["ping,twice"])
    await py.close("req")
    const { code, stdout } = await command.ends()
    expect(code).toBe(0)
    for (const said of [
      "> 0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
      "< 0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
      '> 0040  READY Socket-Type=REQ Identity=""  (40 bytes)',
      "< 0040  READY Socket-Type=REP  (27 bytes)",
      '> 006a  part 2: "ping", 4 bytes',
      '< 0063  part 3, the last: "twice", 5 bytes',
      "> closed",
    ]) {
      const line = said.replace(/[()+.^$*?[\]\\|]/g, "\\$&")
      expect(stdout).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} 1 ${line}$`, "m"))
    }
  })

  it("tells of CURVE the handshake, and of messages how long they are", async () => {
    const keys = async (): Promise<Record<string, string>> =>
      JSON.parse((await purezmq(["keygen", "--json"])).stdout) as Record<string, string>
    const [own, client] = [await keys(), await keys()]
    const server = await py.open("pull", "PULL", {
      bind: ANY,
      options: { curve_server: true, curve_secretkey: own["secretKey"] },
    })
    const [command, endpoint] = await tap(server, "--json")
    await py.open("push", "PUSH", {
      connect: endpoint,
      options: {
        curve_serverkey: own["publicKey"],
        curve_publickey: client["publicKey"],
        curve_secretkey: client["secretKey"],
      },
    })
    await py.send("push", ["nobody reads this"])
    await py.receive("pull")
    await command.says(/"kind":"sealed"/)
    const items = command.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { side: string; kind: string; summary: string })
    expect(items.map(({ side, summary }) => `${side} ${summary.split(" ")[0]}`)).toEqual(
      expect.arrayContaining(["client HELLO", "server WELCOME", "client INITIATE", "server READY"]),
    )
    expect(command.stdout).not.toContain("nobody reads this")
  })
})

describe("a file for Wireshark", () => {
  /** What two sides said in a file, each on its own, by the port it was said to. */
  function payloadsIn(pcap: Buffer): Map<number, Buffer> {
    const said = new Map<number, Buffer>()
    for (let at = 24; at < pcap.length;) {
      const size = pcap.readUInt32LE(at + 8)
      const packet = pcap.subarray(at + 16, at + 16 + size)
      at += 16 + size
      const tcp = packet.subarray(14 + (packet[14] & 15) * 4)
      const to = tcp.readUInt16BE(2)
      const payload = tcp.subarray((tcp[12] >> 4) * 4)
      said.set(to, Buffer.concat([said.get(to) ?? Buffer.alloc(0), payload]))
    }
    return said
  }

  it("holds all that was said, byte by byte, and packets as they should be", async () => {
    const file = join(temporaryFolder(), "said.pcap")
    const listener = await RawListener.listen()
    const [command, endpoint] = await tap(listener.endpoint, "--pcap", file, "--connections", "1")
    const client = await RawPeer.connect(endpoint)
    const server = await listener.accept()
    const question = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7) % 256))
    const answer = Buffer.from("that was a lot")
    client.write(question)
    expect(await server.take(question.length)).toEqual(question)
    server.write(answer)
    expect(await client.take(answer.length)).toEqual(answer)
    client.socket.end()
    await server.untilClosed()
    expect((await command.ends()).code).toBe(0)
    const said = [...payloadsIn(readFileSync(file)).values()]
    expect(said.map(({ length }) => length)).toEqual([question.length, answer.length])
    expect(said[0].equals(question)).toBe(true)
    expect(said[1].equals(answer)).toBe(true)
    if (!hasTshark) return
    const checks = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
    const bad =
      "tcp.analysis.flags || _ws.malformed || ip.checksum.status==0 || tcp.checksum.status==0"
    const { stdout, status } = spawnSync("tshark", ["-r", file, ...checks, "-Y", bad])
    expect({ status, complaints: String(stdout) }).toEqual({ status: 0, complaints: "" })
  })

  it("goes to standard output with -, and nothing else does", async () => {
    const listener = await RawListener.listen()
    const [command, endpoint] = await tap(listener.endpoint, "--pcap", "-", "--connections", "1")
    const client = await RawPeer.connect(endpoint)
    const server = await listener.accept()
    client.write(Buffer.from("hello"))
    await server.take(5)
    client.socket.end()
    await server.untilClosed()
    await command.ends()
    const pcap = command.bytes
    expect(pcap.readUInt32LE(0)).toBe(0xa1b2c3d4)
    expect([...payloadsIn(pcap).values()].map(String)).toContain("hello")
  })
})

describe("a connection", () => {
  it("that cannot be passed on is closed, and that is told", async () => {
    const [command, endpoint] = await tap("tcp://127.0.0.1:1", "--connections", "1")
    const client = await RawPeer.connect(endpoint)
    await client.untilClosed()
    expect(await command.ends()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("purezmq: connection 1: tcp://127.0.0.1:1:") as unknown,
    })
  })

  it("among several has its number, and each ends by itself", async () => {
    const listener = await RawListener.listen()
    const [command, endpoint] = await tap(listener.endpoint)
    const clients = [await RawPeer.connect(endpoint), await RawPeer.connect(endpoint)]
    const servers = [await listener.accept(), await listener.accept()]
    clients[0].socket.end()
    await Promise.race(servers.map((server) => server.untilClosed()))
    await command.says(/^\S+ 1 > closed$/m)
    clients[1].write(Buffer.from("GET / HTTP/1.0\r\n\r\n"))
    clients[1].socket.end()
    await Promise.all(servers.map((server) => server.untilClosed()))
    await command.says(/^\S+ 2 > 0000 {2}not ZMTP 2 or 3: it looks like HTTP/m)
    command.child.kill("SIGINT")
    expect((await command.ends()).code).toBe(130)
  })

  it("shows no password", async () => {
    const listener = await RawListener.listen()
    const [command, endpoint] = await tap(listener.endpoint, "--fields")
    const secret = ["--plain-username", "ann", "--plain-password", "secret"]
    const push = new RunningCommand(["push", "--connect", endpoint, ...secret, "x"])
    const server = await listener.accept()
    const zeros = Buffer.alloc(32)
    const mechanism = Buffer.from("PLAIN".padEnd(20, "\0"))
    server.write(Buffer.from("ff00000000000000017f0301", "hex"), mechanism, zeros)
    await command.says(/HELLO/)
    await command.says(/password/)
    expect(command.stdout).not.toMatch(/secret|73 65 63/)
    push.child.kill()
  })
})

describe("a mistake", () => {
  it.concurrent.each([
    [[], 64, "required option '-b, --bind <endpoint>'"],
    [["--bind", ANY], 64, "required option '-c, --connect <endpoint>'"],
    [["--bind", ANY, "--connect", "tcp://nowhere"], 64, "tcp://nowhere"],
    [["--bind", "pigeon://a", "--connect", "tcp://127.0.0.1:1"], 64, "pigeon://a"],
    [["--bind", ANY, "--connect", "tcp://127.0.0.1:1", "--pcap", "/no/such"], 1, "ENOENT"],
    [["--bind", ANY, "--connect", "tcp://127.0.0.1:1", "--pcap", "-", "--json"], 64, "no --json"],
  ])("is told with a code: %j", async (args, expected, text) => {
    const { code, stdout, stderr } = await purezmq(["tap", ...args])
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" })
    expect(stderr).toContain(text)
  })
})
