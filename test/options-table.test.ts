/**
 * The page of options and the table in the code say the same, and name every option there is.
 */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import * as purezmq from "../src/index.js"
import { FORMS } from "../src/socket/option-forms.js"
import { defaultOptions } from "../src/socket/option-values.js"
import { OPTIONS, UNAVAILABLE, type OptionSpec } from "../src/socket/options.js"

const page = readFileSync(resolve(import.meta.dirname, "../docs/options.md"), "utf8")
const [, socketsPart, contextPart] = page.split(/^## (?:Sockets|Context)$/m)

/** The rows of a table, cell by cell. */
function rowsOf(text: string): string[][] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim().replaceAll("`", "")),
    )
}

const rows = rowsOf(socketsPart)
const rowOf = new Map(rows.map((row) => [`${row[0]} ${row[1]}`, row]))
const names = new Set(rows.map(([name]) => name))

/** What is not in the table of the code: asked of the socket itself, or there only to be refused. */
const ELSEWHERE = [
  "type",
  "lastEndpoint",
  "verbosity",
  "metadata",
  ...UNAVAILABLE.map(({ name }) => name),
]

const TYPES = { bool: "boolean", bytes: "text" } as const
const CHANGES = { "at once": "at once", next: "next bind or connect", never: "never" } as const
const senders = OPTIONS.find(({ name }) => name === "sendTimeout")?.on
const receivers = OPTIONS.find(({ name }) => name === "receiveTimeout")?.on

function typeOf({ name, kind, content }: OptionSpec): string {
  if (content === "key") return "key"
  if (name === "reconnectStop") return "names"
  if (name === "securityMechanism" || name === "routerNotify") return "text"
  return kind === "bool" || kind === "bytes" ? TYPES[kind] : kind
}

function socketsOf({ on }: OptionSpec): string {
  if (on === null) return "all"
  if (on === senders) return "all that send"
  return on === receivers ? "all that receive" : on.join(" ")
}

function numberOf({ id }: OptionSpec): string {
  return id === null ? "–" : String(id)
}

function propertyOf({ name }: OptionSpec): string {
  return FORMS[name]?.property ?? name
}

function defaultOf({ name }: OptionSpec): string {
  const value = defaultOptions()[name]
  const form = FORMS[name]
  if (form !== undefined) return JSON.stringify(form.show(Number(value)))
  return value instanceof Array ? "null" : JSON.stringify(value)
}

describe("docs/options.md", () => {
  it.each(OPTIONS)("$name is described as the code has it", (spec) => {
    const row = rowOf.get(`${propertyOf(spec)} ${numberOf(spec)}`) ?? []
    expect(row.slice(0, 7)).toEqual([
      propertyOf(spec),
      numberOf(spec),
      typeOf(spec),
      defaultOf(spec),
      socketsOf(spec),
      spec.access,
      CHANGES[spec.effect],
    ])
    expect(row[7]).toMatch(spec.effect === "never" ? /^stored only[:,] ./ : /^effective/)
  })

  it("has no option twice, and none that the code does not have", () => {
    const known = [...OPTIONS.map(propertyOf), ...ELSEWHERE].sort()
    expect(rows.map(([name]) => name).sort()).toEqual(known)
  })

  it("has every option that a socket class has", () => {
    // What a socket tells of itself.
    const others = ["closed", "context", "events", "peers", "readable", "writable"]
    for (const [name, { prototype }] of Object.entries(classes())) {
      for (const property of accessorsOf(prototype)) {
        if (others.includes(property)) continue
        expect(names.has(property), `${name}.${property}`).toBe(true)
      }
    }
  })

  it("has the context's options", () => {
    const named = rowsOf(contextPart)
    const properties = accessorsOf(purezmq.Context.prototype)
    expect(named.map(([name]) => name).sort()).toEqual(properties.sort())
    const context = new purezmq.Context() as unknown as Record<string, unknown>
    for (const [name, , , value, access] of named) {
      const readable = access.includes("r")
      expect(String(readable ? context[name] : "–"), name).toBe(value)
    }
  })
})

describe("an option that is stored only", () => {
  const stored = OPTIONS.filter(({ effect, access }) => effect === "never" && access === "rw")

  it.each(stored)("$name is kept and given back", ({ name, kind, on }) => {
    const type = (on?.[0] ?? "Dealer") as "Dealer"
    const value = kind === "bool" ? true : kind === "bytes" ? "text" : 7
    const socket = new purezmq[type]({ [name]: value })
    expect(socket).toMatchObject({ [name]: value })
    socket.close()
  })
})

type Class = { readonly prototype: object }

function classes(): Record<string, Class> {
  const found = Object.entries(purezmq as Record<string, unknown>).filter(
    ([, value]) =>
      typeof value === "function" &&
      (value === purezmq.Socket || value.prototype instanceof purezmq.Socket),
  )
  return Object.fromEntries(found) as Record<string, Class>
}

function accessorsOf(prototype: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([, descriptor]) => !("value" in descriptor))
    .map(([name]) => name)
}
