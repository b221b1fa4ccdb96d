// What is likely to differ between runtimes beyond the patterns: listening at once, dialling again, timers,
// holding a sender back, names without a file.
import { existsSync, linkSync, mkdtempSync, rmSync } from "node:fs"
import net from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { check, nextEvent, same } from "./content.mjs"

async function bounce(push, pull) {
  await push.send("over")
  same(await pull.receive(), ["over"])
}

function refusal(bind) {
  try {
    bind()
  } catch (error) {
    return error.code
  }
  return "nothing thrown"
}

/** A path for ipc, or the tcp endpoint for any port. */
function place(transport) {
  if (transport === "tcp") return { endpoint: "tcp://127.0.0.1:*", path: null, tidy: () => {} }
  const folder = mkdtempSync(join(tmpdir(), "purezmq-smoke-"))
  const path = join(folder, "socket")
  return { endpoint: `ipc://${path}`, path, tidy: () => rmSync(folder, { recursive: true }) }
}

async function bindSync({ zmq, using, transport }) {
  const { endpoint, path, tidy } = place(transport)
  try {
    const pull = using(new zmq.Pull())
    pull.bindSync(endpoint)
    const bound = pull.lastEndpoint
    check(/\d$|socket$/.test(bound), `bound to ${bound}`)
    const thief = using(new zmq.Pull())
    const code = refusal(() => thief.bindSync(bound))
    check(code === "EADDRINUSE", `a taken endpoint: ${code}`)
    const push = using(new zmq.Push())
    push.connect(bound)
    await bounce(push, pull)
    const gone = nextEvent(push, "disconnect")
    pull.unbindSync(bound)
    await gone
    check(path === null || !existsSync(path), "unbind leaves the socket file")
    thief.bindSync(bound)
    await bounce(push, thief)
    if (path !== null) await replacesStale(zmq, using)
  } finally {
    tidy()
  }
}

/** A socket file with a live owner is left alone, one that nobody listens on any more is replaced. */
async function replacesStale(zmq, using) {
  const { endpoint, path, tidy } = place("ipc")
  try {
    const owner = net.createServer()
    await new Promise((resolve) => owner.listen({ path: `${path}-before` }, resolve))
    // A second name for the file, since the owner removes the first.
    linkSync(`${path}-before`, path)
    const code = refusal(() => using(new zmq.Pull()).bindSync(endpoint))
    check(code === "EADDRINUSE", `a live socket file: ${code}`)
    await new Promise((resolve) => owner.close(resolve))
    check(existsSync(path), "the stale file is gone before the test")
    using(new zmq.Pull()).bindSync(endpoint)
  } finally {
    tidy()
  }
}

/** What a runtime says of an address that is not this machine's. */
async function foreignAddress({ zmq, using }) {
  const pull = using(new zmq.Pull())
  const sync = refusal(() => pull.bindSync("tcp://192.0.2.1:*"))
  check(sync === "EADDRNOTAVAIL", `bindSync says ${sync}, not EADDRNOTAVAIL`)
  const later = await pull.bind("tcp://192.0.2.1:*").catch(({ code }) => code)
  check(later === "EADDRNOTAVAIL", `bind says ${later}, not EADDRNOTAVAIL`)
}

async function reconnect({ zmq, using, transport }) {
  const { endpoint, tidy } = place(transport)
  try {
    const first = using(new zmq.Pull())
    await first.bind(endpoint)
    const bound = first.lastEndpoint
    const push = using(new zmq.Push({ reconnectInterval: 5 }))
    push.connect(bound)
    await bounce(push, first)
    const gone = nextEvent(push, "disconnect")
    const again = nextEvent(push, "connect:retry")
    first.close()
    await gone
    await again
    const queued = push.send("queued while away")
    const second = using(new zmq.Pull())
    await second.bind(bound)
    await queued
    same(await second.receive(), ["queued while away"])
    await bounce(push, second)
  } finally {
    tidy()
  }
}

const GREETING = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 1]),
  Buffer.from("NULL".padEnd(20, "\0")),
  Buffer.alloc(32),
])
const READY = Buffer.from("\x04\x1a\x05READY\x0bSocket-Type\x00\x00\x00\x04PAIR", "latin1")

/** A peer that shakes hands and then says nothing more is asked, and left when it does not answer. */
async function heartbeat({ zmq, using }) {
  let heard = ""
  const silent = net.createServer((socket) => {
    socket.on("error", () => {})
    socket.on("data", (chunk) => (heard += chunk.toString("latin1")))
    socket.write(Buffer.concat([GREETING, READY]))
  })
  await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve))
  try {
    const options = { heartbeatInterval: 20, heartbeatTimeout: 200, heartbeatTimeToLive: 300 }
    const lively = using(new zmq.Pair(options))
    const peer = using(new zmq.Pair(options))
    await lively.bind("tcp://127.0.0.1:*")
    peer.connect(lively.lastEndpoint)
    await nextEvent(peer, "handshake")
    let lost = 0
    peer.events.on("disconnect", () => (lost += 1))

    const dialer = using(new zmq.Pair({ ...options, reconnectInterval: -1 }))
    const left = nextEvent(dialer, "disconnect")
    dialer.connect(`tcp://127.0.0.1:${silent.address().port}`)
    await left
    check(heard.includes("\x04PING"), "no PING was sent")
    check(lost === 0, "a peer that answers was left")
    await peer.send("alive")
    same(await lively.receive(), ["alive"])
  } finally {
    silent.close()
  }
}

/** Who does not receive holds the sender back; nothing is lost or out of order. */
async function holdsBack({ zmq, using, transport }) {
  const { endpoint, tidy } = place(transport)
  try {
    for (const binder of ["pull", "push"]) {
      const pull = using(new zmq.Pull({ receiveHighWaterMark: 5 }))
      const push = using(new zmq.Push({ sendHighWaterMark: 5, sendTimeout: 300, linger: 0 }))
      const [a, b] = binder === "pull" ? [pull, push] : [push, pull]
      await a.bind(endpoint)
      b.connect(a.lastEndpoint)
      await nextEvent(push, "handshake")
      const payload = Buffer.alloc(200_000, "x")
      let sent = 0
      let code = ""
      while (code === "" && sent < 2000) {
        await push.send([String(sent), payload]).then(
          () => (sent += 1),
          (error) => (code = error.code),
        )
      }
      check(code === "EAGAIN", `${sent} messages went to a peer that does not receive`)
      for (let i = 0; i < sent; i++) same(await pull.receive(), [String(i), payload])
      a.close()
      b.close()
    }
  } finally {
    tidy()
  }
}

async function abstractName({ zmq, using }) {
  const endpoint = `ipc://@purezmq-smoke-${process.pid}`
  const pull = using(new zmq.Pull())
  await pull.bind(endpoint)
  const push = using(new zmq.Push())
  push.connect(endpoint)
  await bounce(push, pull)
}

/** Sockets as streams, Node's and the web's. */
async function streams({ zmq, using }) {
  const { readableFrom, webWritableTo } = await import("purezmq/streams")
  const pull = using(new zmq.Pull())
  await pull.bind("tcp://127.0.0.1:*")
  const push = using(new zmq.Push())
  push.connect(pull.lastEndpoint)
  const writer = webWritableTo(push).getWriter()
  const writing = (async () => {
    for (let i = 0; i < 100; i++) await writer.write(`chunk ${i}`)
    await writer.close()
  })()
  let next = 0
  for await (const message of readableFrom(pull)) {
    same(message, [`chunk ${next}`])
    next += 1
    if (next === 100) break
  }
  await writing
  check(pull.closed && push.closed, "the sockets are closed with their streams")
}

async function givesUp({ zmq, using }) {
  const pull = using(new zmq.Pull())
  await pull.bind("tcp://127.0.0.1:*")
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 5)
  const aborted = await pull.receive({ signal: stop.signal }).catch(({ name }) => name)
  check(aborted === "AbortError", `an aborted receive: ${aborted}`)
  const late = await pull.receive({ timeout: 5 }).catch(({ code }) => code)
  check(late === "EAGAIN", `a late receive: ${late}`)
}

/** Each behaviour with the transports it is tried on. */
export const BEHAVIOURS = {
  bindSync: { transports: ["tcp", "ipc"], run: bindSync },
  "foreign address": { transports: ["tcp"], run: foreignAddress },
  reconnect: { transports: ["tcp", "ipc"], run: reconnect },
  heartbeat: { transports: ["tcp"], run: heartbeat },
  "holds a sender back": { transports: ["tcp", "ipc"], run: holdsBack },
  "abstract name": { transports: ["ipc"], run: abstractName },
  streams: { transports: ["tcp"], run: streams },
  "signal and timeout": { transports: ["tcp"], run: givesUp },
}
