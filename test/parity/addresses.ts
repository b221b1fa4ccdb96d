/**
 * Endpoints that are wrong, taken, unknown or fine, given to everything that takes one.
 */
import { randomUUID } from "node:crypto"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { bound, call, freshName, wait, type Thing, type Workbench } from "./library.js"
import { settled } from "./outcome.js"

/** Addresses that mean nothing, or nothing here. */
const WRONG: readonly string[] = [
  "",
  "foo",
  "tcp",
  "tcp:",
  "tcp:/",
  "tcp://",
  "://",
  "://x",
  "tcp://127.0.0.1",
  "tcp://127.0.0.1:",
  "tcp://127.0.0.1:abc",
  "tcp://*",
  "tcp://[127.0.0.1]:*",
  "TCP://127.0.0.1:*",
  " tcp://127.0.0.1:*",
  "tcp://127.0.0.1:* ",
  "foo://x",
  "wss://127.0.0.1:*",
  "pgm://eth0;239.192.1.1:5555",
  "epgm://eth0;239.192.1.1:5555",
  "norm://x",
  "vmci://x",
  "udp://127.0.0.1:5555",
  "ipc://",
  `ipc:///${"x".repeat(200)}`,
  "ipc:///no/such/directory/at/all",
]

const TO_BIND: readonly string[] = [
  "tcp://:*",
  "tcp://127.0.0.1:*",
  "tcp://127.0.0.1:0",
  "tcp://*:*",
  "tcp://[::1]:*",
  "tcp://::1:*",
  "tcp://localhost:*",
  "tcp://192.0.2.1:5555",
  "tcp://no-such-host.invalid:5555",
  "tcp://eth99:*",
]

const TO_CONNECT: readonly string[] = [
  "tcp://127.0.0.1:0",
  "tcp://127.0.0.1:-1",
  "tcp://127.0.0.1:1.5",
  "tcp://127.0.0.1:5x",
  "tcp://127.0.0.1:99999",
  "tcp://*:*",
  "tcp://127.0.0.1:*",
  "tcp://[::1]:1",
  "tcp://no-such-host.invalid:5555",
  "tcp://127.0.0.1:0;127.0.0.1:1",
  "tcp://nonsense;127.0.0.1:1",
  "inproc://",
  `inproc://${"x".repeat(255)}`,
  `inproc://${"x".repeat(256)}`,
  "inproc://not bound",
]

/** What to try: method and address. */
export const ATTEMPTS: readonly (readonly [string, string])[] = [
  ...["bind", "bindSync"].flatMap((method) => [...WRONG, ...TO_BIND].map(each(method))),
  ["bind", "inproc://"],
  ...["connect", "unbind", "disconnect"].flatMap((method) =>
    [...WRONG, ...TO_CONNECT].map(each(method)),
  ),
]

function each(method: string): (address: string) => readonly [string, string] {
  return (address) => [method, address]
}

/** What a method makes of an address. */
export async function tryAddress(at: Workbench, method: string, address: string): Promise<string> {
  return settled(() => call(at.open("Dealer"), method, address))
}

/** Endpoints that are in use or not, and what belongs to what. */
export const MEETINGS: Readonly<Record<string, (at: Workbench) => Promise<string>>> = {
  "bind to a tcp endpoint in use": async (at) => {
    const address = await bound(at.open("Dealer"))
    return settled(() => call(at.open("Dealer"), "bind", address))
  },
  "bindSync to a tcp endpoint in use": async (at) => {
    const address = await bound(at.open("Dealer"))
    return settled(() => call(at.open("Dealer"), "bindSync", address))
  },
  "bind to a tcp endpoint of the same socket": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer)
    return settled(() => call(dealer, "bind", address))
  },
  "bind to an inproc name in use": async (at) => {
    const address = await bound(at.open("Dealer"), freshName())
    return settled(() => call(at.open("Dealer"), "bind", address))
  },
  "bindSync to an inproc name in use": async (at) => {
    const address = await bound(at.open("Dealer"), freshName())
    return settled(() => call(at.open("Dealer"), "bindSync", address))
  },
  "bind of a STREAM to inproc": (at) =>
    settled(() => call(at.open("Stream"), "bind", "inproc://parity-stream")),
  "connect of a STREAM to inproc": (at) =>
    settled(() => call(at.open("Stream"), "connect", "inproc://parity-stream")),
  "unbind twice": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer)
    const first = await settled(() => call(dealer, "unbind", address))
    return `${first}, then ${await settled(() => call(dealer, "unbind", address))}`
  },
  "unbind of an inproc name twice": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer, freshName())
    const first = await settled(() => call(dealer, "unbind", address))
    return `${first}, then ${await settled(() => call(dealer, "unbind", address))}`
  },
  "disconnect twice": async (at) => {
    const dealer = at.open("Dealer")
    call(dealer, "connect", "tcp://127.0.0.1:1")
    const first = await settled(() => call(dealer, "disconnect", "tcp://127.0.0.1:1"))
    return `${first}, then ${await settled(() => call(dealer, "disconnect", "tcp://127.0.0.1:1"))}`
  },
  "disconnect after two connects to the same endpoint": async (at) => {
    const dealer = at.open("Dealer")
    call(dealer, "connect", "tcp://127.0.0.1:1")
    call(dealer, "connect", "tcp://127.0.0.1:1")
    const first = await settled(() => call(dealer, "disconnect", "tcp://127.0.0.1:1"))
    return `${first}, then ${await settled(() => call(dealer, "disconnect", "tcp://127.0.0.1:1"))}`
  },
  "the same with a PUSH": async (at) => {
    const push = at.open("Push")
    call(push, "connect", "tcp://127.0.0.1:1")
    call(push, "connect", "tcp://127.0.0.1:1")
    const first = await settled(() => call(push, "disconnect", "tcp://127.0.0.1:1"))
    return `${first}, then ${await settled(() => call(push, "disconnect", "tcp://127.0.0.1:1"))}`
  },
  "disconnect twice, after the peer's socket type ended the connect": (at) =>
    disconnectGivenUp(at, at.open("Push")),
  "disconnect twice, after the peer's mechanism ended the connect": (at) =>
    disconnectGivenUp(at, at.open("Dealer", { plainServer: true })),
  "unbind of what was connected": async (at) => {
    const dealer = at.open("Dealer")
    call(dealer, "connect", "tcp://127.0.0.1:1")
    return settled(() => call(dealer, "unbind", "tcp://127.0.0.1:1"))
  },
  "disconnect of what was bound": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer)
    return settled(() => call(dealer, "disconnect", address))
  },
  "unbind of the address as it was bound, with a wildcard": async (at) => {
    const dealer = at.open("Dealer")
    await bound(dealer, "tcp://*:*")
    const port = String(dealer["lastEndpoint"]).split(":").pop() ?? ""
    return settled(() => call(dealer, "unbind", `tcp://*:${port}`))
  },
  "unbind by localhost": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer, "tcp://localhost:*")
    return settled(() => call(dealer, "unbind", address.replace("127.0.0.1", "localhost")))
  },
  "unbind of an ipc endpoint": async (at) => {
    const dealer = at.open("Dealer")
    const address = await bound(dealer, freshIpc())
    return settled(() => call(dealer, "unbind", address))
  },
  "lastEndpoint after one thing and another": async (at) => {
    const dealer = at.open("Dealer")
    const seen = [dealer["lastEndpoint"]]
    await wait(dealer, "bind", "tcp://*:*")
    seen.push(dealer["lastEndpoint"])
    call(dealer, "connect", "tcp://localhost:5999")
    seen.push(dealer["lastEndpoint"])
    call(dealer, "connect", "tcp://127.0.0.1:0;127.0.0.1:5999")
    seen.push(dealer["lastEndpoint"])
    call(dealer, "disconnect", "tcp://localhost:5999")
    seen.push(dealer["lastEndpoint"])
    call(dealer, "bindSync", freshName())
    seen.push(dealer["lastEndpoint"])
    await wait(dealer, "bind", "tcp://lo:*")
    seen.push(dealer["lastEndpoint"])
    await wait(dealer, "bind", "tcp://localhost:*")
    seen.push(dealer["lastEndpoint"])
    await settled(() => call(dealer, "bind", "tcp://192.0.2.1:5555"))
    seen.push(dealer["lastEndpoint"])
    return seen.join(" ")
  },
  "lastEndpoint with ipv6": async (at) => {
    const dealer = at.open("Dealer", { ipv6: true })
    await wait(dealer, "bind", "tcp://*:*")
    return String(dealer["lastEndpoint"])
  },
}

/** Disconnects, twice, from a peer that no DEALER can talk to. */
async function disconnectGivenUp(at: Workbench, peer: Thing): Promise<string> {
  const dealer = at.open("Dealer", { reconnectInterval: 1 })
  const address = await bound(peer)
  const ended = new Promise((resolve) => {
    call(dealer["events"] as Thing, "on", "disconnect", resolve)
  })
  call(dealer, "connect", address)
  await ended
  const first = await settled(() => call(dealer, "disconnect", address))
  return `${first}, then ${await settled(() => call(dealer, "disconnect", address))}`
}

function freshIpc(): string {
  return `ipc://${join(tmpdir(), `purezmq-test-${randomUUID().slice(0, 13)}`)}`
}
