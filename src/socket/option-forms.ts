/**
 * Options that are bits to libzmq and names to users.
 * Knows both forms. Does not know what the options do.
 */
import { ZmqError } from "../errors.js"
import type { OptionValues } from "./option-values.js"

/** What ends a `connect` for good, rather than have it tried again. */
export type ReconnectStop = "connectionRefused" | "handshakeFailed" | "afterDisconnect"

/** Which changes of its peers a ROUTER receives as messages. */
export type RouterNotify = "connect" | "disconnect" | "both" | null

/** How an option is written as a property. */
export interface OptionForm {
  /** The name of the property, where it is not that of the option. */
  readonly property?: string
  /** What libzmq would be given. @throws TypeError for another type, ZmqError EINVAL for another value. */
  read(given: unknown): number
  show(value: number): unknown
}

const STOPS: readonly (readonly [ReconnectStop, number])[] = [
  ["connectionRefused", 1],
  ["handshakeFailed", 2],
  ["afterDisconnect", 4],
]

const NOTICES: readonly RouterNotify[] = [null, "connect", "disconnect", "both"]

/** The options that have such a form. */
export const FORMS: Partial<Record<keyof OptionValues, OptionForm>> = {
  reconnectStop: {
    read(given) {
      if (typeof given === "number") return given
      if (given === null) return 0
      const names: unknown[] = Array.isArray(given) ? given : [given]
      return names.reduce<number>((bits, name) => bits | stopBit(name), 0)
    },
    show: (bits) => STOPS.filter(([, bit]) => bits & bit).map(([name]) => name),
  },
  routerNotify: {
    property: "notify",
    read(given) {
      if (typeof given !== "string" && given !== null) {
        throw new TypeError("Option value must be a string or null")
      }
      const bits = NOTICES.findIndex((name) => name === given)
      if (bits === -1) throw new ZmqError("EINVAL")
      return bits
    },
    show: (bits) => NOTICES[bits],
  },
}

/** Whether one of the bits of `reconnectStop` is set. */
export function stopsAt(bits: number, name: ReconnectStop): boolean {
  return (bits & stopBit(name)) !== 0
}

/** Whether `notify` of a ROUTER asks for this. */
export function notifiesOf(bits: number, what: "connect" | "disconnect"): boolean {
  return (bits & NOTICES.indexOf(what)) !== 0
}

function stopBit(name: unknown): number {
  if (typeof name !== "string") throw new TypeError("Option value must be names or a number")
  const found = STOPS.find(([known]) => known === name)
  if (found === undefined) throw new ZmqError("EINVAL")
  return found[1]
}
