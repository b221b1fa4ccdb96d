/**
 * `purezmq decode`, as a process: where bytes come from, what is printed, and with what code it ends. What bytes mean is
 * tested in test/inspect.
 */
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { purezmq, RunningCommand } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { frame, greeting, ready } from "../helpers/raw-peer.js"

const CLIENT = Buffer.concat([greeting(), ready("PUSH"), frame(1, "one"), frame(0, "two")])
const SERVER = Buffer.concat([greeting(), ready("PULL")])
const LINES = [
  "0000  greeting: ZMTP 3.1, NULL  (64 bytes)",
  "0040  READY Socket-Type=PUSH  (28 bytes)",
  '005c  part 1: "one", 3 bytes',
  '0061  part 2, the last: "two", 3 bytes',
]

describe("bytes", () => {
  it("come as digits of the arguments, of standard input and of a file, and as they are with --raw", async () => {
    const file = join(temporaryFolder(), "bytes")
    writeFileSync(file, CLIENT)
    const hex = CLIENT.toString("hex")
    const ways: [args: string[], input: string | Buffer][] = [
      [[hex.slice(0, 20), hex.slice(20)], ""],
      [[], `# what a PUSH says\n0x${hex.slice(0, 30)}\n ${hex.slice(30)}\n`],
      [["--raw", "--file", file], ""],
    ]
    const outcomes = await Promise.all(
      ways.map(([args, input]) => purezmq(["decode", "--summary", ...args], String(input))),
    )
    for (const outcome of outcomes) {
      expect(outcome).toEqual({ code: 0, stdout: `${LINES.join("\n")}\n`, stderr: "" })
    }
  })

  it("of both sides are told apart by > and <, or come in two files", async () => {
    const folder = temporaryFolder()
    const [client, server] = [join(folder, "client"), join(folder, "server")]
    writeFileSync(client, CLIENT)
    writeFileSync(server, SERVER)
    const text = `> ${CLIENT.toString("hex")}\n< ${SERVER.toString("hex")}\n`
    const [marked, inFiles] = await Promise.all([
      purezmq(["decode", "--summary"], text),
      purezmq(["decode", "--summary", "--client", client, "--server", server]),
    ])
    expect(marked.stdout.split("\n").slice(3, 6)).toEqual([
      `> ${LINES[3]}`,
      `< ${LINES[0]}`,
      "< 0040  READY Socket-Type=PULL  (28 bytes)",
    ])
    expect(inFiles.stdout).toBe(marked.stdout)
  })
})

describe("what is printed", () => {
  it("is every field with its offset and bytes", async () => {
    const { stdout } = await purezmq(["decode"], CLIENT.toString("hex"))
    const lines = stdout.split("\n")
    expect(lines).toContain("  000a  03 01                                            version 3.1")
    // Nothing is left out: each line of bytes begins where the one before has ended.
    const offsets = lines.flatMap((line) => /^ {2}([0-9a-f]{4}) {2}/.exec(line)?.[1] ?? [])
    expect(offsets.map((offset) => parseInt(offset, 16))).toEqual(
      offsets.map((offset) => parseInt(offset, 16)).sort((a, b) => a - b),
    )
    expect(new Set(offsets).size).toBe(offsets.length)
  })

  it("is with --json an object a line, for programs", async () => {
    const { stdout } = await purezmq(["decode", "--json"], CLIENT.toString("hex"))
    const items = stdout.trimEnd().split("\n")
    expect(items.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      "greeting",
      "command",
      "part",
      "part",
    ])
    expect(JSON.parse(items[2])).toMatchObject({ side: "client", offset: 0x5c, size: 5 })
  })

  it("has no password in it", async () => {
    const hello = frame(4, Buffer.from("\u0005HELLO\u0003ann\u0006secret"))
    const hex = Buffer.concat([greeting(1, "PLAIN"), hello]).toString("hex")
    const [text, json] = await Promise.all([
      purezmq(["decode", hex]),
      purezmq(["decode", "--json", hex]),
    ])
    for (const { stdout } of [text, json]) {
      expect(stdout).toContain("HELLO")
      expect(stdout).toContain("ann")
      expect(stdout).not.toContain("secret")
      expect(stdout).not.toContain(Buffer.from("secret").toString("hex"))
    }
  })

  it("may be more than somebody wants to read: then the command ends quietly", async () => {
    const many = Buffer.concat([
      greeting(),
      ready("PUSH"),
      ...Array.from({ length: 20_000 }, () => frame(0, "x")),
    ])
    const command = new RunningCommand(["decode"])
    command.type(many.toString("hex"), true)
    await command.says(/greeting/)
    command.child.stdout.destroy()
    expect(await command.ends()).toMatchObject({ code: 0, stderr: "" })
  })
})

describe("the end", () => {
  it("has code 1 when the protocol is broken, which is marked", async () => {
    const hex = Buffer.concat([greeting(), frame(4, "\u0003NOT")]).toString("hex")
    const { code, stdout, stderr } = await purezmq(["decode", hex])
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
    expect(stdout).toMatch(/^ {2}! /m)
  })

  it.concurrent.each([
    [["0g"], 64, "line 1, column 1: two hexadecimal digits"],
    [["--file", "/nonexistent"], 1, "ENOENT"],
    [["--client", "/nonexistent"], 1, "ENOENT"],
    [["--client", "/dev/null", "00ff"], 64, "not from both"],
    [["--file", "/dev/null", "00ff"], 64, "not from both"],
    [["--client", "/dev/null", "--file", "/dev/null"], 64, "'--client <path>' cannot be used with"],
    [["--server", "/dev/null", "--file", "/dev/null"], 64, "'--server <path>' cannot be used with"],
    [["--raw", "00ff"], 64, "--raw: arguments are digits"],
    [["--sumary"], 64, "Did you mean --summary?"],
  ])("after a mistake has a code: %j", async (args, expected, text) => {
    const { code, stdout, stderr } = await purezmq(["decode", ...args])
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" })
    expect(stderr).toContain(text)
  })

  it("after input that holds something else has code 1, and says where that is", async () => {
    const { code, stderr } = await purezmq(["decode"], "ff 00\n  zz\n")
    expect(code).toBe(1)
    expect(stderr).toContain("line 2, column 3")
  })

  it("comes by Ctrl-C while standard input is read", async () => {
    const command = new RunningCommand(["decode", "--raw"])
    const drained = once(command.child.stdin, "drain")
    command.type(Buffer.alloc(1_000_000))
    await drained
    command.child.kill("SIGINT")
    expect(await command.ends()).toEqual({ code: 130, stdout: "", stderr: "" })
  })
})
