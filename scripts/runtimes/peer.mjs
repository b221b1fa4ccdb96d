// One of two programs that talk to each other, each in its own runtime. `peer.mjs bind tcp` prints its
// endpoints as a line of JSON; `peer.mjs connect <that line>` meets it. Both end by themselves when all went
// both ways, and fail when something did not.
import * as zmq from "purezmq"
import { contents, same } from "./content.mjs"
import { TRANSPORTS } from "./patterns.mjs"

const [, , role, parameter] = process.argv

async function binds() {
  const endpoint = TRANSPORTS[parameter]
  const sockets = [new zmq.Pair(), new zmq.Reply(), new zmq.XPublisher()]
  const [pair, reply, publisher] = sockets
  for (const socket of sockets) await socket.bind(endpoint())
  console.log(JSON.stringify(sockets.map(({ lastEndpoint }) => lastEndpoint)))
  for (const message of contents()) {
    same(await pair.receive(), message)
    await pair.send(message)
  }
  for (const message of contents()) {
    same(await reply.receive(), message)
    await reply.send(message)
  }
  same(await publisher.receive(), ["\x01news"])
  for (const message of contents()) {
    await publisher.send(["other", ...message])
    await publisher.send(["news", ...message])
  }
  same(await pair.receive(), ["bye"])
  for (const socket of sockets) socket.close()
}

async function connects() {
  const sockets = [new zmq.Pair(), new zmq.Request(), new zmq.Subscriber()]
  const [pair, request, subscriber] = sockets
  const endpoints = JSON.parse(parameter)
  sockets.forEach((socket, i) => socket.connect(endpoints[i]))
  for (const message of contents()) {
    await pair.send(message)
    same(await pair.receive(), message)
  }
  for (const message of contents()) {
    await request.send(message)
    same(await request.receive(), message)
  }
  subscriber.subscribe("news")
  for (const message of contents()) same(await subscriber.receive(), ["news", ...message])
  await pair.send("bye")
  for (const socket of sockets) socket.close()
}

/** What another leaves behind when its program ends, see leave.mjs. */
async function collects() {
  const pull = new zmq.Pull()
  await pull.bind("tcp://127.0.0.1:*")
  console.log(JSON.stringify(pull.lastEndpoint))
  for (let i = 0; i < LEFT_MESSAGES; i++) same(await pull.receive(), [String(i), LEFT])
  pull.close()
}

/** Sockets of all kinds stay open, and messages are unsent: the program ends when these are sent. */
async function leaves() {
  const options = { heartbeatInterval: 1000, handshakeInterval: 60_000, reconnectInterval: 60_000 }
  const pull = new zmq.Pull(options)
  await pull.bind("tcp://127.0.0.1:*")
  await pull.bind("ipc://*")
  const dealer = new zmq.Dealer({ ...options, linger: 0 })
  dealer.connect("tcp://127.0.0.1:9")
  await dealer.send("nobody is there")
  const within = new zmq.Push(options)
  for (const endpoint of [pull.lastEndpoint]) within.connect(endpoint)
  await within.send("inside")
  same(await pull.receive(), ["inside"])

  const push = new zmq.Push({ sendHighWaterMark: LEFT_MESSAGES })
  push.connect(JSON.parse(parameter))
  for (let i = 0; i < LEFT_MESSAGES; i++) void push.send([String(i), LEFT])
}

const LEFT_MESSAGES = 2000
const LEFT = Buffer.alloc(10_000, "left")

await { bind: binds, connect: connects, collect: collects, leave: leaves }[role]()
