/**
 * Proving that something does not happen, in a short time.
 */
import { expect } from "vitest"
import type { Sendable } from "../../src/index.js"

/** How long nothing must happen. */
export const QUIET_MS = 50

/** Nothing arrives. */
export async function expectNoMessage(socket: {
  receiveTimeout: number
  receive(): Promise<Buffer[]>
}): Promise<void> {
  const before = socket.receiveTimeout
  socket.receiveTimeout = QUIET_MS
  await expect(socket.receive()).rejects.toMatchObject({ code: "EAGAIN" })
  socket.receiveTimeout = before
}

/** There is nobody to take a message now. */
export async function expectNoRoom(socket: {
  sendTimeout: number
  send(message: Sendable): Promise<void>
}): Promise<void> {
  const before = socket.sendTimeout
  socket.sendTimeout = 0
  await expect(socket.send("no room for this")).rejects.toMatchObject({ code: "EAGAIN" })
  socket.sendTimeout = before
}

/** Sends until there is no room, at most `limit` messages; answers how many were taken. */
export async function fill(
  socket: { sendTimeout: number; send(message: Sendable): Promise<void> },
  limit: number,
  message: (i: number) => Sendable = (i) => String(i),
): Promise<number> {
  const before = socket.sendTimeout
  socket.sendTimeout = 0
  try {
    for (let i = 0; i < limit; i++) {
      try {
        await socket.send(message(i))
      } catch {
        return i
      }
    }
    return limit
  } finally {
    socket.sendTimeout = before
  }
}

/** Resolves after so many milliseconds. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
