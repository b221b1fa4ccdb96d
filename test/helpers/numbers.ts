/**
 * Options by libzmq's numbers, on sockets of either side. The methods are protected in the types, not at run time.
 */
import type { PeerSocket } from "./interop.js"

/** What a socket offers for options that have no name. */
export interface NumberedOptions {
  getInt32Option(option: number): number
  setInt32Option(option: number, value: number): void
  getBoolOption(option: number): boolean
  setBoolOption(option: number, value: boolean): void
  getStringOption(option: number): string | null
  setStringOption(option: number, value: string | Buffer | null): void
}

/** The same socket, with its options by number. */
export function byNumber(socket: object): NumberedOptions {
  return socket as NumberedOptions
}

/** Sets options by number, by what their values are; answers the socket. */
export function numbered<S extends PeerSocket>(
  socket: S,
  values: Record<number, number | boolean | string>,
): S {
  for (const [id, value] of Object.entries(values)) {
    if (typeof value === "number") byNumber(socket).setInt32Option(Number(id), value)
    else if (typeof value === "boolean") byNumber(socket).setBoolOption(Number(id), value)
    else byNumber(socket).setStringOption(Number(id), value)
  }
  return socket
}

/** libzmq's numbers of the options that npm `zeromq` has no names for. */
export const OPTION = {
  metadata: 95,
  routerNotify: 97,
  manualLastValue: 98,
  onlyFirstSubscribe: 108,
  reconnectStop: 109,
  helloMessage: 110,
  disconnectMessage: 111,
  hiccupMessage: 114,
  verboseUnsubscribe: 115,
  topicsCount: 116,
} as const
