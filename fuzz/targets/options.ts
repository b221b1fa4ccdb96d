/**
 * Options set to anything, by name and by number. An input: a socket type, then one option after another, each with
 * a kind of value and the value.
 */
import { ZmqError } from "../../src/errors.js"
import * as zmq from "../../src/index.js"
import { OPTIONS } from "../../src/socket/options.js"
import { byNumber } from "../../test/helpers/numbers.js"
import { ByteSource } from "../lib/byte-source.js"
import { SIZES } from "../lib/dictionary.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const CLASSES = [
  zmq.Pair,
  zmq.Publisher,
  zmq.Subscriber,
  zmq.Request,
  zmq.Reply,
  zmq.Dealer,
  zmq.Router,
  zmq.Pull,
  zmq.Push,
  zmq.XPublisher,
  zmq.XSubscriber,
  zmq.Stream,
]
const NAMES = [
  ...OPTIONS.map(({ name }) => name),
  "metadata",
  "verbosity",
  "notify",
  "vmciBufferSize",
  "type",
  "lastEndpoint",
  "securityMechanism",
]
const NUMBERS = [-1, -0, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64, NaN, Infinity, -Infinity]
const TEXTS = ["", "allSubs", "both", "connect", "10.0.0.0/8", "X-a:b", "connectionRefused", "\0"]

function valueOf(source: ByteSource): unknown {
  switch (source.below(12)) {
    case 0:
      return source.flag()
    case 1:
      return source.int32()
    case 2:
      return source.byte()
    case 3:
      return source.double()
    case 4:
      return source.pick(NUMBERS)
    case 5:
      return source.pick(SIZES)
    case 6:
      return source.chunk().toString("latin1")
    case 7:
      return source.chunk()
    case 8:
      return source.pick(TEXTS)
    case 9:
      return null
    case 10:
      return Buffer.alloc(source.byte() * 2, source.byte())
    default:
      return source.pick([undefined, {}, [], ["handshakeFailed"], 1n, Symbol("s"), { "X-a": "b" }])
  }
}

type Setter = "setBoolOption" | "setInt32Option" | "setUint32Option" | "setInt64Option"
const SETTERS = [
  "setBoolOption",
  "setInt32Option",
  "setUint32Option",
  "setInt64Option",
  "setUint64Option",
  "setStringOption",
] as readonly Setter[]
const GETTERS = SETTERS.map((name) => name.replace("set", "get"))

/** By number: set, then read as any kind. */
function setByNumber(socket: zmq.Socket, source: ByteSource): void {
  const id = source.byte()
  const setter = source.pick(SETTERS)
  const getter = source.pick(GETTERS)
  const value = valueOf(source)
  const set = Reflect.get(byNumber(socket), setter) as (id: unknown, value: unknown) => void
  const get = Reflect.get(byNumber(socket), getter) as (id: unknown) => unknown
  refusal(() => set.call(socket, id, value), ZmqError, TypeError)
  refusal(() => get.call(socket, id), ZmqError, TypeError)
}

/** By name: what was refused changed nothing, what is shown can be set again and then shows the same. */
function setByName(socket: zmq.Socket, source: ByteSource): void {
  const name = source.pick(NAMES)
  const value = valueOf(source)
  const before = shown(socket, name)
  const error = refusal(() => void Reflect.set(socket, name, value), ZmqError, TypeError)
  const after = shown(socket, name)
  if (error !== null) demand(before === after, `${name} was refused, and changed`)
}

function shown(socket: zmq.Socket, name: string): string {
  let text = "nothing"
  refusal(() => {
    text = JSON.stringify(Reflect.get(socket, name), (_key, value: unknown) =>
      typeof value === "number" ? String(value) : value,
    )
  }, ZmqError)
  return text
}

const emitWarning = process.emitWarning.bind(process)

/** Values that may have been rounded are warned of: not here, many thousand times. */
function quietly(act: () => void): void {
  process.emitWarning = () => {}
  try {
    act()
  } finally {
    process.emitWarning = emitWarning
  }
}

export const options: Target = {
  name: "options",
  framesFrom: null,
  longest: 300,
  words: TEXTS.map((text) => Buffer.from(text)),
  seeds: CLASSES.map((_class, index) =>
    Buffer.concat([
      Buffer.from([index]),
      ...OPTIONS.map((_option, at) => Buffer.from([at, at, 9])).slice(index * 4, index * 4 + 12),
    ]),
  ),
  run(input) {
    const source = new ByteSource(input)
    const socket = new (source.pick(CLASSES))()
    quietly(() => {
      while (!source.done) {
        if (source.flag()) setByName(socket, source)
        else setByNumber(socket, source)
      }
      socket.close()
    })
  },
}
