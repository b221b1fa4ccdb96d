/**
 * 27/zap: what a client sees of a server that judges its clients: no before everything else, and for each the right no.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "../bench.js"
import { command, message } from "../build.js"
import type { Applies, Case, Section } from "../case.js"
import { CurveClientSide } from "../curve.js"
import { metadataOf, plainHello, Refused, type HandshakeOptions } from "../handshake.js"
import { nameOf, readCommand, shown } from "../read.js"
import { envelopeTo } from "../target.js"
import { Customary, Deviation, Skipped } from "../verdict.js"
import type { Wire } from "../wire.js"

const PLAIN: Applies = { mechanisms: ["PLAIN"], sides: ["server"], habits: ["judges"] }
const CURVE: Applies = { mechanisms: ["CURVE"], sides: ["server"], habits: ["judges"] }
const EITHER: Applies = { mechanisms: ["PLAIN", "CURVE"], sides: ["server"], habits: ["judges"] }
const DEFERS: Applies = { mechanisms: ["PLAIN"], sides: ["server"], habits: ["defers"] }

const refused: readonly Case[] = [
  {
    id: "27/zap/1",
    level: "MUST",
    title: "refuses a wrong user name or password, however near it is to the right one",
    reason: "Both are compared as they are, over their whole length.",
    applies: { ...PLAIN, roles: ["binds"] },
    async run(bench) {
      const { username, password } = bench.target.credentials
      const near = (bytes: Buffer): Buffer[] => [
        Buffer.alloc(0),
        bytes.subarray(0, bytes.length - 1),
        Buffer.concat([bytes, Buffer.from("x")]),
        Buffer.concat([bytes, Buffer.alloc(1)]),
        Buffer.from(bytes.map((byte, i) => (i === 0 ? byte ^ 0x20 : byte))),
      ]
      const wrong: HandshakeOptions[] = [
        ...near(password).map((other) => ({ password: other })),
        ...near(username).map((other) => ({ username: other })),
        { username: password, password: username },
      ]
      const { random } = bench
      wrong.push({ username: random.bytes(255), password: random.bytes(255) })
      for (const options of wrong) {
        const { username: user = username, password: pass = password } = options
        if (Buffer.from(user).equals(username) && Buffer.from(pass).equals(password)) continue
        await refuses(bench, `user "${shown(Buffer.from(user))}"`, options)
      }
    },
  },
  {
    id: "27/zap/2",
    level: "MUST",
    title: "refuses a client whose public key it does not know",
    reason:
      "The client has shown that the key is its own; whether it may come in is another thing.",
    applies: CURVE,
    run: (bench) => refuses(bench, "an unknown key", { permanent: bench.crypto.createKeyPair() }),
  },
  {
    id: "27/zap/3",
    level: "MUST",
    title: "does nothing that a client asks for before it is let in",
    reason: "What comes behind wrong credentials in one piece must not be done, nor answered.",
    applies: EITHER,
    async run(bench) {
      const wire = await afterWrongCredentials(bench, true)
      await wordsOf(wire)
      if (!(await wire.hears())) return
      throw new Deviation("nothing behind its no", nameOf(await wire.receiveFrame()))
    },
  },
  {
    id: "27/zap/4",
    level: "SHOULD",
    title: "says ERROR to a client that it refuses",
    reason:
      "Only ERROR tells a client that it is no use to come again with the same credentials; a closed connection does not.",
    applies: EITHER,
    async run(bench) {
      const wire = await afterWrongCredentials(bench)
      if ((await wordsOf(wire)) === null) throw new Deviation("ERROR", "it closes without a word")
    },
  },
  {
    id: "27/zap/5",
    level: "MUST",
    title: "writes ERROR as a name of five letters and a reason, each with its length in front",
    reason:
      "Whoever reads commands by the grammar must be able to read this one. PLAIN's clients in use read no other form than one with the size and the first letter as the one byte 5e, and come back for ever at the RFC's: from a PLAIN server that is tolerated.",
    applies: EITHER,
    async run(bench) {
      const wire = await afterWrongCredentials(bench)
      const body = await wordsOf(wire)
      if (body === null) throw new Skipped("it says no ERROR")
      const isCustomary =
        bench.target.mechanism === "PLAIN" && body.toString("latin1", 0, 5) === "\x5eRROR"
      if (!isCustomary && body.toString("latin1", 0, 6) !== "\x05ERROR") {
        throw new Deviation("05 ERROR", body.toString("hex", 0, 6))
      }
      const rest = body.subarray(isCustomary ? 5 : 6)
      const reason = rest.subarray(1)
      if (rest.length === 0 || rest[0] !== reason.length) {
        throw new Deviation("a reason with its length in front", shown(rest))
      }
      if (reason.some((byte) => byte < 0x21 || byte > 0x7e)) {
        throw new Deviation("a reason of visible characters", shown(reason))
      }
      if (isCustomary) throw new Customary("05 ERROR", "5e RROR, as PLAIN's clients in use read it")
    },
  },
  {
    id: "27/zap/6",
    level: "SHOULD",
    title: "gives the status 400 as the reason of ERROR",
    reason:
      "It is what a ZAP handler says to wrong credentials, and what clients know how to read.",
    applies: EITHER,
    async run(bench) {
      const reason = await reasonOf(bench, {})
      if (reason !== "400") throw new Deviation("400", reason ?? "no ERROR")
    },
  },
  {
    id: "27/zap/7",
    level: "MUST",
    title: "lets the right client in while others are refused",
    reason: "Who guesses passwords must not lock out who knows one.",
    applies: { ...EITHER, roles: ["binds"] },
    async run(bench) {
      for (let i = 0; i < 5; i++) {
        const wire = await afterWrongCredentials(bench)
        await bench.accepts({})
        await wordsOf(wire)
      }
    },
  },
  {
    id: "27/zap/8",
    level: "SHOULD",
    title: "closes the connection of a client that it refuses",
    reason:
      "A client is asked to close at ERROR. One that does not would have a connection to keep.",
    applies: EITHER,
    async run(bench) {
      const wire = await afterWrongCredentials(bench)
      await wire.expectClosed("the credentials are wrong")
    },
  },
]

const deferred: readonly Case[] = [
  {
    id: "27/zap/9",
    level: "MUST",
    title: "lets nobody in whom it has told to come later",
    reason: "300 is no yes.",
    applies: DEFERS,
    async run(bench) {
      const { wire } = await bench.handshake({ until: "HELLO" })
      wire.send(plainHello("later", ""))
      // It may close, or say nothing for as long as it likes.
      await wire.closes()
      if (wire.waiting === 0) return
      const frame = await wire.receiveFrame()
      if (readCommand(frame.body)?.name === "ERROR") return
      throw new Deviation("a refusal, or nothing", nameOf(frame))
    },
  },
  {
    id: "27/zap/10",
    level: "SHOULD",
    title: "closes without a word when the client may come later",
    reason:
      "300 is a temporary error: closing tells a client to try again, and ERROR would tell it not to.",
    applies: DEFERS,
    async run(bench) {
      const reason = await reasonOf(bench, { username: "later", password: "" })
      if (reason !== null) throw new Deviation("no ERROR", `ERROR "${shown(reason)}"`)
    },
  },
  {
    id: "27/zap/11",
    level: "MUST",
    title: "lets nobody in when its handler has an error of its own",
    reason: "500 is no yes.",
    applies: DEFERS,
    run: (bench) => refuses(bench, "status 500", { username: "broken", password: "" }),
  },
]

/** A connection on which wrong credentials have been said. `goesOn`: in the same piece, as if they had been right. */
async function afterWrongCredentials(bench: Bench, goesOn = false): Promise<Wire> {
  const { target } = bench
  const metadata = metadataOf(target, {})
  const text = [...envelopeTo(target.socketType), "x"]
  if (target.mechanism === "PLAIN") {
    const { wire } = await bench.handshake({ until: "HELLO" })
    const more = [command("INITIATE", metadata), command("SUBSCRIBE"), message(...text)]
    wire.send(plainHello("nobody", "wrong"), ...(goesOn ? more : []))
    return wire
  }
  const permanent = bench.crypto.createKeyPair()
  const session = await bench.handshake({ until: "INITIATE", permanent })
  const { wire, curve } = session
  if (!(curve instanceof CurveClientSide)) throw new Error("this case is for servers only")
  const initiate = curve.initiate(metadata)
  session.traffic = curve.traffic()
  const more = [session.packCommand("SUBSCRIBE"), session.packMessage(...text)]
  wire.send(initiate, ...(goesOn ? more : []))
  return wire
}

/** What the ERROR is that comes now; null when the connection ends without one. */
async function wordsOf(wire: Wire): Promise<Buffer | null> {
  if (!(await wire.hears(wire.patience.timeoutMs))) {
    await wire.expectClosed("the credentials are wrong")
    return null
  }
  const frame = await wire.receiveFrame()
  if (readCommand(frame.body)?.name === "ERROR") return frame.body
  throw new Deviation("ERROR, or the end of the connection", nameOf(frame))
}

/** These credentials get ERROR, or the end of the connection. */
async function refuses(bench: Bench, why: string, options: HandshakeOptions): Promise<void> {
  const wire = await bench.open()
  try {
    await bench.continue(wire, options)
  } catch (error) {
    if (!(error instanceof Deviation)) throw error
    if (!(error instanceof Refused)) await wire.expectClosed(why)
    return
  } finally {
    wire.destroy()
  }
  throw new Deviation(`a refusal: ${why}`, "the client is let in")
}

/** The reason of the ERROR that these credentials get; null: none. They have to be refused. */
async function reasonOf(bench: Bench, options: HandshakeOptions): Promise<string | null> {
  const wire = await bench.open()
  const wrong: HandshakeOptions =
    bench.target.mechanism === "PLAIN"
      ? { username: "nobody", password: "wrong", ...options }
      : { permanent: bench.crypto.createKeyPair() }
  try {
    await bench.continue(wire, wrong)
  } catch (error) {
    if (error instanceof Refused) return error.reason
    if (!(error instanceof Deviation)) throw error
    await wire.expectClosed("the client is not let in")
    return null
  }
  throw new Deviation("the client is refused", "it is let in")
}

export const zap: Section = {
  id: "27/zap",
  title: "Judged clients",
  cases: [...refused, ...deferred],
}
