/**
 * Everything a program can see of a library of sockets, as lines of text: exports, classes, members, options.
 */
import { outcome, show, warnings } from "./outcome.js"

/** A library as data: neither's types matter here. */
export type Library = Readonly<Record<string, unknown>>
type Anything = Record<PropertyKey, unknown>
type Class = (new (...given: unknown[]) => Anything) & { prototype: object; name: string }

type Facts = Map<string, string>

export const SOCKETS = [
  "Pair",
  "Publisher",
  "Subscriber",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Pull",
  "Push",
  "XPublisher",
  "XSubscriber",
  "Stream",
] as const
const CLASSES = [...SOCKETS, "Socket", "Context", "Observer", "Proxy"] as const

const NUMBERS = [
  -100,
  -99,
  -3,
  -2,
  -1,
  0,
  1,
  2,
  99,
  100,
  150,
  1000,
  1.5,
  -1.5,
  65535,
  65536,
  6553599,
  6553600,
  2147483647,
  2147483648,
  -2147483648,
  4294967295,
  4294967296,
  2 ** 40,
  Number.MAX_SAFE_INTEGER,
  2 ** 63,
  2 ** 64,
  -(2 ** 63),
  NaN,
  Infinity,
  -Infinity,
]
const OTHERS = [
  true,
  false,
  null,
  undefined,
  "",
  "a",
  "plain text",
  "allSubs",
  "allSubsUnsubs",
  "x".repeat(32),
  "x".repeat(40),
  "x".repeat(41),
  "x".repeat(255),
  "x".repeat(256),
  "127.0.0.1",
  "10.0.0.0/8",
  "\0leading",
  "in\0side",
  "é",
  Buffer.from(""),
  Buffer.from("bytes"),
  Buffer.alloc(32, 7),
  Buffer.alloc(256, 7),
  new Uint8Array([65, 66]),
  new ArrayBuffer(2),
  {},
  [],
  1n,
  Symbol.for("symbol"),
  () => 1,
]
export const VALUES: readonly unknown[] = [...NUMBERS, ...OTHERS]

/** Everything there is to see. */
export function walk(library: Library): Facts {
  const facts: Facts = new Map()
  for (const name of Object.keys(library).sort()) facts.set(`typeof ${name}`, typeof library[name])
  facts.set("version", show(library["version"]))
  for (const [key, value] of Object.entries(library["capability"] as object)) {
    facts.set(`capability.${key}`, show(value))
  }
  for (const name of CLASSES) walkClass(library, name, facts)
  for (const name of [...SOCKETS, "Context"]) walkOptions(library, name, facts)
  for (const name of SOCKETS) {
    walkDefaults(library, name, facts)
    walkLateOptions(library, name, facts)
    walkClosed(library, name, facts)
  }
  walkNumbered(library, facts)
  return facts
}

function isSocketName(name: string): boolean {
  return (SOCKETS as readonly string[]).includes(name)
}

/** A new object of a class, and how to be rid of it. */
function make(library: Library, name: string): { made: Anything; done: () => void } {
  const classNamed = (key: string) => library[key] as Class
  if (name === "Socket") {
    const made = new (classNamed("Socket"))(0)
    return { made, done: () => void call(made, "close") }
  }
  if (name === "Observer") {
    const pair = new (classNamed("Pair"))()
    return { made: pair["events"] as Anything, done: () => void call(pair, "close") }
  }
  if (name === "Proxy") {
    const [a, b] = [new (classNamed("Pair"))(), new (classNamed("Pair"))()]
    const done = () => {
      call(a, "close")
      call(b, "close")
    }
    return { made: new (classNamed("Proxy"))(a, b), done }
  }
  const made = new (classNamed(name))()
  return { made, done: () => (name === "Context" ? undefined : void call(made, "close")) }
}

function call(object: Anything, name: string): unknown {
  return (object[name] as () => unknown)()
}

function walkClass(library: Library, name: string, facts: Facts): void {
  const it = library[name] as Class
  const parent = Object.getPrototypeOf(it) as Class
  facts.set(`${name} extends`, parent.name)
  facts.set(`${name} name`, it.name)
  if (isSocketName(name)) facts.set(`${name} length`, String(it.length))
  facts.set(`${name} static`, staticsOf(it))
  facts.set(
    `${name} called without new`,
    outcome(() => Reflect.apply(it, undefined, [])),
  )
  for (const key of Reflect.ownKeys(it.prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(it.prototype, key)
    if (descriptor === undefined) continue
    facts.set(`${name}#${String(key)}`, kindOf(descriptor))
    facts.set(`${name}#${String(key)} flags`, flagsOf(descriptor))
  }
  const { made, done } = make(library, name)
  facts.set(`new ${name} sealed`, String(Object.isSealed(made)))
  facts.set(`new ${name} own keys`, Reflect.ownKeys(made).map(String).join(" "))
  facts.set(`new ${name} as text`, Object.prototype.toString.call(made))
  facts.set(
    `new ${name} unknown property`,
    outcome(() => (made["unknownThing"] = 1)),
  )
  facts.set(`new ${name} keys in for`, keysIn(made))
  for (const [title, options] of OPTIONS_GIVEN) {
    if (name === "Observer" || name === "Proxy" || name === "Socket") continue
    const attempt = outcome(() => {
      const other = new it(...options())
      if (name !== "Context") call(other, "close")
      return "made"
    })
    facts.set(`new ${name}(${title})`, attempt)
  }
  done()
}

const OPTIONS_GIVEN: readonly (readonly [string, () => unknown[]])[] = [
  ["", () => []],
  ["undefined", () => [undefined]],
  ["null", () => [null]],
  ["1", () => [1]],
  ['"text"', () => ["text"]],
  ["true", () => [true]],
  ["function", () => [() => 1]],
  ["[]", () => [[]]],
  ["{}, 1", () => [{}, 1]],
  ["unknown option", () => [{ unknownThing: 1 }]],
  ["context: {}", () => [{ context: {} }]],
  ["context: undefined", () => [{ context: undefined }]],
  ["context: null", () => [{ context: null }]],
  ["read-only", () => [{ closed: true }]],
  ["read-only option", () => [{ maxSocketsLimit: 1, type: 1 }]],
  ["wrong kind", () => [{ ipv6: "yes" }]],
]

function keysIn(object: object): string {
  const keys: string[] = []
  for (const key in object) keys.push(key)
  return keys.sort().join(" ")
}

function staticsOf(it: object): string {
  return (
    Reflect.ownKeys(it)
      // Functions of the native binding have more of them than a class.
      .filter((key) => !["length", "name", "arguments", "caller"].includes(String(key)))
      .map(String)
      .sort()
      .join(" ")
  )
}

/** Method, accessor or what else. */
function kindOf(descriptor: PropertyDescriptor): string {
  const value: unknown = descriptor.value
  if ("value" in descriptor) return typeof value === "function" ? "method" : typeof value
  return `accessor ${descriptor.get ? "r" : ""}${descriptor.set ? "w" : ""}`
}

function flagsOf({ enumerable, configurable, writable }: PropertyDescriptor): string {
  return JSON.stringify({ enumerable, configurable, writable })
}

/** The accessors of an object, own class first. */
function accessorsOf(object: object): Map<string, PropertyDescriptor> {
  const found = new Map<string, PropertyDescriptor>()
  for (
    let prototype = Object.getPrototypeOf(object) as object | null;
    prototype !== null && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (!("value" in descriptor) && !found.has(key)) found.set(key, descriptor)
    }
  }
  return found
}

function walkOptions(library: Library, name: string, facts: Facts): void {
  const { made, done } = make(library, name)
  const accessors = accessorsOf(made)
  for (const key of accessors.keys()) {
    facts.set(
      `${name}.${key} at first`,
      outcome(() => made[key]),
    )
  }
  done()
  for (const [key, descriptor] of accessors) {
    const isReadOnly = descriptor.set === undefined
    const one = make(library, name)
    for (const value of isReadOnly ? [1] : VALUES) {
      let result = ""
      const warned = warnings(() => {
        result = outcome(() => (one.made[key] = value) === value)
      })
      const then = result.startsWith("throws") && !isReadOnly ? "" : outcome(() => one.made[key])
      facts.set(`${name}.${key} = ${show(value)}`, [result, then, ...warned].join(" | "))
    }
    one.done()
  }
}

/** What a socket takes over from its context. */
function walkDefaults(library: Library, name: string, facts: Facts): void {
  const Context = library["Context"] as Class
  for (const given of [{}, { blocky: false }, { ipv6: true }]) {
    const context = new Context(given)
    const socket = new (library[name] as Class)({ context })
    const title = `${name} in ${show(given)}`
    facts.set(`${title} linger`, show(socket["linger"]))
    facts.set(`${title} ipv6`, show(socket["ipv6"]))
    facts.set(`${title} context`, String(socket["context"] === context))
    call(socket, "close")
  }
}

/** Which options say that they come too late for what is bound already. */
function walkLateOptions(library: Library, name: string, facts: Facts): void {
  const socket = new (library[name] as Class)()
  const address = `inproc://late-${name}`
  // STREAM has no inproc.
  if (name === "Stream")
    outcome(() => Reflect.apply(socket["bindSync"] as never, socket, ["tcp://127.0.0.1:*"]))
  else outcome(() => Reflect.apply(socket["bindSync"] as never, socket, [address]))
  facts.set(`${name} bound`, String(socket["lastEndpoint"] !== null))
  for (const [key, descriptor] of accessorsOf(socket)) {
    if (descriptor.set === undefined) continue
    const value = GOOD.find((each) => !outcome(() => (socket[key] = each)).startsWith("throws"))
    const warned = warnings(() => void outcome(() => (socket[key] = value)))
    facts.set(`${name}.${key} when bound`, warned.join())
  }
  call(socket, "close")
}

const GOOD: readonly unknown[] = [true, 1, 200, "x"]

/** What a closed socket does. */
function walkClosed(library: Library, name: string, facts: Facts): void {
  const socket = new (library[name] as Class)()
  call(socket, "close")
  const title = `closed ${name}`
  for (const [key, descriptor] of accessorsOf(socket)) {
    if (descriptor.get)
      facts.set(
        `${title}.${key}`,
        outcome(() => socket[key]),
      )
    if (descriptor.set) {
      for (const value of [true, 1, "x"]) {
        facts.set(
          `${title}.${key} = ${show(value)}`,
          outcome(() => (socket[key] = value)),
        )
      }
    }
  }
  for (const [method, ...given] of CALLS) {
    if (typeof socket[method] !== "function") continue
    const act = () => Reflect.apply(socket[method] as never, socket, given)
    facts.set(`${title}.${method}(${given.map(show).join()})`, outcome(act))
  }
}

const CALLS: readonly (readonly [string, ...unknown[]])[] = [
  ["bind", "inproc://x"],
  ["bindSync", "inproc://x"],
  ["unbind", "inproc://x"],
  ["unbindSync", "inproc://x"],
  ["connect", "inproc://x"],
  ["disconnect", "inproc://x"],
  ["send", "x"],
  ["receive"],
  ["close"],
  ["subscribe", "x"],
  ["unsubscribe"],
]

/** Options by number, for those that have no name. */
function walkNumbered(library: Library, facts: Facts): void {
  for (const name of ["Dealer", "Context"]) {
    const { made, done } = make(library, name)
    for (const [method, ...given] of name === "Dealer" ? NUMBERED : NUMBERED_OF_CONTEXT) {
      const act = () => Reflect.apply(made[method] as never, made, given)
      facts.set(`${name}.${method}(${given.map(show).join()})`, outcome(act))
    }
    done()
  }
}

const NUMBERED: readonly (readonly [string, ...unknown[]])[] = [
  ...["Bool", "Int32", "Uint32", "Int64", "Uint64", "String"].flatMap((kind) => [
    [`get${kind}Option`] as const,
    [`get${kind}Option`, "17"] as const,
    [`get${kind}Option`, 9999] as const,
    [`set${kind}Option`] as const,
    [`set${kind}Option`, 17] as const,
    [`set${kind}Option`, 17, {}] as const,
  ]),
  ["getUint64Option", 4],
  ["setUint64Option", 4, 5],
  ["getStringOption", 5],
  ["setStringOption", 5, "name"],
  ["setStringOption", 5, Buffer.from("bytes")],
  ["getStringOption", 5],
  ["getInt32Option", 17],
  ["setInt32Option", 17, 5],
  ["getInt32Option", 19],
  ["setInt32Option", 19, 200],
  ["getInt64Option", 22],
  ["setInt64Option", 22, -1],
  ["getBoolOption", 39],
  ["setBoolOption", 39, true],
  ["getBoolOption", 39],
  ["getBoolOption", 51],
  ["setBoolOption", 51, true],
  ["getStringOption", 68],
  ["setStringOption", 68, "host:1"],
  ["getStringOption", 68],
  ["setStringOption", 6, "SUB only"],
  ["setInt32Option", 17, "5"],
]

const NUMBERED_OF_CONTEXT: readonly (readonly [string, ...unknown[]])[] = [
  ["getInt32Option"],
  ["getBoolOption", "1"],
  ["setInt32Option", 1],
  ["setBoolOption", 70, 1],
  ["setInt32Option", 9999, 1],
  ...[1, 2, 3, 5, 6, 9, 10, 42, 70].flatMap((id) => [
    ["getInt32Option", id] as const,
    ["getBoolOption", id] as const,
    ["setInt32Option", id, 7] as const,
    ["getInt32Option", id] as const,
    ["setInt32Option", id, -1] as const,
    ["setBoolOption", id, true] as const,
    ["getInt32Option", id] as const,
  ]),
]
