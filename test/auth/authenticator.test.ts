/** The Authenticator: its rules, in their order, for real clients. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import {
  Authenticator,
  Context,
  curveKeyPair,
  Dealer,
  type AuthenticatorOptions,
  type Client,
} from "../../src/index.js"
import { Policy, type AuthenticatorRules } from "../../src/auth/policy.js"
import { parseCertificate } from "../../src/auth/certificate.js"
import { decodeZ85 } from "../../src/zmtp/z85.js"
import { nextEvent } from "../helpers/events.js"
import { bindFresh, closing } from "../helpers/sockets.js"

type Options = ConstructorParameters<typeof Dealer>[0]

/** Meets a server under these rules; answers its user id, or the status it was refused with. */
async function meet(
  rules: AuthenticatorOptions,
  server: Options,
  client: Options,
  transport: "tcp" | "ipc" = "tcp",
): Promise<string | number | null> {
  const context = new Context({ blocky: false })
  closing(new Authenticator({ ...rules, context }))
  const socket = closing(new Dealer({ ...server, context, linger: 0 }))
  const refused = nextEvent(socket, "handshake:error:auth").then(({ error }) => error.status)
  const accepted = nextEvent(socket, "handshake").then(() => socket.peers[0].userId)
  closing(new Dealer({ ...client, linger: 0 })).connect(await bindFresh(socket, transport))
  return Promise.race([refused, accepted])
}

const PLAIN = { plainServer: true }
const GRASSLANDS = { zapDomain: "grasslands" }
function user(plainUsername: string, plainPassword: string): Options {
  return { plainUsername, plainPassword }
}

describe("passwords", () => {
  const rules = { plain: { "*": { ann: "one" }, farm: { bob: "two" } } }
  it.each<[string, Options, Options, string | number]>([
    ["the right one", PLAIN, user("ann", "one"), "ann"],
    ["a wrong one", PLAIN, user("ann", "two"), 400],
    ["one that begins right", PLAIN, user("ann", "one!"), 400],
    ["somebody unknown", PLAIN, user("eve", "one"), 400],
    ["the name of a member of objects", PLAIN, user("constructor", "one"), 400],
    ["the domain's own user", { ...PLAIN, zapDomain: "farm" }, user("bob", "two"), "bob"],
    ["a user of another domain", { ...PLAIN, zapDomain: "farm" }, user("ann", "one"), 400],
    ["a domain that is not named", { ...PLAIN, zapDomain: "zoo" }, user("ann", "one"), "ann"],
  ])("%s", async (_what, server, client, outcome) => {
    expect(await meet(rules, server, client)).toBe(outcome)
  })
})

describe("addresses", () => {
  it.each<[AuthenticatorRules, "tcp" | "ipc", string | number | null]>([
    [{}, "tcp", null],
    [{ allow: ["127.0.0.1"] }, "tcp", null],
    [{ allow: ["127.0.0.0/8", "10.0.0.1"] }, "tcp", null],
    [{ allow: ["10.0.0.0/8"] }, "tcp", 400],
    [{ allow: [] }, "tcp", 400],
    [{ deny: ["127.0.0.1"] }, "tcp", 400],
    [{ deny: ["10.0.0.0/8"] }, "tcp", null],
    [{ allow: ["127.0.0.1"], deny: ["127.0.0.1"] }, "tcp", 400],
    [{ deny: ["127.0.0.1"], decide: () => true }, "tcp", 400],
    [{ allow: ["127.0.0.1"] }, "ipc", 400],
    [{ allow: ["ipc"] }, "ipc", null],
    [{ deny: ["ipc"] }, "ipc", 400],
    [{ deny: ["ipc"] }, "tcp", null],
    [{ plain: { "*": {} } }, "tcp", 400],
    [{ plain: { "*": {} }, allow: ["127.0.0.1"] }, "tcp", null],
  ])("a client without security, under %j over %s: %s", async (rules, transport, outcome) => {
    expect(await meet(rules, GRASSLANDS, {}, transport)).toBe(outcome)
  })

  it("an allowed address does not stand for a password", async () => {
    const rules = { allow: ["127.0.0.1"], plain: { "*": { ann: "one" } } }
    expect(await meet(rules, PLAIN, user("ann", "wrong"))).toBe(400)
  })

  it("without rules, no password is right", async () => {
    expect(await meet({}, PLAIN, user("ann", "one"))).toBe(400)
  })
})

describe("decide", () => {
  it("sees the client, and may name it", async () => {
    const seen: Client[] = []
    const decide = async (client: Client) => {
      seen.push(client)
      await new Promise((resolve) => setImmediate(resolve))
      return { userId: "boss", metadata: { "X-Role": "chief" } }
    }
    const server = { ...PLAIN, zapDomain: "farm" }
    expect(await meet({ decide }, server, user("ann", "one"))).toBe("boss")
    const { credentials, ...rest } = seen[0]
    expect(rest).toEqual({ mechanism: "PLAIN", domain: "farm", address: "127.0.0.1" })
    expect(credentials.map(String)).toEqual(["ann", "one"])
  })

  it.each<[unknown, string | number | null]>([
    [true, "ann"],
    [false, 400],
    [{}, "ann"],
    [{ userId: "x".repeat(255) }, "x".repeat(255)],
    [undefined, 500],
    [null, 500],
    ["yes", 500],
    [1, 500],
    [{ userId: "x".repeat(256) }, 500],
    [{ userId: 7 }, 500],
    [{ metadata: { "no spaces": "" } }, 500],
    [{ metadata: { ["x".repeat(256)]: "" } }, 500],
    [{ metadata: { x: 7 } }, 500],
    [{ metadata: null }, 500],
  ])("answers %j: %s", async (decision, outcome) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {})
    onTestFinished(() => {
      warn.mockRestore()
    })
    const decide = () => decision as boolean
    expect(await meet({ decide }, PLAIN, user("ann", "one"))).toBe(outcome)
    expect(warn).toHaveBeenCalledTimes(outcome === 500 ? 1 : 0)
  })

  it.each([
    () => {
      throw new Error("no database")
    },
    () => Promise.reject(new Error("no database")),
  ])("that fails lets nobody in, and warns", async (decide) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {})
    onTestFinished(() => {
      warn.mockRestore()
    })
    expect(await meet({ decide }, PLAIN, user("ann", "one"))).toBe(500)
    expect(String(warn.mock.calls[0][0])).toContain("no database")
  })

  it("is not asked about a password that is right", async () => {
    const rules = { plain: { "*": { ann: "one" } }, decide: () => false }
    expect(await meet(rules, PLAIN, user("ann", "one"))).toBe("ann")
    expect(await meet(rules, PLAIN, user("ann", "two"))).toBe(400)
  })

  it("that takes its time keeps nobody else waiting", async () => {
    const context = new Context({ blocky: false })
    const decide = ({ credentials }: Client) =>
      String(credentials[0]) === "slow" ? new Promise<boolean>(() => {}) : true
    closing(new Authenticator({ context, decide }))
    const server = closing(new Dealer({ context, ...PLAIN, linger: 0 }))
    const endpoint = await bindFresh(server)
    const accepted = nextEvent(server, "handshake")
    closing(new Dealer({ ...user("slow", "x"), linger: 0 })).connect(endpoint)
    closing(new Dealer({ ...user("fast", "x"), linger: 0 })).connect(endpoint)
    await accepted
    expect(server.peers.map(({ userId }) => userId)).toEqual(["fast"])
  })
})

describe("CURVE keys", () => {
  const known = curveKeyPair().publicKey
  const other = curveKeyPair().publicKey

  async function judge(rules: AuthenticatorRules, key: string, policy = new Policy(rules)) {
    const admitted = await policy.judge({
      requestId: Buffer.from("1"),
      domain: Buffer.from("farm"),
      address: "127.0.0.1",
      identity: Buffer.alloc(0),
      credentials: { mechanism: "CURVE", values: [decodeZ85(key) ?? Buffer.alloc(0)] },
    })
    if (admitted === null) return null
    return [
      admitted.userId,
      ...admitted.metadata.map(([name, value]) => `${name}=${String(value)}`),
    ]
  }

  it("of a list come in, as text or as bytes; others do not", async () => {
    for (const keys of [[known], new Set([decodeZ85(known) ?? Buffer.alloc(0)])]) {
      expect(await judge({ curve: { "*": keys } }, known)).toEqual([known])
      expect(await judge({ curve: { "*": keys } }, other)).toBeNull()
    }
  })

  it("come in by their own domain's rule only", async () => {
    expect(await judge({ curve: { "*": [known], farm: [] } }, known)).toBeNull()
    expect(await judge({ curve: { farm: "any" } }, other)).toEqual([other])
    expect(await judge({ curve: { zoo: "any" } }, other)).toBeNull()
    expect(await judge({}, other)).toBeNull()
  })

  it("of a folder come in, with what their certificates say; reload sees new ones", async () => {
    const folder = mkdtempSync(join(tmpdir(), "purezmq-test-"))
    onTestFinished(() => {
      rmSync(folder, { recursive: true })
    })
    const certificate = (key: string) =>
      `#  made by hand\nmetadata\n    name = "Ann"\ncurve\n    public-key = "${key}"\n`
    writeFileSync(join(folder, "ann.key"), certificate(known))
    writeFileSync(join(folder, "notes.txt"), "not a certificate")
    const rules = { curve: { "*": { folder } } }
    const policy = new Policy(rules)
    expect(await judge(rules, known, policy)).toEqual([known, "name=Ann"])
    expect(await judge(rules, other, policy)).toBeNull()
    writeFileSync(join(folder, "eve.key"), certificate(other))
    expect(await judge(rules, other, policy)).toBeNull()
    policy.reload()
    expect(await judge(rules, other, policy)).toEqual([other, "name=Ann"])
  })

  it("a folder that is not there is an error, at once", () => {
    expect(() => new Policy({ curve: { "*": { folder: "/no/such/folder" } } })).toThrow("ENOENT")
  })
})

describe("a certificate", () => {
  const key = curveKeyPair().publicKey
  it.each<[string, string, Record<string, string> | null]>([
    [
      "of CZMQ",
      `metadata\n    a = "1"\n    b = "2"\ncurve\n    public-key = "${key}"`,
      { a: "1", b: "2" },
    ],
    ["with a secret key", `curve\n    public-key = "${key}"\n    secret-key = "${key}"`, {}],
    ["in single quotes, with other ends of lines", `curve\r\n\tpublic-key = '${key}' # it\r\n`, {}],
    ["with its key elsewhere", `other\n    public-key = "${key}"`, null],
    ["with half a key", `curve\n    public-key = "${key.slice(20)}"`, null],
    ["without a key", "metadata\n    a = 1", null],
    ["of nothing", "", null],
  ])("%s", (_what, text, metadata) => {
    const certificate = parseCertificate(text)
    expect(certificate && Object.fromEntries(certificate.metadata)).toEqual(metadata)
    if (certificate !== null) expect(certificate.publicKey).toEqual(decodeZ85(key))
  })
})

describe("an Authenticator", () => {
  it("is the only one in its context; its place is free when it is closed", () => {
    const context = new Context({ blocky: false })
    const first = closing(new Authenticator({ context }))
    expect(() => new Authenticator({ context })).toThrow("Address already in use")
    first.close()
    expect(first.closed).toBe(true)
    first.close()
    closing(new Authenticator({ context }))
  })

  it.each<[unknown, string]>([
    [{ alow: [] }, 'There is no option "alow"'],
    [7, "Options must be an object"],
    [{ allow: "127.0.0.1" }, "allow must be an array"],
    [{ allow: ["localhost"] }, 'allow has "localhost", which is no address'],
    [{ deny: [7] }, "deny has 7, which is no address"],
    [{ plain: "x" }, "plain must be an object"],
    [{ plain: { "*": "x" } }, "Passwords must be an object"],
    [{ plain: { "*": { ann: 7 } } }, "A password must be a string"],
    [{ curve: { "*": "all" } }, "CURVE clients must be"],
    [{ curve: { "*": ["short"] } }, "A public key is"],
    [{ decide: true }, "decide must be a function"],
  ])("made with %j is a TypeError", (options, text) => {
    const make = () => new Authenticator(options as AuthenticatorOptions)
    expect(make).toThrow(TypeError)
    expect(make).toThrow(text)
  })
})
