/**
 * The PLAIN mechanism (RFC 24), both sides, and NULL with a verdict (RFC 27), as bytes.
 */
import { describe, expect, it } from "vitest"
import { DeniedError, RefusedError } from "../../src/zmtp/errors.js"
import type { Mechanism, Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import { PlainClient } from "../../src/zmtp/mechanisms/plain-client.js"
import { PlainServer } from "../../src/zmtp/mechanisms/plain-server.js"
import { everyCut } from "../helpers/cuts.js"
import { bytes, frame, greeting, ready } from "../helpers/raw-peer.js"
import { Recorder } from "../helpers/recorder.js"

const HELLO = frame(4, bytes('05 "HELLO" 05 "admin" 06 "secret"'))
const WELCOME = frame(4, bytes('07 "WELCOME"'))
const METADATA = '0B "Socket-Type" 00 00 00 06 "DEALER" 08 "Identity" 00 00 00 00'
const INITIATE = frame(4, bytes(`08 "INITIATE" ${METADATA}`))
const READY = ready("DEALER", { Identity: "" })
const ERROR = frame(4, bytes('05 "ERROR" 03 "400"'))
const MESSAGE = frame(0, "sneaky")
const PING = frame(4, bytes('04 "PING" 0000'))
const COMMANDS = { HELLO, WELCOME, INITIATE, READY, ERROR, MESSAGE, PING }
type CommandName = keyof typeof COMMANDS

const GREETING = greeting(1, "PLAIN")
const ASKED = `authenticate PLAIN ${hex("admin")} ${hex("secret")}`

function hex(text: string): string {
  return Buffer.from(text).toString("hex")
}

function verdict(status: Verdict["status"], userId = "", more: [string, string][] = []): Verdict {
  return { status, userId, metadata: new Map(more) }
}

/** A side whose own greeting is out and whose peer's has come. */
function greeted(mechanism: Mechanism, theirs = GREETING): Recorder {
  const recorder = new Recorder({ mechanism })
  recorder.connection.start()
  recorder.said()
  recorder.log.length = 0
  return recorder.receive(theirs)
}

function server(): Recorder {
  return greeted(new PlainServer())
}

function client(username = "admin", password = "secret"): Recorder {
  return greeted(new PlainClient(Buffer.from(username), Buffer.from(password)))
}

/** Answers whenever somebody is asked about. */
function judge(recorder: Recorder, answer: Verdict): Recorder {
  const isAsked = recorder.log.at(-1)?.startsWith("authenticate") ?? false
  return isAsked ? recorder.run(() => recorder.connection.judged(answer)) : recorder
}

function* sequencesOf(length: number): Generator<CommandName[]> {
  if (length === 0) {
    yield []
    return
  }
  for (const rest of sequencesOf(length - 1)) {
    for (const name of Object.keys(COMMANDS) as CommandName[]) yield [...rest, name]
  }
}

describe("RFC 24: the client", () => {
  it("says PLAIN in its greeting, and HELLO when it has the server's", () => {
    const recorder = new Recorder({
      mechanism: new PlainClient(Buffer.from("u"), Buffer.from("p")),
    })
    recorder.connection.start()
    expect(recorder.said()).toEqual(greeting(1, "PLAIN"))
    expect(recorder.receive(GREETING).said()).toEqual(frame(4, bytes('05 "HELLO" 01 "u" 01 "p"')))
  })

  it.each([
    ["", ""],
    ["u".repeat(255), "p".repeat(255)],
    ["\0ä", "\xff"],
  ])("its HELLO has a user name of %j and a password of %j", (username, password) => {
    const [user, pass] = [Buffer.from(username), Buffer.from(password)]
    const body = [bytes('05 "HELLO"'), [user.length], user, [pass.length], pass]
    const expected = frame(4, Buffer.concat(body.map((piece) => Buffer.from(piece))))
    expect(client(username, password).said()).toEqual(expected)
  })

  it("answers WELCOME with INITIATE, and is ready with READY, however the bytes are cut", () => {
    for (const [how, chunks] of everyCut(Buffer.concat([GREETING, WELCOME, READY, MESSAGE]))) {
      const recorder = new Recorder({
        mechanism: new PlainClient(Buffer.from("admin"), Buffer.from("secret")),
      })
      recorder.feed(chunks)
      expect(recorder.log, how).toEqual([
        `out ${Buffer.concat([HELLO, INITIATE]).toString("hex")}`,
        "ready DEALER identity=",
        `message ${hex("sneaky")}`,
      ])
    }
  })

  it.each([
    ["WELCOME", []],
    ["READY", [WELCOME]],
  ])("an ERROR instead of %s is a refusal that is not to be tried again", (_what, before) => {
    const { error } = client().receive(...before, ERROR)
    expect(error).toBeInstanceOf(RefusedError)
    expect(error).toMatchObject({ status: 400, remedy: "give up" })
  })

  it("an ERROR as libzmq spells it is one, too", () => {
    const { error } = client().receive(bytes('04 09 5E "RROR" 03 "400"'))
    expect(error).toBeInstanceOf(RefusedError)
    expect(error).toMatchObject({ status: 400 })
    const short = client().receive(bytes('04 09 5E "RROR" 04 "400"'))
    expect(short.error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_ERROR")
  })

  it("a WELCOME with a body is malformed", () => {
    const { error } = client().receive(frame(4, bytes('07 "WELCOME" 00')))
    expect(error?.code).toBe("ERR_ZMTP_MALFORMED_COMMAND_WELCOME")
  })

  it("a READY with broken metadata is refused", () => {
    const { error } = client().receive(WELCOME, frame(4, bytes('05 "READY" 05 "Sock"')))
    expect(error?.code).toBe("ERR_ZMTP_INVALID_METADATA")
  })

  it("is ready by no other order of commands, and refuses at the first wrong one", () => {
    for (const names of sequencesOf(3)) {
      const recorder = client().feed(names.map((name) => COMMANDS[name]))
      const isRight = names[0] === "WELCOME" && names[1] === "READY"
      expect(recorder.peer !== null, names.join()).toBe(isRight)
      if (isRight) continue
      expect(recorder.error, names.join()).not.toBeNull()
      expect(recorder.messages, names.join()).toEqual([])
      const said = names[0] === "WELCOME" ? Buffer.concat([HELLO, INITIATE]) : HELLO
      expect(recorder.said(), names.join()).toEqual(said)
    }
  })
})

describe("RFC 24: the server", () => {
  it("says in its greeting that it is one", () => {
    const recorder = new Recorder({ mechanism: new PlainServer() })
    recorder.connection.start()
    const said = recorder.said()
    expect(said.subarray(12, 17).toString()).toBe("PLAIN")
    expect(said[32]).toBe(1)
  })

  it("asks about a HELLO, and goes on with WELCOME and READY, however the bytes are cut", () => {
    for (const [how, chunks] of everyCut(Buffer.concat([GREETING, HELLO]))) {
      const recorder = new Recorder({ mechanism: new PlainServer() }).feed(chunks)
      expect(recorder.log, how).toEqual([ASKED])
      judge(recorder, verdict(200, "boss", [["x-role", "chief"]]))
      expect(recorder.said(), how).toEqual(WELCOME)
    }
    for (const [how, chunks] of everyCut(Buffer.concat([INITIATE, MESSAGE]))) {
      const recorder = server().receive(HELLO)
      judge(recorder, verdict(200, "boss", [["x-role", "chief"]])).forget()
      expect(recorder.feed(chunks).log, how).toEqual([
        `out ${READY.toString("hex")}`,
        "ready DEALER identity= x-role=chief user-id=boss",
        `message ${hex("sneaky")}`,
      ])
    }
  })

  it("knows a user by what it is told of him, never by what he says himself", () => {
    const recorder = judge(server().receive(HELLO), verdict(200))
    const forged = frame(4, bytes('08 "INITIATE" 07 "User-Id" 00 00 00 04 "root"'))
    expect(recorder.receive(forged).peer?.properties.has("user-id")).toBe(false)
  })

  it.each([400, 500] as const)("tells a client of %d with an ERROR, and closes", (status) => {
    const recorder = judge(server().receive(HELLO), verdict(status))
    // As libzmq 4.3.5 spells ERROR here, and only here.
    expect(recorder.said()).toEqual(frame(4, bytes(`5E "RROR" 03 "${String(status)}"`)))
    expect(recorder.error).toBeInstanceOf(DeniedError)
    expect(recorder.error).toMatchObject({ status })
    expect(recorder.receive(INITIATE).peer).toBeNull()
  })

  it("says nothing at 300, and closes", () => {
    const recorder = judge(server().receive(HELLO), verdict(300))
    expect(recorder.said()).toHaveLength(0)
    expect(recorder.error).toMatchObject({ status: 300 })
  })

  it("lets nobody in by a verdict that nobody has asked for, or a second one", () => {
    const early = server()
    early.run(() => early.connection.judged(verdict(200)))
    expect(early.receive(INITIATE).error?.code).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
    const twice = judge(server().receive(HELLO), verdict(200))
    twice.run(() => twice.connection.judged(verdict(200)))
    expect(twice.said()).toEqual(WELCOME)
  })

  it.each([
    ["no lengths", "", false],
    ["no password", '05 "admin"', false],
    ["a user name cut short", '06 "admin"', false],
    ["a password cut short", '05 "admin" 07 "secret"', false],
    ["a byte too many", '05 "admin" 06 "secret" 00', false],
    ["lengths far beyond it", "FF FF", false],
    ["an empty user name", '00 06 "secret"', true],
    ["an empty password", '05 "admin" 00', true],
    ["both empty", "00 00", true],
  ])("a HELLO with %s", (_what, body, isWellFormed) => {
    const recorder = server().receive(frame(4, Buffer.concat([bytes('05 "HELLO"'), bytes(body)])))
    expect(recorder.error?.code ?? null).toBe(
      isWellFormed ? null : "ERR_ZMTP_MALFORMED_COMMAND_HELLO",
    )
    expect(recorder.log.some((entry) => entry.startsWith("authenticate"))).toBe(isWellFormed)
  })

  it("a HELLO cut short at any byte is malformed", () => {
    const body = HELLO.subarray(2)
    for (let length = 6; length < body.length; length++) {
      const { error } = server().receive(frame(4, body.subarray(0, length)))
      expect(error?.code, `${String(length)} bytes`).toBe("ERR_ZMTP_MALFORMED_COMMAND_HELLO")
    }
  })

  it("keeps name and password, though the memory they came in is used again", () => {
    const kept: Buffer[] = []
    const mechanism = new PlainServer()
    mechanism.start({
      properties: [],
      maxProperties: 256,
      write: () => {},
      authenticate: ({ values }) => kept.push(...values),
      complete: () => {},
    })
    const data = bytes('05 "admin" 06 "secret"')
    mechanism.receive({ name: "HELLO", data })
    data.fill(0)
    expect(kept.map(String)).toEqual(["admin", "secret"])
  })

  it("an INITIATE with broken metadata is refused, without READY", () => {
    const recorder = judge(server().receive(HELLO), verdict(200))
    recorder.forget()
    recorder.receive(frame(4, bytes('08 "INITIATE" 0B "Sock"')))
    expect(recorder.log).toEqual(["refused ERR_ZMTP_INVALID_METADATA"])
  })

  it("takes no command while it waits for the verdict", () => {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const recorder = server().receive(HELLO, command)
      expect(recorder.error?.code, name).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
      recorder.connection.judged(verdict(200))
      expect(recorder.peer, name).toBeNull()
    }
  })

  it("is ready by no other order of commands, and refuses at the first wrong one", () => {
    for (const names of sequencesOf(3)) {
      const recorder = server()
      for (const name of names) judge(recorder.receive(COMMANDS[name]), verdict(200))
      const isRight = names[0] === "HELLO" && names[1] === "INITIATE"
      expect(recorder.peer !== null, names.join()).toBe(isRight)
      if (isRight) continue
      expect(recorder.error, names.join()).not.toBeNull()
      expect(recorder.messages, names.join()).toEqual([])
      expect(recorder.said(), names.join()).toEqual(
        names[0] === "HELLO" ? WELCOME : Buffer.alloc(0),
      )
    }
  })
})

describe("mechanisms that differ", () => {
  it.each([
    ["NULL", "PLAIN", () => new NullMechanism()],
    ["PLAIN", "NULL", () => new PlainServer()],
    ["PLAIN", "CURVE", () => new PlainServer()],
    ["PLAIN", "NULL", () => new PlainClient(Buffer.from("u"), Buffer.from("p"))],
  ] as const)("%s does not talk to %s", (_own, theirs, make) => {
    const recorder = greeted(make(), greeting(1, theirs)).receive(READY, MESSAGE)
    expect(recorder.log).toEqual(["refused ERR_ZMTP_MECHANISM_MISMATCH"])
  })

  it("two servers have nothing to say to each other", () => {
    expect(server().log).toEqual([])
  })
})

describe("RFC 27: NULL with a verdict", () => {
  function asking(): Recorder {
    return greeted(new NullMechanism(true), greeting())
  }

  it("says nothing before it is there, then READY", () => {
    const recorder = asking()
    expect(recorder.log).toEqual(["authenticate NULL"])
    expect(judge(recorder, verdict(200, "boss")).said()).toEqual(READY)
    expect(recorder.receive(READY).log.at(-1)).toBe("ready DEALER identity= user-id=boss")
  })

  it("remembers a READY that comes meanwhile", () => {
    const recorder = asking().receive(READY)
    expect(recorder.peer).toBeNull()
    recorder.run(() => recorder.connection.judged(verdict(200, "boss")))
    expect(recorder.log.slice(1)).toEqual([
      `out ${READY.toString("hex")}`,
      "ready DEALER identity= user-id=boss",
    ])
  })

  it("takes nothing behind that READY", () => {
    for (const [name, command] of Object.entries({ READY, MESSAGE, PING, HELLO })) {
      const recorder = asking().receive(READY, command)
      expect(recorder.error?.code, name).toBe("ERR_ZMTP_UNEXPECTED_COMMAND")
      expect(recorder.messages, name).toEqual([])
    }
  })

  it.each([
    [300, ""],
    [400, '04 0A 05 "ERROR" 03 "400"'],
    [500, '04 0A 05 "ERROR" 03 "500"'],
  ] as const)("at %d there is no READY, before and after the peer's", (status, said) => {
    for (const before of [[], [READY]]) {
      const recorder = asking().receive(...before)
      recorder.run(() => recorder.connection.judged(verdict(status)))
      expect(recorder.said()).toEqual(bytes(said))
      expect(recorder.error).toMatchObject({ status })
      expect(recorder.receive(READY, MESSAGE).peer).toBeNull()
    }
  })
})
