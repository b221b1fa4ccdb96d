/**
 * The draft sockets of libzmq. This version does not have them: importing this entry throws an error that says so,
 * as npm `zeromq` does where it was built without them. Its types are here for programs that ask first:
 * `if (capability.draft) await import("purezmq/draft")`.
 *
 * @packageDocumentation
 */
import type { Buffer } from "node:buffer"
import type { MessageLike, Readable, Writable } from "./api/messaging.js"
import type { Socket } from "./api/socket.js"
import type { SocketOptions } from "./api/sockets.js"

type Maker<S extends Socket> = new (options?: SocketOptions<S>) => S

/** Talks with many CLIENTs, each of which has a number. */
export interface Server extends Socket {
  send(message: MessageLike, to: { routingId: number }): Promise<void>
  receive(): Promise<[Buffer, { routingId: number }]>
  [Symbol.asyncIterator](): AsyncIterator<[Buffer, { routingId: number }], undefined>
}
/** Talks with a SERVER. */
export interface Client extends Socket, Writable<MessageLike>, Readable<[Buffer]> {}
/** Publishes to groups. */
export interface Radio extends Socket {
  send(message: MessageLike, to: { group: Buffer | string }): Promise<void>
}
/** Receives what is published to the groups it joined. */
export interface Dish extends Socket {
  join(...groups: (Buffer | string)[]): void
  leave(...groups: (Buffer | string)[]): void
  receive(): Promise<[Buffer, { group: Buffer }]>
  [Symbol.asyncIterator](): AsyncIterator<[Buffer, { group: Buffer }], undefined>
}
/** PULL, for messages of one part. */
export interface Gather extends Socket, Readable<[Buffer]> {
  conflate: boolean
}
/** PUSH, for messages of one part. */
export interface Scatter extends Socket, Writable<MessageLike> {
  conflate: boolean
}
/** Datagrams over UDP: [address, bytes]. */
export interface Datagram
  extends Socket, Readable<[Buffer, Buffer]>, Writable<[MessageLike, MessageLike]> {}

export const Server: Maker<Server> = absent()
export const Client: Maker<Client> = absent()
export const Radio: Maker<Radio> = absent()
export const Dish: Maker<Dish> = absent()
export const Gather: Maker<Gather> = absent()
export const Scatter: Maker<Scatter> = absent()
export const Datagram: Maker<Datagram> = absent()

function absent(): never {
  throw new Error(
    "This version of purezmq has no draft sockets (Server, Client, Radio, Dish, Gather, Scatter, Datagram); " +
      "capability.draft is false.",
  )
}
