/**
 * pyzmq sockets in a process of their own (test/fixtures/pyzmq-peer.py).
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { onTestFinished } from "vitest"

/** The first may be one that somebody has installed beside Debian's, which has the package. */
const PYTHONS = ["python3", "/usr/bin/python3"]
const SCRIPT = new URL("../fixtures/pyzmq-peer.py", import.meta.url).pathname

/** Looked for once: it takes as long as a test. */
let found: string | null | undefined

/** Why pyzmq cannot be used here; null when it can. */
export function pyzmqIsMissing(): string | null {
  return pythonWithZmq() === null ? "no python3 has zmq: apt-get install -y python3-zmq" : null
}

/** The command of a Python that has pyzmq; null: there is none. */
export function pythonWithZmq(): string | null {
  if (found !== undefined) return found
  const has = (python: string): boolean =>
    spawnSync(python, ["-c", "import zmq"], { stdio: "ignore" }).status === 0
  found = PYTHONS.find(has) ?? null
  return found
}

/** How a socket is opened. Options are attributes of a pyzmq socket. */
export interface PySocketOptions {
  readonly options?: Readonly<Record<string, string | number | boolean>>
  readonly subscribe?: readonly string[]
  readonly bind?: string
  readonly connect?: string
}

/** What pyzmq's ThreadAuthenticator is told. */
export interface PyAuthentication {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  /** Passwords by user name, by domain. */
  readonly plain?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `*`, or a folder of certificates. */
  readonly curve?: string
}

interface Answer {
  readonly error?: string
  readonly endpoint?: string
  readonly messages?: string[][]
  readonly events?: { event: string; value: number }[]
  readonly publicKey?: string
  readonly secretKey?: string | null
}

/** One Python process. */
export class PyPeer {
  readonly #child: ChildProcess
  readonly #answers: AsyncIterator<string>

  private constructor(child: ChildProcess, answers: AsyncIterator<string>) {
    this.#child = child
    this.#answers = answers
  }

  /** One that ends with the test. */
  static async start(): Promise<PyPeer> {
    const peer = await PyPeer.launch()
    onTestFinished(() => peer.stop())
    return peer
  }

  /** One for several tests: whoever launches it has to stop it. */
  static async launch(): Promise<PyPeer> {
    const child = spawn(pythonWithZmq() ?? "python3", [SCRIPT], {
      stdio: ["pipe", "pipe", "inherit"],
    })
    const peer = new PyPeer(child, createInterface(child.stdout)[Symbol.asyncIterator]())
    await peer.#next()
    return peer
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, "exit")
    this.#child.kill("SIGKILL")
    await exit
  }

  /** Opens a socket; answers its endpoint. */
  async open(name: string, type: string, how: PySocketOptions): Promise<string> {
    const { endpoint } = await this.#ask({ do: "open", name, type, ...how })
    return endpoint ?? ""
  }

  async send(name: string, ...messages: readonly (readonly (string | Buffer)[])[]): Promise<void> {
    const encoded = messages.map((parts) =>
      parts.map((part) => Buffer.from(part as string).toString("base64")),
    )
    await this.#ask({ do: "send", name, messages: encoded })
  }

  async receive(name: string, count = 1): Promise<Buffer[][]> {
    const { messages = [] } = await this.#ask({ do: "receive", name, count })
    return messages.map((parts) => parts.map((part) => Buffer.from(part, "base64")))
  }

  /** Answers so many messages with themselves. */
  async echo(name: string, count: number): Promise<void> {
    await this.#ask({ do: "echo", name, count })
  }

  /** The monitor's events until one of these has come. */
  async events(name: string, ...until: string[]): Promise<{ event: string; value: number }[]> {
    return (await this.#ask({ do: "events", name, until })).events ?? []
  }

  async close(name: string): Promise<void> {
    await this.#ask({ do: "close", name })
  }

  /** The keys that pyzmq finds in a certificate. */
  async certificate(path: string): Promise<{ publicKey: string; secretKey: string | null }> {
    const { publicKey = "", secretKey = null } = await this.#ask({ do: "certificate", path })
    return { publicKey, secretKey }
  }

  async authenticate(how: PyAuthentication): Promise<void> {
    await this.#ask({ do: "authenticate", ...how })
  }

  async #ask(command: object): Promise<Answer> {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`)
    const answer = await this.#next()
    if (answer.error !== undefined) throw new Error(answer.error)
    return answer
  }

  async #next(): Promise<Answer> {
    const line = await this.#answers.next()
    if (line.done === true) throw new Error("the Python process is gone")
    return JSON.parse(line.value) as Answer
  }
}
