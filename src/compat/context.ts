/**
 * The context of versions 4 and 5: two settings of the default context of today.
 */
import { context } from "../api/context.js"

/** The default context. There is only this one. */
export interface ContextSettings {
  /** @throws Error always. */
  new (): never
  /** Kept and given back; there are no threads. */
  readonly setMaxThreads: (value: number) => void
  /** What was set. Default 1. */
  readonly getMaxThreads: () => number
  /** Sets how many sockets may be open at a time. */
  readonly setMaxSockets: (value: number) => void
  /** How many sockets may be open at a time. Default 1023. */
  readonly getMaxSockets: () => number
}

function refuse(): never {
  throw new Error("Context cannot be instantiated in compatibility mode")
}

/** The default context. There is only this one. */
export const Context: ContextSettings = Object.assign(refuse as unknown as new () => never, {
  setMaxThreads(value: number) {
    context.ioThreads = value
  },
  getMaxThreads: () => context.ioThreads,
  setMaxSockets(value: number) {
    context.maxSockets = value
  },
  getMaxSockets: () => context.maxSockets,
})
Object.defineProperty(refuse, "name", { value: "Context" })
