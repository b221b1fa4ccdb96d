/**
 * Puts the options of a socket type on its prototype, and checks what is assigned to them.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import { XPubPattern } from "../patterns/xpub.js"
import { XSubPattern } from "../patterns/xsub.js"
import type { SocketCore } from "../socket/core.js"
import { propertiesOf, textOf, withProperty, type Properties } from "../socket/app-metadata.js"
import { accept } from "../socket/option-checks.js"
import { FORMS } from "../socket/option-forms.js"
import { isSameSize, readAs, writeAs } from "../socket/option-numbers.js"
import { shownOption, storeOption } from "../socket/option-store.js"
import {
  OPTIONS,
  UNAVAILABLE,
  type OptionKind,
  type OptionSpec,
  type OptionValue,
} from "../socket/options.js"
import { numberOf } from "../socket/security.js"
import { TYPE, type SocketName } from "../socket/socket-types.js"
import { assertNumber } from "./arguments.js"

/** libzmq's numbers of options that are more than a value to keep. */
export const SUBSCRIBE = 6
export const UNSUBSCRIBE = 7
const TYPE_OF_SOCKET = 16
const LAST_ENDPOINT = 32
export const XPUB_VERBOSE = 40
export const XPUB_VERBOSER = 78
const METADATA = 95

const ROUNDED_WARNING =
  "Value is larger than Number.MAX_SAFE_INTEGER and may have been rounded inaccurately."
const LATE_WARNING = "Socket option will not take effect until next connect/bind."

/** Gives a prototype the options of all sockets (name null) or of one type. */
export function defineOptions<S extends object>(
  prototype: S,
  name: SocketName | null,
  coreOf: (socket: S) => SocketCore,
): void {
  for (const spec of OPTIONS) {
    if (name === null ? spec.on !== null : !(spec.on?.includes(name) ?? false)) continue
    const form = FORMS[spec.name]
    const descriptor: PropertyDescriptor & ThisType<S> = {}
    if (spec.access !== "r") {
      descriptor.set = function (this: S, given: unknown) {
        const value = form === undefined ? given : form.read(given)
        setOption(coreOf(this), spec, checked(spec.kind, value))
      }
    }
    if (spec.access !== "w") {
      descriptor.get = function (this: S) {
        const value = getOption(coreOf(this), spec)
        return form === undefined ? value : form.show(Number(value))
      }
    }
    Object.defineProperty(prototype, form?.property ?? spec.name, descriptor)
  }
  if (name === null) {
    defineMetadata(prototype, coreOf)
    defineUnavailable(prototype, coreOf)
  }
}

/** `metadata`: by name all of it is set, by number one more property. */
function defineMetadata<S extends object>(prototype: S, coreOf: (socket: S) => SocketCore): void {
  const descriptor: PropertyDescriptor & ThisType<S> = {
    get(this: S) {
      const core = coreOf(this)
      assertSocket(core)
      return textOf(core.metadata)
    },
    set(this: S, given: unknown) {
      setMetadata(coreOf(this), propertiesOf(given))
    },
  }
  Object.defineProperty(prototype, "metadata", descriptor)
}

function setMetadata(core: SocketCore, metadata: Properties): void {
  warn(core, "bytes", null, true)
  core.metadata = metadata
}

function defineUnavailable<S extends object>(
  prototype: S,
  coreOf: (socket: S) => SocketCore,
): void {
  for (const { name, kind } of UNAVAILABLE) {
    Object.defineProperty(prototype, name, {
      get(this: S) {
        assertSocket(coreOf(this))
        throw new ZmqError("EINVAL")
      },
      set(this: S, value: unknown) {
        warn(coreOf(this), kind, checked(kind, value), true)
        throw new ZmqError("EINVAL")
      },
    })
  }
}

/** An option by libzmq's number. @throws ZmqError EINVAL when this socket has none of that kind. */
export function getOptionById(
  core: SocketCore,
  id: number,
  kinds: readonly OptionKind[],
): OptionValue {
  assertNumber(id, "Identifier")
  if (id === LAST_ENDPOINT && kinds[0] === "bytes") {
    assertSocket(core)
    return core.lastEndpoint
  }
  if (id === TYPE_OF_SOCKET && isSameSize(kinds[0], "int32")) {
    assertSocket(core)
    return readAs(kinds[0], TYPE[core.name])
  }
  const spec = find(core, id, kinds)
  if (spec.access === "w") throw new ZmqError("EINVAL")
  if (spec.name === "securityMechanism") {
    return readAs(kinds[0], numberOf(core.options.securityMechanism))
  }
  const value = getOption(core, spec)
  return typeof value === "number" || typeof value === "boolean" ? readAs(kinds[0], value) : value
}

/** Sets an option by libzmq's number. @throws ZmqError EINVAL. */
export function setOptionById(
  core: SocketCore,
  id: number,
  kinds: readonly OptionKind[],
  given: unknown,
): void {
  assertNumber(id, "Identifier")
  const value = checked(kinds[0], given)
  if (kinds.includes("bytes") && (id === SUBSCRIBE || id === UNSUBSCRIBE)) {
    changeSubscription(core, id === SUBSCRIBE, bytesOf(value))
  } else if (kinds.includes("bytes") && id === METADATA) {
    setMetadata(core, withProperty(core.metadata, bytesOf(value)))
  } else if (kinds.includes("bool") && (id === XPUB_VERBOSE || id === XPUB_VERBOSER)) {
    if (core.name !== "XPublisher") throw new ZmqError("EINVAL")
    const verbosity = id === XPUB_VERBOSE ? "allSubs" : "allSubsUnsubs"
    core.options.verbosity = value === true ? verbosity : null
  } else {
    const spec = find(core, id, kinds)
    setOption(core, spec, writeAs(spec.kind, value))
  }
}

/** Subscribes or unsubscribes; on an XPUB with `manual`, for the peer whose subscription was received last. */
function changeSubscription(core: SocketCore, adds: boolean, topic: Buffer): void {
  assertSocket(core)
  const { pattern } = core
  if (pattern instanceof XPubPattern && pattern.isManual) {
    if (adds) pattern.subscribeLast(topic)
    else pattern.unsubscribeLast(topic)
  } else if (pattern instanceof XSubPattern && core.name === "Subscriber") {
    if (adds) pattern.subscribe(topic)
    else pattern.unsubscribe(topic)
  } else throw new ZmqError("EINVAL")
}

/** @throws ZmqError ENOTSOCK when the socket is closed. */
export function assertSocket(core: SocketCore): void {
  if (core.closed) throw new ZmqError("ENOTSOCK")
}

function find(core: SocketCore, id: number, kinds: readonly OptionKind[]): OptionSpec {
  assertSocket(core)
  const spec = OPTIONS.find((line) => line.id === id && isSameSize(line.kind, kinds[0]))
  if (spec === undefined || !(spec.everywhere || (spec.on?.includes(core.name) ?? true))) {
    throw new ZmqError("EINVAL")
  }
  return spec
}

function getOption(core: SocketCore, spec: OptionSpec): boolean | number | string | null {
  assertSocket(core)
  // Counted, not stored.
  if (spec.name === "topicsCount") return core.pattern.topics
  return shownOption(core.options, spec)
}

function setOption(core: SocketCore, spec: OptionSpec, given: OptionValue): void {
  warn(core, spec.kind, given, spec.late)
  const accepted = spec.access === "r" ? null : accept(spec, given)
  if (accepted === null) throw new ZmqError("EINVAL")
  storeOption(core.options, spec, accepted.value)
  if (spec.name === "sendHighWaterMark" || spec.name === "receiveHighWaterMark") {
    core.applyHighWaterMarks()
  }
}

/** The warnings of npm `zeromq`; it gives them before it looks whether the value will do. */
function warn(core: SocketCore, kind: OptionKind, given: OptionValue, late: boolean): void {
  assertSocket(core)
  if (kind === "uint64" && Number(given) > Number.MAX_SAFE_INTEGER) {
    process.emitWarning(ROUNDED_WARNING)
  }
  if (late && (core.links.size > 0 || core.blocked)) process.emitWarning(LATE_WARNING)
}

function bytesOf(value: OptionValue): Buffer {
  if (Buffer.isBuffer(value)) return value
  return Buffer.from(typeof value === "string" ? value : "")
}

/** A value of the right kind. @throws TypeError, in the words of the native binding. */
function checked(kind: OptionKind, value: unknown): OptionValue {
  if (kind === "bool") {
    if (typeof value === "boolean") return value
    throw new TypeError("Option value must be a boolean")
  }
  if (kind === "bytes") {
    if (typeof value === "string" || value === null) return value
    if (ArrayBuffer.isView(value)) {
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    throw new TypeError("Option value must be a string or buffer")
  }
  if (typeof value === "number") return value
  throw new TypeError("Option value must be a number")
}
