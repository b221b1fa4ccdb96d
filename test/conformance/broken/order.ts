import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const ON_MESSAGE = "    // hot\n    return this.#handler.onMessage(message)\n"

seesBroken("37/order", [
  {
    breaks: "delivers messages twice",
    file: "zmtp/connection.ts",
    from: ON_MESSAGE,
    to: `    this.#handler.onMessage(message)\n${ON_MESSAGE}`,
    testee: router,
    seenBy: ["37/order/4"],
  },
  {
    breaks: "lets large messages wait",
    file: "zmtp/connection.ts",
    from: ON_MESSAGE,
    to: `    if (message[message.length - 1].length > 60_000) {
      setImmediate(() => this.#handler.onMessage(message))
      return true
    }\n${ON_MESSAGE}`,
    testee: router,
    seenBy: ["37/order/1"],
  },
])
