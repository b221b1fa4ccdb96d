/**
 * What pyzmq has beyond the program of all peers: sockets of asyncio, an authenticator with certificates, and monitors.
 */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { Authenticator, Context, curveKeyPair, type CurveKeyPair } from "../../../../src/index.js"
import type { PeerOptions } from "../../../helpers/interop.js"
import type { BuiltPeer } from "../../matrix/built-peer.js"
import { exchange, seriesKeys } from "../../matrix/exchange.js"
import { Mismatch } from "../../matrix/mismatch.js"
import type { Program } from "../../matrix/program.js"
import { nameOfRow, ROWS, type Row } from "../../matrix/rows.js"
import type { Scenario } from "../../matrix/scenario.js"
import type { Series } from "../../matrix/series.js"
import type { Stage } from "../../matrix/stage.js"
import { talk } from "../../matrix/talk.js"

const FOLDER = import.meta.dirname
const NULL = { mechanism: "null", serves: false } as const
const SERIES: Series = { name: "mixed", from: 0, count: 25 }
const ASYNC_ROWS = ["push.send", "pull.receive", "pub.send", "sub.receive", "req.ask", "rep.answer"]

const rowOf = (name: string): Row => ROWS.find((row) => nameOfRow(row) === name)!

/** The same Python with another program. */
function withProgram({ command: [python], ...rest }: BuiltPeer, program: string): BuiltPeer {
  return { ...rest, command: [python, join(FOLDER, program)] }
}

const asyncio: readonly Scenario[] = ASYNC_ROWS.map((name) => ({
  name: `asyncio-${name.replace(".", "-")}`,
  title: "sockets of zmq.asyncio are like others",
  run: (stage, peer) =>
    exchange(stage, withProgram(peer, "asyncio_peer.py"), {
      row: rowOf(name),
      where: "connect",
      transport: "tcp",
      security: NULL,
      series: SERIES,
      hasIdentity: false,
    }),
}))

/** What its monitor says, up to an event. @throws Mismatch when one of those is not among it, in this order. */
async function expectEvents(program: Program, ...expected: readonly string[]): Promise<void> {
  const seen: string[] = []
  for (const event of expected) {
    do seen.push(await program.saysAfter("event "))
    while (seen.at(-1) !== event && seen.length < 100)
    if (seen.at(-1) !== event) throw new Mismatch(`event ${event}`, seen.join(" "))
  }
}

async function startMonitored(
  stage: Stage,
  peer: BuiltPeer,
  ...parameters: readonly string[]
): Promise<{ program: Program; endpoint: string }> {
  const program = stage.start(withProgram(peer, "monitor.py"), ...parameters)
  stage.awaits("events of its monitor")
  return { program, endpoint: await program.saysAfter("endpoint ") }
}

async function endNow(program: Program): Promise<void> {
  program.hangUp()
  await program.endsWell()
}

const monitors: readonly Scenario[] = [
  {
    name: "monitor-bound",
    title: "its monitor sees our socket connect and leave",
    async run(stage, peer) {
      const { program, endpoint } = await startMonitored(
        stage,
        peer,
        "pull",
        "bind",
        "tcp://127.0.0.1:*",
      )
      const own = stage.open("Push")
      own.socket.connect(endpoint)
      await expectEvents(program, "LISTENING", "ACCEPTED", "HANDSHAKE_SUCCEEDED")
      own.socket.close()
      await expectEvents(program, "DISCONNECTED")
      await endNow(program)
    },
  },
  {
    name: "monitor-connected",
    title: "its monitor sees that it connects to our socket, that this leaves, and that it is back",
    async run(stage, peer) {
      const endpoint = await stage.fixedEndpoint("tcp")
      const own = stage.open("Pull")
      await stage.bind(own, endpoint)
      const { program } = await startMonitored(stage, peer, "push", "connect", endpoint)
      await expectEvents(program, "CONNECTED", "HANDSHAKE_SUCCEEDED")
      own.socket.close()
      await expectEvents(program, "DISCONNECTED", "CONNECT_RETRIED")
      await stage.bind(stage.open("Pull"), endpoint)
      await expectEvents(program, "CONNECTED", "HANDSHAKE_SUCCEEDED")
      await endNow(program)
    },
  },
  {
    name: "monitor-refused",
    title:
      "its monitor says with which status our server refuses a password, and at its server ours does",
    async run(stage, peer) {
      const wrong = ["mechanism=plain", "username=alice", "password=guess"]
      const server = stage.open("Pull", { plainServer: true })
      const endpoint = await stage.bind(server, "tcp://127.0.0.1:*")
      const { program } = await startMonitored(stage, peer, "push", "connect", endpoint, ...wrong)
      await expectEvents(program, "CONNECTED", "HANDSHAKE_FAILED_AUTH 400")
      await endNow(program)
      const right = ["mechanism=plain", "server=1", "username=alice", "password=secret"]
      const begun = await startMonitored(stage, peer, "pull", "bind", "tcp://127.0.0.1:*", ...right)
      const client = stage.open("Push", { plainUsername: "alice", plainPassword: "guess" })
      client.socket.connect(begun.endpoint)
      await expectEvents(begun.program, "ACCEPTED", "HANDSHAKE_FAILED_AUTH 400")
      stage.awaits("our client to be told")
      await client.until("handshake:error:auth")
      await endNow(begun.program)
    },
  },
]

async function certificate(
  { command: [python] }: BuiltPeer,
  folder: string,
  name: string,
): Promise<CurveKeyPair> {
  const made = promisify(execFile)(python, [join(FOLDER, "certificates.py"), folder, name])
  const [publicKey, secretKey] = (await made).stdout.trim().split(" ")
  return { publicKey, secretKey }
}

const clientOptions = ({ publicKey, secretKey }: CurveKeyPair, serverKey: string): PeerOptions => ({
  curvePublicKey: publicKey,
  curveSecretKey: secretKey,
  curveServerKey: serverKey,
})

const certificates: readonly Scenario[] = [
  {
    name: "certificates-server",
    title: "its authenticator lets in our client whose certificate it has, and no other",
    async run(stage, peer) {
      const folder = stage.freshFolder()
      const [server, known, unknown] = [curveKeyPair(), curveKeyPair(), curveKeyPair()]
      const text = `metadata\n    name = "ours"\ncurve\n    public-key = "${known.publicKey}"\n`
      writeFileSync(join(folder, "ours.key"), text)
      const row = rowOf("pull.receive")
      const keys = [
        ...seriesKeys(SERIES),
        ...["mechanism=curve", "server=1", `certificates=${folder}`],
        ...[`public-key=${server.publicKey}`, `secret-key=${server.secretKey}`],
      ]
      const place = { where: "bind", endpoint: stage.endpoint("tcp"), keys } as const
      const begun = await stage.startAt(peer, row.type, row.job, place)
      const stranger = stage.open("Push", clientOptions(unknown, server.publicKey))
      stranger.socket.connect(begun.endpoint)
      stage.awaits("the refusal of an unknown key")
      await stranger.until("handshake:error:auth")
      const own = stage.open("Push", clientOptions(known, server.publicKey))
      own.socket.connect(begun.endpoint)
      await talk({ stage, row, series: SERIES, own, peer: begun.program, hasIdentity: false })
      await begun.program.endsWell()
    },
  },
  {
    name: "certificates-client",
    title:
      "our Authenticator reads certificates that it wrote, and lets in their owner, and no other",
    async run(stage, peer) {
      const folder = stage.freshFolder()
      const known = await certificate(peer, folder, "known")
      const unknown = await certificate(peer, stage.freshFolder(), "unknown")
      const server = curveKeyPair()
      const context = new Context()
      stage.closing(new Authenticator({ context, curve: { "*": { folder } } }))
      const { secretKey: curveSecretKey } = server
      const own = stage.open("Pull", { context, curveServer: true, curveSecretKey })
      const endpoint = await stage.bind(own, stage.endpoint("tcp"))
      const row = rowOf("push.send")
      const begin = (pair: CurveKeyPair) => {
        const keys = [
          ...[...seriesKeys(SERIES), "mechanism=curve", `server-key=${server.publicKey}`],
          ...[`public-key=${pair.publicKey}`, `secret-key=${pair.secretKey}`],
        ]
        return stage.startAt(peer, row.type, row.job, { where: "connect", endpoint, keys })
      }
      const { program: stranger } = await begin(unknown)
      stage.awaits("the refusal of an unknown key")
      await own.until("handshake:error:auth")
      await stranger.kill()
      const { program } = await begin(known)
      await talk({ stage, row, series: SERIES, own, peer: program, hasIdentity: false })
      await program.endsWell()
    },
  },
]

/** All of them. */
export const PYZMQ_SCENARIOS: readonly Scenario[] = [...asyncio, ...monitors, ...certificates]
