/**
 * `purezmq keygen`, as a process: pairs that pyzmq takes, and files that nobody overwrites.
 */
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { curveKeyPair } from "../../src/index.js"
import { parseCertificate } from "../../src/auth/certificate.js"
import { encodeZ85 } from "../../src/zmtp/z85.js"
import { purezmq } from "../helpers/command.js"
import { temporaryFolder } from "../helpers/folders.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: certificates as pyzmq reads them, since ${missing}`)

it("prints a pair, another one each time, in lines or in JSON", async () => {
  const [lines, json] = await Promise.all([purezmq(["keygen"]), purezmq(["keygen", "--json"])])
  expect(lines.stdout).toMatch(/^public-key \S{40}\nsecret-key \S{40}\n$/)
  const pair = JSON.parse(json.stdout) as { publicKey: string; secretKey: string }
  expect(Object.keys(pair)).toEqual(Object.keys(curveKeyPair()))
  expect(lines.stdout).not.toContain(pair.publicKey)
  expect([lines.code, json.code]).toEqual([0, 0])
})

it("prints JSON or writes files, not both", async () => {
  const folder = temporaryFolder()
  const both = await purezmq(["keygen", "--json", "--file", join(folder, "server")])
  expect(both).toMatchObject({
    code: 64,
    stdout: "",
    stderr: expect.stringContaining("'--json' cannot be used with") as unknown,
  })
  expect(readdirSync(folder)).toEqual([])
})

it("writes two files, of which others can read only the one without the secret", async () => {
  const folder = temporaryFolder()
  const { stdout } = await purezmq(["keygen", "--file", join(folder, "server")])
  const paths = ["server.key", "server.key_secret"].map((name) => join(folder, name))
  expect(stdout).toBe(`${paths.join("\n")}\n`)
  expect(readdirSync(folder).sort()).toEqual(["server.key", "server.key_secret"])
  expect(statSync(paths[1]).mode & 0o077).toBe(0)
  const [open, secret] = paths.map((path) => parseCertificate(readFileSync(path, "utf8")))
  expect(open).toMatchObject({ publicKey: secret?.publicKey, secretKey: null })
})

it("overwrites nothing: neither half, and it leaves no half behind", async () => {
  const folder = temporaryFolder()
  const name = join(folder, "server")
  await purezmq(["keygen", "--file", name])
  const before = readFileSync(`${name}.key`)
  expect(await purezmq(["keygen", "--file", name])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("EEXIST") as unknown,
  })
  expect(readFileSync(`${name}.key`)).toEqual(before)
  expect(await purezmq(["keygen", "--file", join(folder, "no/such")])).toMatchObject({ code: 1 })
})

it.skipIf(missing !== null)("makes certificates that pyzmq reads", async () => {
  const name = join(temporaryFolder(), "server")
  await purezmq(["keygen", "--file", name])
  const py = await PyPeer.start()
  const secret = await py.certificate(`${name}.key_secret`)
  const open = await py.certificate(`${name}.key`)
  expect(open).toEqual({ publicKey: secret.publicKey, secretKey: null })
  const read = parseCertificate(readFileSync(`${name}.key_secret`, "utf8"))
  expect(secret.secretKey).toBe(encodeZ85(read?.secretKey ?? Buffer.alloc(0)))
})
