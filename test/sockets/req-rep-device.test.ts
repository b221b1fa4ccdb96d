/** REQ and REP with a ROUTER and a DEALER between them (RFC 28), by hand and with a Proxy. */
import { describe, expect, it } from "vitest"
import { Dealer, Proxy, Reply, Request, Router } from "../../src/index.js"
import { bindFresh, closing, receiveTexts, texts, TRANSPORTS } from "../helpers/sockets.js"

describe.each(TRANSPORTS)("ROUTER and DEALER over %s", (transport) => {
  it("pass a request and its reply with all parts", async () => {
    const router = closing(new Router())
    const dealer = closing(new Dealer())
    const request = closing(new Request())
    const reply = closing(new Reply())
    request.connect(await bindFresh(router, transport))
    reply.connect(await bindFresh(dealer, transport))

    await request.send(["ABC", "DEF"])
    const onward = await router.receive()
    expect(texts(onward).slice(1)).toEqual(["", "ABC", "DEF"])
    await dealer.send(onward)
    expect(await receiveTexts(reply)).toEqual([["ABC", "DEF"]])

    await reply.send(["GHI", "JKL"])
    const back = await dealer.receive()
    expect(back[0]).toEqual(onward[0])
    expect(texts(back).slice(1)).toEqual(["", "GHI", "JKL"])
    await router.send(back)
    expect(await receiveTexts(request)).toEqual([["GHI", "JKL"]])
  })

  it("pass every request of many clients to a worker, and every reply back, through a Proxy", async () => {
    const proxy = new Proxy(new Router(), new Dealer())
    const front = await bindFresh(proxy.frontEnd, transport)
    const back = await bindFresh(proxy.backEnd, transport)
    const done = proxy.run()

    const workers = [closing(new Reply()), closing(new Reply()), closing(new Reply())]
    const serving = workers.map(async (worker) => {
      worker.connect(back)
      for await (const [client, number] of worker) await worker.send(["re", client, number])
    })
    const clients = Array.from({ length: 4 }, () => closing(new Request()))
    await Promise.all(
      clients.map(async (client, c) => {
        client.connect(front)
        for (let n = 0; n < 25; n++) {
          await client.send([`client ${c}`, String(n)])
          expect(await receiveTexts(client)).toEqual([["re", `client ${c}`, String(n)]])
        }
      }),
    )
    for (const worker of workers) worker.close()
    await Promise.all(serving)
    proxy.terminate()
    await done
  })
})
