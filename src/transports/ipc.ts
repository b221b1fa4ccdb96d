/**
 * The ipc transport: Unix domain sockets by path, `@name` in Linux's abstract name space, `*` for a path of
 * our choice. A socket file nobody listens on is replaced; anything else in the way is left alone.
 */
import { existsSync, lstatSync, mkdtempSync, rmdirSync, rmSync, unlinkSync } from "node:fs"
import type { Socket } from "node:net"
import type * as os from "node:os"
import { dirname, join } from "node:path"
import type * as threads from "node:worker_threads"
import { builtin } from "../builtin.js"
import { ZmqError } from "../errors.js"
import { listen, listenSync, type ServerNames } from "./net-server.js"
import { Intake } from "./intake.js"
import { NetStream } from "./net-stream.js"
import { net } from "./node-net.js"
import type { Dial, DialHandler, StreamOptions, Transport } from "./transport.js"

const IS_LINUX = process.platform === "linux"
/** What fits into `sun_path`, less the final zero byte. */
const LONGEST_PATH = IS_LINUX ? 107 : 103
const PROBE_MS = 5000
const LISTENS = 1
const DEAD = 2
/** What lies in a folder of ours. */
const SOCKET_FILE = "socket"

/** Folders of ours that are there. */
const folders = new Set<string>()

/** The ipc transport (RFC 37 over Unix domain sockets). */
export const ipc: Transport = {
  scheme: "ipc",
  checkBind: checkAddress,
  checkConnect: checkAddress,

  async bind(address, options, handler) {
    const { path, names } = place(address)
    if (isSocketFile(path) && !(await someoneListens(path))) unlinkSync(path)
    return listen({ path, backlog: options.backlog }, names, handler)
  },

  bindSync(address, options, handler) {
    const { path, names } = place(address)
    if (isSocketFile(path) && !someoneListensSync(path)) unlinkSync(path)
    const where = { address: path, port: -1, addressType: -1, backlog: options.backlog } as const
    return listenSync(where, names, handler)
  },

  dial(address: string, _options: StreamOptions, handler: DialHandler): Dial {
    return new IpcDial(address, handler)
  },
}

function checkAddress(address: string): void {
  if (address === "@" || address.includes("\0")) throw new ZmqError("EINVAL")
  if (Buffer.byteLength(address) > LONGEST_PATH) throw new ZmqError("ENAMETOOLONG")
}

/** Where a bind address lies, and how to tidy it up. */
function place(address: string): { path: string; names: ServerNames } {
  const folder = address === "*" ? ownFolder() : null
  const endpoint = `ipc://${folder === null ? address : join(folder, SOCKET_FILE)}`
  const path = pathOf(endpoint.slice("ipc://".length))
  // Node would call this EACCES.
  if (!path.startsWith("\0") && !existsSync(dirname(path))) throw new ZmqError("ENOENT")
  return {
    path,
    names: {
      endpoint: () => endpoint,
      accepted: () => streamNames(endpoint),
      // Node removes the socket file itself.
      closed: () => {
        if (folder !== null) removeFolder(folder)
      },
    },
  }
}

/** The folder for a path of our choice. */
function ownFolder(): string {
  const { tmpdir } = builtin("node:os") as typeof os
  const folder = mkdtempSync(join(tmpdir(), "purezmq-"))
  if (folders.size === 0) process.on("exit", removeFolders)
  folders.add(folder)
  return folder
}

/** The process, or this thread, ends without having closed what it had bound. */
function removeFolders(): void {
  for (const folder of folders) {
    rmSync(join(folder, SOCKET_FILE), { force: true })
    removeFolder(folder)
  }
}

function removeFolder(folder: string): void {
  folders.delete(folder)
  if (folders.size === 0) process.off("exit", removeFolders)
  try {
    rmdirSync(folder)
  } catch {
    // Someone put a file into it; it is theirs to remove.
  }
}

function streamNames(endpoint: string): {
  localEndpoint: string
  remoteEndpoint: string
  remoteAddress: string
} {
  return { localEndpoint: endpoint, remoteEndpoint: endpoint, remoteAddress: "" }
}

/** On Linux `@name` is a name in the abstract space: a zero byte takes the place of the `@`. */
function pathOf(address: string): string {
  return IS_LINUX && address.startsWith("@") ? `\0${address.slice(1)}` : address
}

function isSocketFile(path: string): boolean {
  if (path.startsWith("\0")) return false
  return lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false
}

function someoneListens(path: string): Promise<boolean> {
  return new Promise((answer) => {
    const probe = net().connect({ path })
    probe.once("connect", () => {
      probe.destroy()
      answer(true)
    })
    probe.once("error", (error: NodeJS.ErrnoException) => {
      answer(error.code !== "ECONNREFUSED")
    })
  })
}

/**
 * The same without waiting for an event: another thread asks. It happens only where a socket file lies. Not
 * another process: in a program that is one executable file, that would be the program itself.
 */
function someoneListensSync(path: string): boolean {
  const answer = new Int32Array(new SharedArrayBuffer(4))
  const probe = `
    const { answer, path } = require("node:worker_threads").workerData
    const tell = (value) => { Atomics.store(answer, 0, value); Atomics.notify(answer, 0) }
    const socket = require("node:net").connect({ path })
    socket.once("connect", () => { socket.destroy(); tell(${String(LISTENS)}) })
    socket.once("error", ({ code }) => tell(code === "ECONNREFUSED" ? ${String(DEAD)} : ${String(LISTENS)}))`
  const { Worker } = builtin("node:worker_threads") as typeof threads
  const worker = new Worker(probe, {
    eval: true,
    workerData: { answer, path },
    execArgv: [],
    env: {},
  })
  worker.unref()
  // Without an answer the file is left alone.
  worker.once("error", () => {})
  Atomics.wait(answer, 0, 0, PROBE_MS)
  return Atomics.load(answer, 0) !== DEAD
}

/** One attempt to connect. */
class IpcDial implements Dial {
  readonly #socket: Socket
  #over = false

  constructor(address: string, handler: DialHandler) {
    const intake = new Intake()
    const socket = (this.#socket = net().connect({ path: pathOf(address), ...intake.options }))
    socket.unref()
    socket.once("error", (error) => {
      if (this.#over) return
      this.#over = true
      handler.onFail(error)
    })
    socket.once("connect", () => {
      if (this.#over) return
      this.#over = true
      socket.removeAllListeners("error")
      handler.onConnect(new NetStream(socket, streamNames(`ipc://${address}`), intake))
    })
  }

  abort(): void {
    this.#over = true
    this.#socket.destroy()
  }
}
