/** CURVE clients that come, say one thing, hear one and go: some at a time, for ever. */
import { secureClient } from "../lib/curve.js"
import { loadLibrary } from "../lib/library.js"
import { runnerArguments } from "../lib/runner.js"

const { text, number } = runnerArguments()
const library = await loadLibrary(text("what"))
const keys = {
  server: text("serverPublic"),
  own: text("clientPublic"),
  secret: text("clientSecret"),
}

async function comeAndGo(): Promise<never> {
  for (;;) {
    const dealer = new library.Dealer({ linger: 0 })
    secureClient(library, dealer, keys)
    dealer.connect(text("endpoint"))
    await dealer.send("hello")
    await dealer.receive()
    dealer.close()
  }
}

await Promise.all(Array.from({ length: number("atATime") }, comeAndGo))
