/**
 * Sockets for tests: closed when the test ends, with endpoints that nothing else uses.
 */
import { randomUUID } from "node:crypto"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import type { Socket } from "../../src/index.js"

/** The transports that ZMTP goes over, and the one that needs none. */
export const TRANSPORTS = ["tcp", "ipc", "inproc"] as const
export type TransportName = (typeof TRANSPORTS)[number]

/** Closes these when the test is over, whatever came of it; answers the first. */
export function closing<T extends { close(): void }>(socket: T, ...others: { close(): void }[]): T {
  onTestFinished(() => {
    for (const each of [socket, ...others]) {
      if ("linger" in each && !("closed" in each && each.closed === true)) each.linger = 0
      each.close()
    }
  })
  return socket
}

/** An endpoint to bind on this transport; a fresh one each time. */
export function freshEndpoint(transport: TransportName): string {
  if (transport === "tcp") return "tcp://127.0.0.1:*"
  const name = `purezmq-test-${randomUUID().slice(0, 13)}`
  return transport === "ipc" ? `ipc://${join(tmpdir(), name)}` : `inproc://${name}`
}

/** Binds to a fresh endpoint and answers what to connect to. */
export async function bindFresh(socket: Socket, transport: TransportName = "tcp"): Promise<string> {
  await socket.bind(freshEndpoint(transport))
  return socket.lastEndpoint ?? ""
}

/** An endpoint of this transport that is free now and that nobody is bound to yet. */
export async function unboundEndpoint(
  transport: TransportName,
  probe: () => Socket,
): Promise<string> {
  if (transport !== "tcp") return freshEndpoint(transport)
  const socket = probe()
  const endpoint = await bindFresh(socket, "tcp")
  await socket.unbind(endpoint)
  socket.close()
  return endpoint
}

/** The parts of a message as text. */
export function texts(message: readonly Buffer[]): string[] {
  return message.map((part) => part.toString())
}

/** The next message as text; rejects with EAGAIN when none comes within `withinMs`. */
export async function receiveTexts(
  socket: { receive(): Promise<Buffer[]> },
  count = 1,
): Promise<string[][]> {
  const messages: string[][] = []
  for (let i = 0; i < count; i++) messages.push(texts(await socket.receive()))
  return messages
}

/** Resolves when the condition holds; it is looked at in every turn of the event loop. */
export async function until(
  condition: () => boolean,
  what: string,
  withinMs = 5000,
): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${String(withinMs)} ms in vain: ${what}`)
    await turn()
  }
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
