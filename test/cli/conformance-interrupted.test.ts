/**
 * Ctrl-C and SIGTERM during `purezmq conformance`: it ends at once, and leaves no connection and no program behind.
 */
import { once } from "node:events"
import { createServer, type AddressInfo, type Server, type Socket } from "node:net"
import { describe, expect, it, onTestFinished } from "vitest"
import { bundled } from "../helpers/bundled.js"
import { ANY, LISTENING, RunningCommand } from "../helpers/command.js"

/** Much longer than a test may take. */
const PATIENT = ["--timeout", "10m", "--start", "10m"]

/** A server on some port, which ends with the test. */
async function listen(): Promise<[server: Server, port: number]> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.close()
  })
  return [server, (server.address() as AddressInfo).port]
}

/** Programs that tell that they live, by `watched-peer.ts`. */
class Watch {
  readonly port: number
  readonly #living = new Set<Socket>()
  #said = ""
  #wake: (() => void)[] = []

  private constructor(server: Server, port: number) {
    this.port = port
    server.on("connection", (socket) => {
      this.#living.add(socket)
      socket.on("error", () => {})
      socket.on("data", (chunk) => {
        this.#said += chunk.toString()
        this.#notify()
      })
      socket.on("close", () => {
        this.#living.delete(socket)
        this.#notify()
      })
    })
  }

  static async start(): Promise<Watch> {
    return new Watch(...(await listen()))
  }

  /** Resolves when one has said this, for the nth time. */
  async says(text: string, times = 1): Promise<void> {
    await this.#until(() => this.#said.split(text).length > times)
  }

  /** Resolves when none of them lives. */
  async isAlone(): Promise<void> {
    await this.#until(() => this.#living.size === 0)
  }

  /** The text of `--exec` for such a program, below a shell. */
  command(...parameters: string[]): string {
    const words = [process.execPath, bundled("watched-peer.ts"), String(this.port), ...parameters]
    return `${words.join(" ")}; : {endpoint}`
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#wake.push(resolve))
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

function run(...args: string[]): RunningCommand {
  return new RunningCommand(["conformance", "--socket-type", "dealer", ...args, ...PATIENT])
}

describe("a signal during a run", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends it with %i, and the programs of --exec with it", async (signal, code) => {
    const watch = await Watch.start()
    const command = run("--exec", watch.command("{endpoint}"), "--answers", "--jobs", "3")
    await command.says(/✓/)
    // Three run at a time, after the one before them all.
    await watch.says("here", 4)
    command.child.kill(signal)
    expect(await command.ends()).toMatchObject({ code, stderr: "" })
    expect(command.stdout).not.toContain("passed")
    await watch.isAlone()
  })

  it("a second one leaves no program behind that does not end when it is told", async () => {
    const watch = await Watch.start()
    const command = run("--exec", watch.command("-", "stubborn"), "--include", "37/greeting/1")
    await watch.says("here")
    command.child.kill("SIGTERM")
    await watch.says("told")
    command.child.kill("SIGTERM")
    expect(await command.ends()).toMatchObject({ code: 143, stderr: "" })
    await watch.isAlone()
  })

  it("leaves nothing of a program whose shell has ended before it", async () => {
    const watch = await Watch.start()
    const command = run("--exec", `{ ${watch.command("-", "stubborn")}; } 2>/dev/null &`)
    await watch.says("here")
    command.child.kill("SIGINT")
    expect(await command.ends()).toMatchObject({ code: 130 })
    await watch.isAlone()
  })

  it("breaks the connection to a peer that says nothing", async () => {
    const [server, port] = await listen()
    const command = run("--connect", `tcp://127.0.0.1:${String(port)}`)
    const [socket] = (await once(server, "connection")) as [Socket]
    socket.on("error", () => {})
    const closed = once(socket.resume(), "close")
    command.child.kill("SIGINT")
    expect(await command.ends()).toEqual({ code: 130, stdout: "", stderr: "" })
    await closed
  })

  it("ends the wait for a peer that connects", async () => {
    const command = run("--listen", ANY)
    await command.says(LISTENING, "stderr")
    command.child.kill("SIGINT")
    expect((await command.ends()).code).toBe(130)
  })
})
