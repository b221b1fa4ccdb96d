/** As much of ZMTP 3 as it takes to send messages to a socket that wants no security, and nothing more. */
import { Buffer } from "node:buffer"
import type { Socket } from "node:net"
import { connectTo } from "./raw-sockets.js"

const GREETING_BYTES = 64
const MECHANISM_AT = 12
const COMMAND = 4
const SHORTEST_LONG = 256

/** Connects as a socket of a type. What the peer sends after its handshake is thrown away. */
export async function connectZmtp(endpoint: string, socketType: string): Promise<Socket> {
  const socket = await connectTo(endpoint)
  socket.write(Buffer.concat([greeting(), ready(socketType)]))
  let arrived = 0
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk: Buffer) => {
      arrived += chunk.length
      // Its greeting and some of its READY: what that says does not matter here.
      if (arrived > GREETING_BYTES) resolve()
    })
  })
  return socket
}

/** So many frames with the same body. */
export function frames(body: Buffer, count: number): Buffer {
  if (body.length >= SHORTEST_LONG) throw new Error("only short frames")
  const frame = Buffer.concat([Buffer.from([0, body.length]), body])
  return Buffer.concat(new Array<Buffer>(count).fill(frame))
}

function greeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES)
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0])
  bytes.write("NULL", MECHANISM_AT)
  return bytes
}

function ready(socketType: string): Buffer {
  const value = Buffer.from(socketType)
  const name = Buffer.from("\x05READY\x0bSocket-Type")
  const body = Buffer.concat([name, Buffer.from([0, 0, 0, value.length]), value])
  return Buffer.concat([Buffer.from([COMMAND, body.length]), body])
}
