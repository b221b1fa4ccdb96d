/** The ways to make a v5 socket, and what it is then. */
import { EventEmitter } from "node:events"
import { inherits } from "node:util"
import { expect, it } from "vitest"
import * as zmq from "../../src/v5-compat.js"
import { closing } from "../helpers/sockets.js"
import { messages, native, open } from "./v5.js"

interface Named extends zmq.Socket {
  nick: string
}

/** Inherits as one did before classes; so does jmp. */
function Named(this: Named, type: zmq.SocketType, nick: string): void {
  zmq.Socket.call(this, type)
  this.nick = nick
}
inherits(Named, zmq.Socket)
const NamedSocket = Named as unknown as new (type: zmq.SocketType, nick: string) => Named

it("is made with new, without, by socket and by createSocket", () => {
  for (const socket of [
    new zmq.Socket("dealer"),
    zmq.Socket("dealer"),
    zmq.socket("dealer"),
    zmq.createSocket("dealer"),
  ]) {
    closing(socket)
    expect(socket).toBeInstanceOf(zmq.Socket)
    expect(socket).toBeInstanceOf(EventEmitter)
    expect(socket.constructor).toBe(zmq.Socket)
    expect([socket.type, socket.closed]).toEqual(["dealer", false])
    expect(Object.keys(socket)).toContain("type")
  }
})

it("can be inherited from with Socket.call and util.inherits", async () => {
  const pull = closing(new NamedSocket("pull", "ann"))
  expect([pull.nick, pull.type, pull instanceof zmq.Socket]).toEqual(["ann", "pull", true])
  const push = closing(new NamedSocket("push", "bob"))
  push.connect(pull.bindSync("tcp://127.0.0.1:*").last_endpoint ?? "")
  push.send(["to", pull.nick])
  expect(await messages(pull)).toEqual([["to", "ann"]])
})

it("can be inherited from with a class, also from what inherits in the old way", async () => {
  class Loud extends NamedSocket {
    override emit(name: string | symbol, ...given: Buffer[]): boolean {
      if (name !== "message") return super.emit(name, ...given)
      return super.emit(name, ...given.map((part) => Buffer.from(String(part).toUpperCase())))
    }
  }
  class Counting extends zmq.Socket {
    count = 0
    override send(...given: Parameters<zmq.Socket["send"]>): this {
      this.count += 1
      return super.send(...given)
    }
  }
  const pull = closing(new Loud("pull", "ann"))
  const push = closing(new Counting("push"))
  push.connect(pull.bindSync("tcp://127.0.0.1:*").last_endpoint ?? "").send("hello")
  expect(await messages(pull)).toEqual([["HELLO"]])
  expect(push.count).toBe(1)
})

it("takes every type there is, and no other", () => {
  for (const type of Object.keys(zmq.types) as zmq.SocketType[]) {
    const socket = open(type)
    expect(socket.getsockopt(zmq.ZMQ_TYPE)).toBe(zmq.types[type])
  }
  for (const type of ["client", "toString", ""] as unknown as zmq.SocketType[]) {
    expect(() => zmq.socket(type)).toThrow(`Invalid socket type: ${type}`)
    expect(() => native.socket(type)).toThrow(`Invalid socket type: ${type}`)
  }
})

it("takes options when it is made", () => {
  const socket = open("dealer", { identity: "me", linger: 10 })
  expect([socket.identity, socket.linger]).toEqual(["me", 10])
})

it("says what is wrong when its constructor was not called", () => {
  const socket = Object.create(zmq.Socket.prototype) as zmq.Socket
  expect(() => socket.connect("tcp://127.0.0.1:1")).toThrow("Socket was not called")
})

it("returns itself where calls are chained", () => {
  const socket = open("sub")
  socket.bindSync("tcp://127.0.0.1:*")
  const endpoint = socket.last_endpoint ?? ""
  expect(
    socket
      .unbindSync(endpoint)
      .bindSync("inproc://chain")
      .connect("tcp://127.0.0.1:9")
      .disconnect("tcp://127.0.0.1:9")
      .subscribe("a")
      .unsubscribe("a")
      .setsockopt("linger", 0)
      .monitor()
      .unmonitor()
      .close(),
  ).toBe(socket)
  expect(socket.closed).toBe(true)
  expect(socket.close()).toBe(socket)
})

it("refuses to read, and to subscribe what is no sub", () => {
  const socket = open("xpub")
  expect(() => socket.read()).toThrow("read()")
  for (const call of ["subscribe", "unsubscribe"] as const) {
    expect(() => socket[call]("a")).toThrow("Subscriber socket required")
  }
})
