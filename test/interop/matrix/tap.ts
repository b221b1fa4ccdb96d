/**
 * Stands between two ends of a tcp connection, passes everything on, and remembers who said what.
 */
import { once } from "node:events"
import { connect, createServer, type Server, type Socket } from "node:net"

/** Between one that connects here and where that leads to. */
export class Tap {
  readonly endpoint: string
  /** What the one that connected has said. */
  readonly caller = new Heard()
  /** What the other one has said. */
  readonly called = new Heard()
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server, port: number) {
    this.#server = server
    const { port: own } = server.address() as { port: number }
    this.endpoint = `tcp://127.0.0.1:${own}`
    server.on("connection", (socket) => this.#join(socket, port))
  }

  /** Listens at a free port. @param endpoint where it leads to. */
  static async open(endpoint: string): Promise<Tap> {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    return new Tap(server, Number(endpoint.split(":").at(-1)))
  }

  close(): void {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(caller: Socket, port: number): void {
    const called = connect(port, "127.0.0.1")
    this.#pass(caller, called, this.caller)
    this.#pass(called, caller, this.called)
  }

  #pass(from: Socket, to: Socket, heard: Heard): void {
    this.#sockets.add(from)
    from.on("data", (chunk) => {
      heard.add(chunk)
      to.write(chunk)
    })
    from.on("end", () => to.end())
    // Whoever is left sees its own connection end.
    from.on("error", () => to.destroy())
    from.on("close", () => this.#sockets.delete(from))
  }
}

/** Bytes of one side. */
export class Heard {
  #bytes = Buffer.alloc(0)
  #waiting: (() => void)[] = []

  add(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Resolves when these bytes have been said. */
  async until(bytes: Buffer): Promise<void> {
    while (!this.#bytes.includes(bytes)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}
