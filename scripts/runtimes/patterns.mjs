// One small program per pattern. Each gets the library, a function that closes sockets afterwards, and an
// endpoint to bind; messages of every kind cross each connection, from the side that bound and to it.
import net from "node:net"
import { check, contents, nextEvent, same } from "./content.mjs"

export const PATTERNS = {
  async PAIR({ zmq, using, endpoint }) {
    const a = using(new zmq.Pair())
    const b = using(new zmq.Pair())
    await a.bind(endpoint)
    b.connect(a.lastEndpoint)
    for (const message of contents()) {
      await a.send(message)
      same(await b.receive(), message)
      await b.send(message)
      same(await a.receive(), message)
    }
  },

  async "PUSH/PULL"({ zmq, using, endpoint }) {
    const push = using(new zmq.Push())
    await push.bind(endpoint)
    const pull = using(new zmq.Pull())
    pull.connect(push.lastEndpoint)
    const sending = (async () => {
      for (const message of contents()) await push.send(message)
      for (let i = 0; i < 3000; i++) await push.send(`task ${i}`)
    })()
    for (const message of contents()) same(await pull.receive(), message)
    let next = 0
    for await (const message of pull) {
      same(message, [`task ${next}`])
      next += 1
      if (next === 3000) break
    }
    await sending
  },

  async "PUB/SUB"({ zmq, using, endpoint }) {
    const publisher = using(new zmq.Publisher())
    await publisher.bind(endpoint)
    const subscriber = using(new zmq.Subscriber())
    subscriber.connect(publisher.lastEndpoint)
    subscriber.subscribe("news", "start")
    // A publisher does not see subscriptions: say "start" until it is heard.
    let heard = false
    const first = subscriber.receive().then((message) => {
      heard = true
      same(message, ["start"])
    })
    while (!heard) {
      await publisher.send("start")
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await first
    for (const message of contents()) {
      await publisher.send(["other", ...message])
      await publisher.send(["news", ...message])
    }
    for (const message of contents()) {
      let received = await subscriber.receive()
      while (String(received[0]) === "start") received = await subscriber.receive()
      same(received, ["news", ...message])
    }
  },

  async "XPUB/XSUB"({ zmq, using, endpoint }) {
    const publisher = using(new zmq.XPublisher())
    await publisher.bind(endpoint)
    const subscriber = using(new zmq.XSubscriber())
    subscriber.connect(publisher.lastEndpoint)
    await subscriber.send(Buffer.from("\x01news"))
    same(await publisher.receive(), ["\x01news"])
    for (const message of contents()) {
      await publisher.send(["other", ...message])
      await publisher.send(["news", ...message])
      same(await subscriber.receive(), ["news", ...message])
    }
    await subscriber.send(Buffer.from("\x00news"))
    same(await publisher.receive(), ["\x00news"])
  },

  async "REQ/REP"({ zmq, using, endpoint }) {
    const reply = using(new zmq.Reply())
    await reply.bind(endpoint)
    const request = using(new zmq.Request())
    request.connect(reply.lastEndpoint)
    for (const message of contents()) {
      await request.send(message)
      same(await reply.receive(), message)
      await reply.send(message)
      same(await request.receive(), message)
    }
  },

  async "DEALER/ROUTER"({ zmq, using, endpoint }) {
    const router = using(new zmq.Router({ mandatory: true }))
    await router.bind(endpoint)
    const dealers = ["ann", "bob"].map((routingId) => using(new zmq.Dealer({ routingId })))
    for (const dealer of dealers) dealer.connect(router.lastEndpoint)
    for (const message of contents()) {
      for (const dealer of dealers) {
        await dealer.send(message)
        same(await router.receive(), [dealer.routingId, ...message])
        await router.send([dealer.routingId, ...message])
        same(await dealer.receive(), message)
      }
    }
    let code = ""
    await router.send(["nobody", "x"]).catch((error) => (code = error.code))
    check(code === "EHOSTUNREACH", `to nobody: ${code}`)
  },

  async STREAM({ zmq, using, endpoint }) {
    const stream = using(new zmq.Stream())
    await stream.bind(endpoint)
    const port = Number(stream.lastEndpoint.split(":").at(-1))
    const plain = net.connect({ port, host: "127.0.0.1" })
    const answer = new Promise((resolve, reject) => {
      plain.once("error", reject)
      plain.once("data", resolve)
    })
    const [id, nothing] = await stream.receive()
    check(nothing.length === 0, "a connection is told of by an empty part")
    plain.write("ping")
    same(await stream.receive(), [id, "ping"])
    await stream.send([id, "pong"])
    check(String(await answer) === "pong", "the plain socket is answered")
    const closed = nextEvent(stream, "disconnect")
    plain.end()
    await closed
  },
}

/** What a pattern goes over. */
export const TRANSPORTS = {
  tcp: () => "tcp://127.0.0.1:*",
  ipc: () => "ipc://*",
  inproc: () => `inproc://smoke-${Math.random()}`,
}
