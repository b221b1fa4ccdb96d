// As compilers see it: all forms of import, with their types.
import zmq, { Push, type MessageLike, type SocketOptions } from "zeromq"
import * as all from "zeromq"
import type { Server } from "zeromq/draft"
import v5 from "zeromq/v5-compat"
import * as compat from "zeromq/v5-compat"

class Sender extends compat.Socket {
  constructor() {
    super("push")
  }
}

export type Reached = Server["lastEndpoint"]

async function run(): Promise<string> {
  const options: SocketOptions<all.Push> = { linger: 0 }
  const push = new Push(options)
  const pull: zmq.Pull = new zmq.Pull({ receiveHighWaterMark: 10 })
  pull.bindSync("tcp://127.0.0.1:*")
  push.connect(pull.lastEndpoint ?? "")
  const parts: MessageLike[] = ["a", Buffer.from("b"), null]
  await push.send(parts)
  const [first] = await pull.receive()
  push.close()
  pull.close()

  const receiver: compat.Socket = v5.socket("pull", { linger: 0 })
  receiver.bindSync("tcp://127.0.0.1:*")
  const sender = new Sender()
  sender.connect(String(receiver.getsockopt("last_endpoint")))
  sender.send("b", v5.ZMQ_SNDMORE).send(["c", Buffer.from("d")], 0, (error?: Error) => {
    if (error) throw error
  })
  const message = await new Promise<Buffer[]>((resolve) => {
    receiver.on("message", (...all) => {
      resolve(all as Buffer[])
    })
  })
  receiver.close()
  sender.linger = 0
  sender.close()
  return [first, ...message].map(String).join(" ")
}

void run().then((text) => {
  if (text !== "a b c d") throw new Error(text)
  console.log("typed:", text)
})
