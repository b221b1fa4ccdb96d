/**
 * Options of security that would have no effect: whoever writes one down is told, before anything goes out in clear.
 */
import { describe, expect, it } from "vitest"
import { ANY, bound, purezmq, RunningCommand } from "../helpers/command.js"

/** Nobody is there, and nobody is needed. */
const NOWHERE = "tcp://127.0.0.1:1"
const KEY = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

async function assertRefused(args: readonly string[], text: string): Promise<void> {
  const { code, stdout, stderr } = await purezmq(args, "data\n")
  expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
  expect(stderr).toContain(text)
}

describe("a secret on the command line", () => {
  const push = ["push", "--connect", NOWHERE, "--no-wait", "--linger", "0ms"]
  it.concurrent.each([
    [["--curve-secret-key", KEY], "--curve-secret-key: CURVE needs --curve-server, or"],
    [["--curve-certificate", "a"], "--curve-certificate: CURVE needs --curve-server, or"],
    [["--plain-password", "pw"], "--plain-password: PLAIN needs both --plain-username and"],
    [["--plain-server", "--plain-password", "pw"], "--plain-server: PLAIN needs both"],
    [["--curve-server-key", KEY, "--plain-password", "pw"], "has either CURVE or PLAIN"],
    [["--plain-username", "ann", "--curve-secret-key", KEY], "has either CURVE or PLAIN"],
    [
      ["--curve-server", "--curve-certificate", "a", "--curve-secret-key", KEY],
      "--curve-certificate and --curve-secret-key: a certificate has both",
    ],
  ])("is not ignored where it would have no effect: %j", async (args, text) => {
    await assertRefused([...push, ...args], text)
  })

  it.concurrent.each([
    [["bench", "--plain-password", "pw"], "--plain-password: PLAIN needs both"],
    [["monitor", "--connect", NOWHERE, "--curve-secret-key", KEY], "CURVE needs --curve-server"],
    [["probe", NOWHERE, "--curve-secret-key", KEY], "CURVE needs --curve-server-key to be"],
  ])("is not ignored by a command that is no socket type: %j", async (args, text) => {
    await assertRefused(args, text)
  })

  it.concurrent.each([
    [["--front-plain-password", "pw"], "--front-plain-password: PLAIN needs both --front-plain-"],
    [["--back-curve-secret-key", KEY], "--back-curve-secret-key: CURVE needs --back-curve-server"],
    [
      ["--capture-plain-username", "a", "--capture-plain-password", "b"],
      "--capture-plain-username: a capture needs --capture-bind or --capture-connect",
    ],
  ])("is not ignored by a side of a proxy: %j", async (args, text) => {
    await assertRefused(["proxy", "--front-bind", ANY, "--back-bind", ANY, ...args], text)
  })
})

it("a secret of the environment may be there for other commands", async () => {
  const [pull, endpoint] = await bound("pull", "--count", "1")
  const env = { PUREZMQ_PLAIN_PASSWORD: "pw", PUREZMQ_CURVE_SECRET_KEY: KEY }
  const push = new RunningCommand(["push", "--connect", endpoint, "in clear"], env)
  expect(await push.ends()).toEqual({ code: 0, stdout: "", stderr: "" })
  expect(await pull.ends()).toMatchObject({ code: 0, stdout: "in clear\n" })
})

describe("a stream is plain TCP, and has no security", () => {
  const curve = ["curve-server", "curve-secret-key"] as const
  const secured = (prefix: string): string[] => [
    `--${prefix}${curve[0]}`,
    `--${prefix}${curve[1]}`,
    KEY,
  ]
  it.concurrent.each([
    [["stream", "--bind", ANY, ...secured("")], "unknown option '--curve-server'"],
    [
      ["monitor", "--bind", ANY, "--type", "stream", ...secured("")],
      "--curve-server: a stream is plain TCP",
    ],
    [
      [
        ...["proxy", "--front", "stream", "--front-bind", ANY, ...secured("front-")],
        ...["--back", "dealer", "--back-bind", ANY],
      ],
      "--front-curve-server: a stream is plain TCP",
    ],
  ])("%j", async (args, text) => {
    await assertRefused(args, text)
  })
})
