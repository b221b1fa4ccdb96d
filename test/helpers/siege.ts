/**
 * A server and what must hold whatever strangers do to it: the process lives and has nothing unhandled, a good client
 * is served during the attack and after it, and when the attackers have left nothing of them stays.
 */
import { existsSync, readdirSync } from "node:fs"
import { expect, onTestFinished } from "vitest"
import type { Publisher, XPublisher } from "../../src/index.js"
import {
  Dealer,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  Subscriber,
  type Socket,
} from "../../src/index.js"
import { RawPeer } from "./raw-peer.js"
import { bindFresh, closing, turn, until } from "./sockets.js"

const MIB = 1024 * 1024
const FDS = "/proc/self/fd"
/**
 * With PUREZMQ_STRICT=1, on a machine that does nothing else, time is measured as well: a good client is served within a
 * second, and no turn of the loop takes more of the processor's time than this, attackers' work included.
 */
const IS_STRICT = process.env["PUREZMQ_STRICT"] === "1"
const LONGEST_STALL_MS = 50
/** Else this is long past what a good client needs; one that is not served at all never gets there. */
const SERVED_WITHIN_MS = IS_STRICT ? 1000 : 5000
const GOOD = "good"

/** A bound socket, and what a good client of it does. */
export interface Target<S extends Socket = Socket> {
  readonly socket: S
  readonly endpoint: string
  /** What came from others, as it came. */
  readonly heard: Buffer[][]
  /** A new client comes, is served, and leaves. */
  serve(): Promise<void>
}

/** A ROUTER that answers good clients, who have these options. */
export async function router(
  options: ConstructorParameters<typeof Router>[0] = {},
  ofClients: ConstructorParameters<typeof Dealer>[0] = {},
): Promise<Target<Router>> {
  const socket = closing(new Router(options))
  const endpoint = await bindFresh(socket)
  const heard: Buffer[][] = []
  const answer = async () => {
    for await (const message of socket) {
      if (String(message.at(-1)) === GOOD) await socket.send(message)
      else heard.push(message)
    }
  }
  answered(answer())
  const serve = async () => {
    const client = closing(new Dealer({ linger: 0, ...ofClients }))
    client.connect(endpoint)
    await client.send(GOOD)
    expect(String(await client.receive())).toBe(GOOD)
    client.close()
  }
  return { socket, endpoint, heard, serve }
}

/** A REP that answers good clients, and bad ones with what they said. */
export async function reply(): Promise<Target<Reply>> {
  const socket = closing(new Reply())
  const endpoint = await bindFresh(socket)
  const heard: Buffer[][] = []
  const answer = async () => {
    for await (const message of socket) {
      if (String(message[0]) !== GOOD) heard.push(message)
      await socket.send(message)
    }
  }
  answered(answer())
  const serve = async () => {
    const client = closing(new Request({ linger: 0 }))
    client.connect(endpoint)
    await client.send(GOOD)
    expect(String(await client.receive())).toBe(GOOD)
    client.close()
  }
  return { socket, endpoint, heard, serve }
}

/** A PULL that keeps what it hears. */
export async function pull(
  options: ConstructorParameters<typeof Pull>[0] = {},
): Promise<Target<Pull>> {
  const socket = closing(new Pull(options))
  const endpoint = await bindFresh(socket)
  const heard: Buffer[][] = []
  let served: (() => void) | null = null
  const listen = async () => {
    for await (const message of socket) {
      if (String(message[0]) === GOOD) served?.()
      else heard.push(message)
    }
  }
  answered(listen())
  const serve = async () => {
    const arrived = new Promise<void>((resolve) => (served = resolve))
    const client = closing(new Push())
    client.connect(endpoint)
    await client.send(GOOD)
    await arrived
    client.close()
  }
  return { socket, endpoint, heard, serve }
}

/** A PUB or an XPUB, whose own program reads nothing. */
export async function publisher<S extends Publisher | XPublisher>(socket: S): Promise<Target<S>> {
  closing(socket)
  const endpoint = await bindFresh(socket)
  const serve = async () => {
    const client = closing(new Subscriber())
    client.connect(endpoint)
    client.subscribe(GOOD)
    while (!client.readable) {
      await socket.send(GOOD)
      await turn()
    }
    expect(String(await client.receive())).toBe(GOOD)
    client.close()
  }
  return { socket, endpoint, heard: [], serve }
}

/** A PUSH with as many messages as its clients take. */
export async function push(): Promise<Target<Push>> {
  const socket = closing(new Push())
  const endpoint = await bindFresh(socket)
  const serve = async () => {
    const client = closing(new Pull())
    // What one that is about to be gone were given would be lost.
    await until(() => socket.peers.length === 0, "the last client is gone")
    client.connect(endpoint)
    await socket.send(GOOD)
    expect(String(await client.receive())).toBe(GOOD)
    client.close()
  }
  return { socket, endpoint, heard: [], serve }
}

/** Strangers at a server's door. */
export class Attackers {
  readonly #endpoint: string
  readonly #peers: RawPeer[] = []

  constructor(endpoint: string) {
    this.#endpoint = endpoint
  }

  /** One that has only connected. */
  async connect(...data: Buffer[]): Promise<RawPeer> {
    const peer = await RawPeer.connect(this.#endpoint)
    this.#peers.push(peer)
    if (data.length > 0) peer.write(...data)
    return peer
  }

  /** Many of them, who all say this. */
  async crowd(size: number, ...data: Buffer[]): Promise<RawPeer[]> {
    return Promise.all(Array.from({ length: size }, () => this.connect(...data)))
  }

  /** One that has completed its handshake. */
  async admitted(
    socketType: string,
    properties: Record<string, string | Buffer> = {},
    minor = 1,
  ): Promise<RawPeer> {
    const peer = await this.connect()
    await peer.shakeHands(socketType, { properties, minor })
    return peer
  }

  async leave(): Promise<void> {
    for (const peer of this.#peers) peer.socket.destroy()
    for (const peer of this.#peers.splice(0)) await peer.untilClosed()
  }
}

/** Writes the same over and over, as fast as it is taken, until all is written or the connection is over. */
export async function flood(peer: RawPeer, data: Buffer, times: number): Promise<void> {
  for (let i = 0; i < times && !peer.closed; i++) {
    if (peer.socket.write(data)) await turn()
    else await until(() => peer.closed || peer.socket.writableLength === 0, "flood")
  }
}

/** The attack takes place, and the server stands. */
export async function withstand(
  target: Target,
  attack: (attackers: Attackers) => Promise<void>,
  { mayKeepMiB = 8 } = {},
): Promise<void> {
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  process.on("uncaughtException", note)
  onTestFinished(() => {
    process.off("uncaughtException", note)
  })
  await served(target, "before")
  await until(() => target.socket.peers.length === 0, "the good client has left")
  const files = openFiles()
  const memory = await memoryInUse()
  const attackers = new Attackers(target.endpoint)
  const turns = IS_STRICT ? new TurnMeter() : null
  await attack(attackers)
  await served(target, "during the attack")
  if (turns !== null) expect(turns.end(), "ms of one turn").toBeLessThan(LONGEST_STALL_MS)
  await attackers.leave()
  await served(target, "after the attack")
  await until(() => target.socket.peers.length === 0, "all peers are gone")
  await until(() => openFiles() <= files, "all files are closed")
  target.heard.length = 0
  await expectGrowth(memory, mayKeepMiB * MIB)
  expect(unhandled).toEqual([])
}

/** The longest turn of the event loop, in milliseconds of the processor's time: what others do there does not count. */
class TurnMeter {
  #longestMs = 0
  #at = process.cpuUsage()
  readonly #timer = setInterval(() => {
    this.#look()
  }, 1)

  end(): number {
    clearInterval(this.#timer)
    this.#look()
    return this.#longestMs
  }

  #look(): void {
    const { user, system } = process.cpuUsage(this.#at)
    this.#longestMs = Math.max(this.#longestMs, (user + system) / 1000)
    this.#at = process.cpuUsage()
  }
}

async function served(target: Target, when: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`a good client is not served ${when}`))
    }, SERVED_WITHIN_MS)
  })
  await Promise.race([target.serve(), late])
  clearTimeout(timer)
}

/** A loop over a socket ends when the test closes it. */
function answered(loop: Promise<void>): void {
  loop.catch((error: unknown) => {
    process.emit("uncaughtException", error as Error)
  })
}

/** Sockets and whatever else is open; 0 where the system does not say. */
export function openFiles(): number {
  return existsSync(FDS) ? readdirSync(FDS).length : 0
}

/** So many bytes more than before are in use, at most. Some only go a turn or two after who held them. */
export async function expectGrowth(before: number, most: number): Promise<void> {
  let growth = Infinity
  for (let i = 0; i < 8 && growth >= most; i++) growth = (await memoryInUse()) - before
  expect(growth, "bytes more in use").toBeLessThan(most)
}

/** Bytes in use, when all that can go is gone. */
export async function memoryInUse(): Promise<number> {
  await turn()
  globalThis.gc?.()
  await turn()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
