/** A server that the system gives no more files. */
import { spawn } from "node:child_process"
import { expect, it, onTestFinished } from "vitest"
import { Dealer } from "../../src/index.js"
import { bundled } from "../helpers/bundled.js"
import { pass } from "../helpers/quiet.js"
import { RawPeer } from "../helpers/raw-peer.js"
import { closing, until } from "../helpers/sockets.js"

const LIMIT = 80

/** Runs few-files with at most so many files; answers its endpoint. */
async function start(): Promise<string> {
  // The soft limit first: Node raises that to the hard one.
  const command = `ulimit -Sn ${String(LIMIT)}; ulimit -Hn ${String(LIMIT)}; exec "$0" "$1"`
  const child = spawn("/bin/sh", ["-c", command, process.execPath, bundled("few-files.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  })
  onTestFinished(() => {
    child.kill("SIGKILL")
  })
  let said = ""
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()))
  await until(() => said.includes("\n"), "its endpoint", 10_000)
  return said.split("\n")[0]
}

it.skipIf(process.platform === "win32")(
  "turns surplus clients away without working itself to death, and serves again when others have left",
  async () => {
    const endpoint = await start()
    const client = closing(new Dealer())
    client.connect(endpoint)
    const usedMicroseconds = async () => {
      await client.send("cpu")
      return Number(String((await client.receive())[0]))
    }
    await usedMicroseconds()
    const peers = await Promise.all(Array.from({ length: 200 }, () => RawPeer.connect(endpoint)))
    await until(
      () => peers.filter(({ closed }) => closed).length >= 200 - LIMIT,
      "the surplus is gone",
    )
    const before = await usedMicroseconds()
    await pass(300)
    expect((await usedMicroseconds()) - before).toBeLessThan(150_000)
    for (const peer of peers) peer.socket.destroy()
    const next = closing(new Dealer({ reconnectInterval: 10 }))
    next.connect(endpoint)
    await next.send("again")
    expect(String(await next.receive())).toBe("again")
  },
)
