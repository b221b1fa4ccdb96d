/**
 * Commands, byte by byte (RFC 23, 24 and 37): their names, and the data of all but CURVE's.
 * Knows one command. Does not know whether it may come now.
 */
import type { Buffer } from "node:buffer"
import { PLAIN_ERROR } from "../zmtp/command.js"
import type { Notes } from "./item.js"
import { describeMetadata, summaryOfMetadata } from "./metadata-fields.js"
import { countOf, shownBytes, shownText } from "./shown.js"

const LONGEST_CONTEXT = 16
const TTL_BYTES = 2
const COMMAND_NAME = /^[A-Z0-9\-_.+]+$/i
const REASON = /^[\x21-\x7e]*$/

/** What is said of a command's data. */
export interface Description {
  readonly summary: string
  readonly properties?: ReadonlyMap<string, Buffer>
}

/** Says what the name of a command is; null: there is no whole name, and nothing more to be said. */
export function describeName(body: Buffer, notes: Notes): { name: string; data: Buffer } | null {
  const end = body.length === 0 ? 0 : 1 + body[0]
  if (body.toString("latin1", 0, PLAIN_ERROR.length) === PLAIN_ERROR && end > body.length) {
    notes.field(PLAIN_ERROR.length, "ERROR, as libzmq writes it in PLAIN")
    notes.remarks.push("libzmq writes the length of this name and its first letter as one byte, 5e")
    return { name: "ERROR", data: body.subarray(PLAIN_ERROR.length) }
  }
  if (end <= 1 || end > body.length) {
    notes.field(body.length, "no whole name")
    notes.violations.push(
      body.length === 0 ? "a command without a name" : "a name longer than its command",
    )
    return null
  }
  const name = body.toString("latin1", 1, end)
  notes.field(1, `name length ${String(name.length)}`)
  notes.field(name.length, `command ${shownText(name)}`)
  if (!COMMAND_NAME.test(name))
    notes.violations.push("a command's name is made of other characters")
  return { name, data: body.subarray(end) }
}

/** Says what the data of a command is, by its name. `inPlain`: of the mechanism PLAIN, where HELLO has a password. */
export function describeData(
  name: string,
  data: Buffer,
  inPlain: boolean,
  notes: Notes,
): Description {
  switch (name) {
    case "READY":
    case "INITIATE": {
      const properties = describeMetadata(data, notes)
      return { summary: summaryOfMetadata(properties), properties }
    }
    case "ERROR":
      return { summary: describeReason(data, notes) }
    case "PING":
      return { summary: describePing(data, notes) }
    case "PONG":
      return { summary: describeContext(data, notes) }
    case "SUBSCRIBE":
    case "CANCEL":
      return { summary: describeText(data, "topic", notes) }
    case "JOIN":
    case "LEAVE":
      return { summary: describeText(data, "group", notes) }
    case "WELCOME":
      if (inPlain && data.length > 0) notes.violations.push("WELCOME has data behind its name")
      break
    case "HELLO":
      if (inPlain) return { summary: describePassword(data, notes) }
  }
  return { summary: describeText(data, "data", notes) }
}

function describeText(data: Buffer, what: string, notes: Notes): string {
  notes.field(data.length, `${what} ${shownBytes(data)}`)
  return data.length === 0 && what === "data" ? "" : shownBytes(data)
}

function describeReason(data: Buffer, notes: Notes): string {
  const size = data.length === 0 ? 0 : data[0]
  notes.field(Math.min(data.length, 1), `reason length ${String(size)}`)
  const reason = data.subarray(1, 1 + size)
  notes.field(reason.length, `reason ${shownBytes(reason)}`)
  if (data.length < 1 + size) notes.violations.push("the reason runs past the end of the command")
  notes.field(data.length - 1 - reason.length, "more than the reason")
  if (data.length > 1 + size) notes.violations.push("there is more than the reason")
  if (!REASON.test(reason.toString("latin1")))
    notes.remarks.push("the reason has other characters than RFC 37 allows")
  return shownBytes(reason)
}

function describePing(data: Buffer, notes: Notes): string {
  if (data.length < TTL_BYTES) {
    notes.field(data.length, "cut short")
    notes.violations.push("PING without its time to live")
    return ""
  }
  const ttl = data.readUInt16BE()
  const meaning = ttl === 0 ? "none" : `${String(ttl / 10)} s`
  notes.field(TTL_BYTES, `time to live: ${meaning}`)
  if (ttl > 655)
    notes.remarks.push("libzmq takes a time to live of more than 65.5 s for a much shorter one")
  const context = describeContext(data.subarray(TTL_BYTES), notes)
  return [`time to live ${meaning}`, context].filter(Boolean).join(", ")
}

function describeContext(context: Buffer, notes: Notes): string {
  notes.field(context.length, `context ${shownBytes(context)}`)
  if (context.length > LONGEST_CONTEXT) notes.violations.push("a context has at most 16 bytes")
  return context.length === 0 ? "" : `context ${shownBytes(context)}`
}

function describePassword(data: Buffer, notes: Notes): string {
  const texts: Buffer[] = []
  let at = 0
  for (const what of ["user name", "password"]) {
    const size = at < data.length ? data[at] : 0
    const text = data.subarray(at + 1, at + 1 + size)
    if (at >= data.length || text.length < size) {
      notes.field(data.length - at, "cut short")
      notes.violations.push(`the ${what} runs past the end of the command`)
      return ""
    }
    notes.field(1, `${what} length ${String(size)}`)
    if (what === "password") notes.field(size, "password, not shown", true)
    else notes.field(size, `user name ${shownBytes(text)}`)
    texts.push(text)
    at += 1 + size
  }
  notes.field(data.length - at, "more than user name and password")
  if (at < data.length) notes.violations.push("there is more than user name and password")
  return `user name ${shownBytes(texts[0])}, password of ${countOf(texts[1].length)}`
}
