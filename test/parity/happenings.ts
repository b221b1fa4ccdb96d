/**
 * What happens to connections, one scenario after the other: each answers the events it has seen, as text.
 */
import { randomUUID } from "node:crypto"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { EVENT_TYPES } from "../helpers/events.js"
import { bytes, frame, greeting, RawListener, RawPeer, ready } from "../helpers/raw-peer.js"
import { bound, call, freshName, wait, type Thing, type Workbench } from "./library.js"
import { outcome, settled, show, showError } from "./outcome.js"

type Scenario = (at: Workbench) => Promise<string>

/** The scenarios, by what happens. */
export const HAPPENINGS = new Map<string, Scenario>()

function happens(title: string, scenario: Scenario): void {
  if (HAPPENINGS.has(title)) throw new Error(`"${title}" is there twice`)
  HAPPENINGS.set(title, scenario)
}

const TYPES = [...EVENT_TYPES, "unknown"]
const PATIENCE_MS = 5000

/** An event with its keys in order; only an interval is left out, which is chance, and a cause, which only ours have. */
function line(event: object): string {
  const entries = Object.entries(event).filter(([key]) => key !== "cause")
  const parts = entries.map(([key, value]) => {
    if (key === "type") return show(value)
    if (key === "interval") return `interval: ${typeof value}`
    return `${key}: ${value instanceof Error ? showError(value) : show(value)}`
  })
  return parts.join(" ")
}

/** Writes down the events of a socket. */
class Record {
  readonly #lines: string[] = []
  readonly #types: string[] = []

  constructor(
    readonly at: Workbench,
    socket: Thing,
  ) {
    const events = socket["events"] as Thing
    for (const type of TYPES) {
      call(events, "on", type, (event: object) => {
        this.#types.push(type)
        this.#lines.push(line(event))
      })
    }
  }

  /** Resolves when an event of this type was seen for the n-th time. */
  async until(type: string, n = 1): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS
    while (this.#types.filter((each) => each === type).length < n) {
      if (Date.now() > deadline) throw new Error(`no ${type} after ${this.text()}`)
      this.at.poke()
      await pass(1)
    }
  }

  /** The same, or so many milliseconds: where libzmq has nothing to tell. */
  async untilOr(type: string, ms: number): Promise<void> {
    const deadline = Date.now() + ms
    while (!this.#types.includes(type) && Date.now() < deadline) {
      this.at.poke()
      await pass(1)
    }
  }

  /** What was seen, up to the n-th event of a type. */
  text(last?: string, n = 1): string {
    if (last === undefined) return this.#lines.join("\n")
    let left = n
    const end = this.#types.findIndex((type) => type === last && --left === 0)
    return this.#lines.slice(0, end + 1).join("\n")
  }
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function freshIpc(): string {
  return `ipc://${join(tmpdir(), `purezmq-test-${randomUUID().slice(0, 13)}`)}`
}

/** An endpoint where nobody is. */
async function nowhere(at: Workbench): Promise<string> {
  const socket = at.open("Pull")
  const address = await bound(socket)
  await wait(socket, "unbind", address)
  return address
}

/** A PULL and a PUSH that know of each other, and what has happened to them. */
async function meeting(at: Workbench, address?: string, given?: string) {
  const [pull, push] = [at.open("Pull"), at.open("Push", { reconnectInterval: 20 })]
  const [server, client] = [new Record(at, pull), new Record(at, push)]
  const there = await bound(pull, address)
  call(push, "connect", given?.replace("PORT", there.split(":").pop() ?? "") ?? there)
  await Promise.all([server.until("handshake"), client.until("handshake")])
  return { pull, push, server, client, there }
}

for (const [title, address] of [
  ["tcp", () => "tcp://127.0.0.1:*"],
  ["ipc", freshIpc],
] as const) {
  happens(`${title}: the client closes first`, async (at) => {
    const { pull, push, server, client } = await meeting(at, address())
    call(push, "close")
    await Promise.all([server.until("disconnect"), client.until("end")])
    call(pull, "close")
    await server.until("end")
    return `${server.text()}\nclient:\n${client.text()}`
  })
  happens(`${title}: the server closes first`, async (at) => {
    const { pull, push, server, client } = await meeting(at, address())
    call(pull, "close")
    await Promise.all([server.until("end"), client.until("connect:retry", 2)])
    call(push, "close")
    return `${server.text()}\nclient:\n${client.text("connect:retry", 2)}`
  })
  happens(`${title}: disconnect`, async (at) => {
    const { push, server, client, there } = await meeting(at, address())
    call(push, "disconnect", there)
    await server.until("disconnect")
    await pass(20)
    return `${server.text()}\nclient:\n${client.text()}`
  })
  happens(`${title}: unbind`, async (at) => {
    const { pull, server, client, there } = await meeting(at, address())
    await wait(pull, "unbind", there)
    await client.until("connect:retry")
    return `${server.text()}\nclient:\n${client.text("connect:retry")}`
  })
}
happens("tcp: bound to all addresses, connected by name", async (at) => {
  const { server, client } = await meeting(at, "tcp://*:*", "tcp://localhost:PORT")
  return `${server.text()}\nclient:\n${client.text()}`
})
happens("inproc", async (at) => {
  const [pull, push] = [at.open("Pull"), at.open("Push")]
  const [server, client] = [new Record(at, pull), new Record(at, push)]
  call(push, "connect", await bound(pull, freshName()))
  await wait(push, "send", "x")
  await wait(pull, "receive")
  call(push, "close")
  call(pull, "close")
  await Promise.all([server.until("end"), client.until("end")])
  return `${server.text()}\nclient:\n${client.text()}`
})
happens("two endpoints, closed together", async (at) => {
  const pull = at.open("Pull")
  const server = new Record(at, pull)
  await bound(pull)
  await bound(pull, freshIpc())
  await server.until("bind", 2)
  call(pull, "close")
  await server.until("end")
  return server.text()
})

// --- failures

happens("tcp: nobody listens", async (at) => {
  const address = await nowhere(at)
  const push = at.open("Push", { reconnectInterval: 10 })
  const client = new Record(at, push)
  call(push, "connect", address)
  await client.until("connect:retry", 3)
  return client.text("connect:retry", 3)
})
happens("ipc: nobody listens", async (at) => {
  const push = at.open("Push", { reconnectInterval: 10 })
  const client = new Record(at, push)
  call(push, "connect", freshIpc())
  await client.until("connect:retry", 3)
  return client.text("connect:retry", 3)
})
happens("tcp: nobody listens, and no second attempt", async (at) => {
  const address = await nowhere(at)
  const push = at.open("Push", { reconnectInterval: -1 })
  const client = new Record(at, push)
  call(push, "connect", address)
  await client.until("close")
  await pass(50)
  return client.text()
})
happens("tcp: disconnect while nobody listens", async (at) => {
  const address = await nowhere(at)
  const push = at.open("Push", { reconnectInterval: 20, linger: 0 })
  const client = new Record(at, push)
  call(push, "connect", address)
  await client.until("connect:retry", 1)
  call(push, "disconnect", address)
  await pass(80)
  return client.text()
})
for (const [title, address] of Object.entries({
  "a foreign address": "tcp://192.0.2.1:5555",
  "a name that is none": "tcp://no-such-host.invalid:5555",
  "a directory that is not there": "ipc:///no/such/directory/at/all",
  "a path that is too long": `ipc:///${"x".repeat(200)}`,
  nonsense: "tcp://nonsense",
})) {
  for (const method of ["bind", "bindSync"]) {
    happens(`${method} to ${title}`, async (at) => {
      const pull = at.open("Pull")
      const server = new Record(at, pull)
      await settled(() => call(pull, method, address))
      await pass(20)
      return server.text()
    })
  }
}
for (const address of [() => "tcp://127.0.0.1:*", freshName]) {
  happens(`bind to an endpoint in use, ${address().slice(0, 3)}`, async (at) => {
    const taken = await bound(at.open("Pull"), address())
    const pull = at.open("Pull")
    const server = new Record(at, pull)
    await settled(() => call(pull, "bind", taken))
    await pass(20)
    return server.text()
  })
}

// --- peers that are no good

happens("a peer that is silent, to the server", async (at) => {
  const pull = at.open("Pull", { handshakeInterval: 50 })
  const server = new Record(at, pull)
  const peer = await RawPeer.connect(await bound(pull))
  await server.until("disconnect")
  await peer.untilClosed()
  return server.text()
})
happens("a peer that is silent, to the client", async (at) => {
  const listener = await RawListener.listen()
  const push = at.open("Push", { handshakeInterval: 50, reconnectInterval: 20 })
  const client = new Record(at, push)
  call(push, "connect", listener.endpoint)
  await client.until("connect:retry")
  return client.text("connect:retry")
})
happens("a peer that leaves in the middle of the handshake", async (at) => {
  const pull = at.open("Pull")
  const server = new Record(at, pull)
  const peer = await RawPeer.connect(await bound(pull))
  peer.write(greeting())
  await pass(20)
  peer.socket.end()
  await server.until("disconnect")
  return server.text()
})
happens("a peer that leaves after the handshake", async (at) => {
  const pull = at.open("Pull")
  const server = new Record(at, pull)
  const peer = await RawPeer.connect(await bound(pull))
  peer.write(Buffer.concat([greeting(), ready("PUSH")]))
  await server.until("handshake")
  peer.socket.end()
  await server.until("disconnect")
  return server.text()
})
happens("a peer that resets the connection after the handshake", async (at) => {
  const pull = at.open("Pull")
  const server = new Record(at, pull)
  const peer = await RawPeer.connect(await bound(pull))
  peer.write(Buffer.concat([greeting(), ready("PUSH")]))
  await server.until("handshake")
  peer.socket.resetAndDestroy()
  await server.until("disconnect")
  return server.text()
})
for (const [title, said] of Object.entries({
  "a peer that speaks HTTP": Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".padEnd(100)),
  "a peer that wants another mechanism": greeting(1, "PLAIN"),
  "a peer of a type that does not fit": Buffer.concat([greeting(), ready("PUB")]),
  "a peer of a type that does not exist": Buffer.concat([greeting(), ready("NONSENSE")]),
  "a peer without a type": Buffer.concat([greeting(), ready(null)]),
  "a peer whose READY is malformed": Buffer.concat([
    greeting(),
    frame(4, bytes('05 "READY" 0B "Socket-Type" 00 00 00 FF "PUSH"')),
  ]),
  "a peer that sends a message instead of READY": Buffer.concat([greeting(), frame(0, "hello")]),
  "a peer that says ERROR": Buffer.concat([greeting(), frame(4, bytes('05 "ERROR" 03 "bad"'))]),
  "a peer with an unknown command": Buffer.concat([greeting(), frame(4, bytes('03 "FOO"'))]),
})) {
  happens(title, async (at) => {
    const pull = at.open("Pull", { handshakeInterval: 300 })
    const server = new Record(at, pull)
    const peer = await RawPeer.connect(await bound(pull))
    peer.write(said)
    await server.untilOr("disconnect", 500)
    return server.text()
  })
}
happens("two sockets that do not fit", async (at) => {
  const [pull, publisher] = [at.open("Pull"), at.open("Publisher", { reconnectInterval: 30 })]
  const [server, client] = [new Record(at, pull), new Record(at, publisher)]
  call(publisher, "connect", await bound(pull))
  await Promise.all([server.until("disconnect"), client.until("disconnect")])
  return `${server.text("disconnect")}\nclient:\n${client.text("disconnect")}`
})
for (const [title, said] of Object.entries({
  "a message that is too large": frame(0, "x".repeat(101)),
})) {
  happens(title, async (at) => {
    const pull = at.open("Pull", { maxMessageSize: 100 })
    const server = new Record(at, pull)
    const peer = await RawPeer.connect(await bound(pull))
    peer.write(greeting(), ready("PUSH"))
    await server.until("handshake")
    peer.write(said)
    await server.until("disconnect")
    return server.text()
  })
}
happens("a heartbeat that is not answered", async (at) => {
  const pull = at.open("Pull", { heartbeatInterval: 20, heartbeatTimeout: 40 })
  const server = new Record(at, pull)
  const peer = await RawPeer.connect(await bound(pull))
  peer.write(Buffer.concat([greeting(), ready("PUSH")]))
  await server.until("disconnect")
  return server.text()
})

// --- who is let in

// Those of libzmq's documentation.
const SERVER_KEYS = {
  publicKey: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
  secretKey: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
}
const CLIENT_KEYS = {
  publicKey: "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
  secretKey: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs",
}
const CURVE_SERVER = { curveServer: true, curveSecretKey: SERVER_KEYS.secretKey }
const CURVE_CLIENT = {
  curveServerKey: SERVER_KEYS.publicKey,
  curvePublicKey: CLIENT_KEYS.publicKey,
  curveSecretKey: CLIENT_KEYS.secretKey,
}

interface Sides {
  readonly server: object
  readonly client: object
}
const MECHANISMS = {
  PLAIN: {
    server: { plainServer: true },
    client: { plainUsername: "ann", plainPassword: "one" },
  },
  NULL: { server: {}, client: {} },
  CURVE: { server: CURVE_SERVER, client: CURVE_CLIENT },
} satisfies Readonly<{ [mechanism: string]: Sides }>

/** A server and a client, and a handler that answers once, with these frames; null: there is none. */
async function admission(at: Workbench, sides: Sides, answer: readonly string[] | null) {
  const context = at.make("Context", { blocky: false })
  if (answer !== null) {
    // Not one of those that are poked: a receive of libzmq's may miss its message then.
    const handler = at.make("Reply", { context })
    await wait(handler, "bind", "inproc://zeromq.zap.01")
    void wait<Buffer[]>(handler, "receive").then(async ([, id]) => {
      await wait(handler, "send", [answer[0], id, ...answer.slice(1)])
      call(handler, "close")
    })
  }
  const pull = at.open("Pull", {
    context,
    ...sides.server,
    zapDomain: "x",
    zapEnforceDomain: true,
  })
  const push = at.open("Push", { ...sides.client, reconnectInterval: -1 })
  const [server, client] = [new Record(at, pull), new Record(at, push)]
  call(push, "connect", await bound(pull))
  return { server, client }
}
for (const [mechanism, sides] of Object.entries(MECHANISMS)) {
  happens(`${mechanism}: a client that is let in`, async (at) => {
    const { server, client } = await admission(at, sides, ["1.0", "200", "", "", ""])
    await Promise.all([server.until("handshake"), client.until("handshake")])
    return `${server.text()}\nclient:\n${client.text()}`
  })
  for (const status of ["400", "500"]) {
    happens(`${mechanism}: a client that is refused with ${status}`, async (at) => {
      const { server, client } = await admission(at, sides, ["1.0", status, "", "", ""])
      await Promise.all([server.until("disconnect"), client.until("disconnect")])
      return `${server.text()}\nclient:\n${client.text()}`
    })
  }
  for (const answer of [
    ["1.0", "300", "", "", ""],
    ["1.1", "200", "", "", ""],
    ["1.0", "299", "", "", ""],
    ["1.0", "200", "", "", "?"],
    ["1.0", "200", "", ""],
  ]) {
    happens(`${mechanism}: a handler that answers ${show(answer)}`, async (at) => {
      const { server } = await admission(at, sides, answer)
      // What comes behind it, libzmq sometimes leaves until its handshakeInterval is over.
      const last = `handshake:error:${answer[1] === "300" ? "auth" : "protocol"}`
      await server.until(last)
      return server.text(last)
    })
  }
  happens(`${mechanism}: there is no handler`, async (at) => {
    const { server } = await admission(at, sides, null)
    await server.until("handshake:error:other")
    return server.text("handshake:error:other")
  })
}

happens("CURVE: a client with another server's key", async (at) => {
  const pull = at.open("Pull", CURVE_SERVER)
  const push = at.open("Push", {
    ...CURVE_CLIENT,
    curveServerKey: CLIENT_KEYS.publicKey,
    reconnectInterval: -1,
  })
  const server = new Record(at, pull)
  call(push, "connect", await bound(pull))
  await server.until("handshake:error:protocol")
  return server.text("handshake:error:protocol")
})

// --- how events are had

happens("events are iterated", async (at) => {
  const pull = at.open("Pull")
  const events = pull["events"] as Thing & AsyncIterable<object>
  await bound(pull)
  setTimeout(() => call(pull, "close"), 20)
  const seen: string[] = []
  for await (const event of events) seen.push(line(event))
  return `${seen.join("\n")}\n${String(events["closed"])} ${outcome(() => call(events, "receive"))}`
})
happens("events are received", async (at) => {
  const pull = at.open("Pull")
  const events = pull["events"] as Thing
  const first = call(events, "receive") as Promise<object>
  await bound(pull)
  const seen = [line(await first)]
  call(pull, "close")
  for (let i = 0; i < 2; i++) seen.push(line(await wait<object>(events, "receive")))
  return `${seen.join("\n")}\n${outcome(() => call(events, "receive"))}`
})
happens("events are listened for", (at) => {
  const pull = at.open("Pull")
  const events = pull["events"] as Thing
  const seen: string[] = []
  const listener = () => {}
  seen.push(typeof events["receive"], Object.keys(events).join())
  const emitter = call(events, "on", "bind", listener) as Thing
  seen.push(emitter.constructor.name, String(emitter === events["emitter"]))
  seen.push(String(call(events, "off", "bind", listener) === emitter))
  seen.push(
    outcome(() => events["receive"]),
    outcome(() => call(events, "receive")),
  )
  seen.push(outcome(() => call(emitter, "listenerCount", "bind")))
  seen.push(String(pull["events"] === events), String(events["closed"]))
  return Promise.resolve(seen.join("\n"))
})
happens("looking at the emitter is listening", (at) => {
  const events = at.open("Pull")["events"] as Thing
  const emitter = events["emitter"] as object
  return Promise.resolve(`${emitter.constructor.name} ${outcome(() => events["receive"])}`)
})
happens("closed is true when the end is told of", async (at) => {
  const pull = at.open("Pull")
  const events = pull["events"] as Thing
  const told = new Promise<string>((resolve) => {
    call(events, "on", "end", (event: object) =>
      resolve(`${line(event)} ${Object.keys(event).join()} ${String(events["closed"])}`),
    )
  })
  call(pull, "close")
  return told
})
