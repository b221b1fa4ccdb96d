/**
 * PLAIN between this library and pyzmq, which brings an authenticator of its own.
 */
import { describe, expect, it } from "vitest"
import { Authenticator, Context, Dealer } from "../../src/index.js"
import { nextEvent } from "../helpers/events.js"
import { PyPeer, pyzmqIsMissing } from "../helpers/pyzmq.js"
import { bindFresh, closing, receiveTexts } from "../helpers/sockets.js"

const missing = pyzmqIsMissing()
if (missing !== null) console.log(`Skipped: PLAIN with pyzmq; ${missing}`)

const PASSWORDS = { "*": { ann: "one" } }

describe.skipIf(missing !== null)("PLAIN with pyzmq", () => {
  it("its client comes in by our Authenticator, and is told when it does not", async () => {
    const context = new Context({ blocky: false })
    closing(new Authenticator({ context, allow: ["127.0.0.1"], plain: PASSWORDS }))
    const server = closing(new Dealer({ context, plainServer: true, linger: 0 }))
    const endpoint = await bindFresh(server)
    const python = await PyPeer.start()
    const right = { plain_username: "ann", plain_password: "one" }
    await python.open("right", "DEALER", { options: right, connect: endpoint })
    await python.send("right", ["hello"])
    expect(await receiveTexts(server)).toEqual([["hello"]])
    expect(server.peers.map(({ userId }) => userId)).toEqual(["ann"])
    const refused = nextEvent(server, "handshake:error:auth")
    const wrong = { plain_username: "ann", plain_password: "two" }
    await python.open("wrong", "DEALER", { options: wrong, connect: endpoint })
    expect((await refused).error.status).toBe(400)
    const events = await python.events("wrong", "HANDSHAKE_FAILED_AUTH")
    expect(events.at(-1)).toEqual({ event: "HANDSHAKE_FAILED_AUTH", value: 400 })
  })

  it("our client comes in by its authenticator, and is told when it does not", async () => {
    const python = await PyPeer.start()
    await python.authenticate({ plain: PASSWORDS })
    const endpoint = await python.open("server", "DEALER", {
      options: { plain_server: true },
      bind: "tcp://127.0.0.1:*",
    })
    const client = closing(new Dealer({ plainUsername: "ann", plainPassword: "one", linger: 0 }))
    client.connect(endpoint)
    await client.send("hello")
    expect((await python.receive("server")).map(([part]) => String(part))).toEqual(["hello"])
    const wrong = closing(new Dealer({ plainUsername: "ann", plainPassword: "two", linger: 0 }))
    const refused = nextEvent(wrong, "handshake:error:auth")
    wrong.connect(endpoint)
    expect((await refused).error.status).toBe(400)
  })
})
