/**
 * The commands of socket types, as processes: what they say of mistakes, and with what code they end.
 */
import { describe, expect, it } from "vitest"
import { ANY, bound, purezmq, RunningCommand } from "../helpers/command.js"

describe("mistakes", () => {
  it.concurrent.each([
    [["pull"], "--bind or --connect is needed"],
    [["pull", "--bind", "foo"], "foo is no endpoint to listen at: one is such as tcp://127.0.0.1:"],
    [["pull", "--bind", "tcp://nowhere"], "tcp://nowhere is no endpoint to listen at"],
    [["pull", "--connect", "tcp://*:5555"], "tcp://*:5555 is no endpoint to connect to"],
    [["pull", "--connect", ""], '"" is no endpoint to connect to'],
    [["pull", "--bind", "pigeon://a"], "there is no pigeon here: one is such as"],
    [["pull", "--bind", "udp://127.0.0.1:1"], "udp is not for this type of socket"],
    [
      ["stream", "--connect", "ipc:///a"],
      "since ipc is not for this type of socket: one is such as",
    ],
    [["pull", "--bind", "inproc://a"], "inproc is for sockets of one process"],
    [
      ["push", "--bind", ANY, "--format", "jsn", "x"],
      "Allowed choices are text, quoted, hex, json, raw",
    ],
    [["push", "--bind", ANY, "--format", "hex", "abc"], "the data"],
    [["push", "--bind", ANY, "--format", "json", '"\\ud800"'], "half of a character"],
    [["push", "--bind", ANY, "--interval", "soon", "x"], "A time is such as"],
    [["push", "--bind", ANY, "--count", "-1", "x"], "whole number"],
    [["push", "--bind", ANY, "--count", "0", "x"], "at least 1"],
    [["push", "--bind", ANY, "--file", "f", "x"], "not from both"],
    [["rep", "--bind", ANY, "--echo", "x"], "--echo answers"],
    [["pull", "--bind", ANY, "x"], "too many arguments"],
    [["pull", "--bnid", ANY], "Did you mean --bind?"],
    [["pull", "--bind", ANY, "--curve-server"], "--curve-server needs"],
    [["pull", "--bind", ANY, "--plain-server"], "PLAIN needs both"],
    [["pull", "--bind", ANY, "--curve-public-key", "x"], "CURVE needs"],
    [["router", "--bind", ANY, "--target", `0x${"61".repeat(256)}`, "x"], "at most 255 bytes"],
    [["router", "--bind", ANY, "--target", "0xzz", "x"], "'--target <id>' argument '0xzz'"],
    [["router", "--bind", ANY, "--target", "0x616", "x"], "even number of hexadecimal digits"],
    [["dealer", "--bind", ANY, "--identity", "0xzz"], "'--identity <id>' argument '0xzz'"],
    [["dealer", "--bind", ANY, "--identity", ""], "'--identity <id>' argument ''"],
    [["router", "--bind", ANY, "--quiet", "0xzz", "x"], "the data: behind 0x of a routing id"],
    [
      ["push", "--bind", ANY, "--plain-password", "x", "--plain-username", "a".repeat(256)],
      "--plain-username: PLAIN has room for 255 bytes",
    ],
  ])("of the command line are told with code 64: %j", async (args, text) => {
    const { code, stdout, stderr } = await purezmq(args)
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" })
    expect(stderr).toContain(text)
  })

  it("of the world are told with code 1: an address in use, a file that is not there", async () => {
    const [, endpoint] = await bound("pull")
    const second = await purezmq(["pull", "--bind", endpoint])
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining("in use") as unknown })
    const file = await purezmq(["push", "--connect", endpoint, "--file", "/nonexistent"])
    expect(file).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOENT") as unknown })
    const key = await purezmq([
      "push",
      "--connect",
      endpoint,
      "--curve-server-key",
      "/nonexistent",
      "x",
    ])
    expect(key).toMatchObject({ code: 1, stderr: expect.stringContaining("ENOENT") as unknown })
  })

  it("of peers are told: another mechanism, a type that does not fit; a client ends by them, with code 1", async () => {
    const [, endpoint] = await bound("pull")
    const types = await purezmq(["req", "--connect", endpoint, "x"])
    expect(types.code).toBe(1)
    expect(types.stderr.match(/a REQ socket does not talk to a "PULL" socket/g)).toHaveLength(1)
    const plain = await purezmq([
      "push",
      "--connect",
      endpoint,
      "--plain-username",
      "a",
      "--plain-password",
      "b",
      "x",
    ])
    expect(plain.code).toBe(1)
    expect(plain.stderr).toContain('security mechanism is "NULL", ours is "PLAIN"')
  })

  it("of a peer are told by a server, which goes on", async () => {
    const [pull, endpoint] = await bound("pull", "--count", "1")
    await purezmq(["req", "--connect", endpoint, "x"])
    await pull.says(/handshake:error:protocol.*a PULL socket does not talk to a "REQ"/, "stderr")
    await purezmq(["push", "--connect", endpoint, "still here"])
    expect(await pull.ends()).toMatchObject({ code: 0, stdout: "still here\n" })
  })

  it("of a REP without a reply are told with code 1", async () => {
    const [rep, endpoint] = await bound("rep")
    rep.type("", true)
    const req = new RunningCommand(["req", "--connect", endpoint, "x"])
    const { code, stderr } = await rep.ends()
    expect(code).toBe(1)
    expect(stderr).toContain("no reply left")
    req.child.kill()
  })
})
