import { seesBroken } from "../../helpers/broken.js"

const req = { socketType: "REQ" } as const
const rep = { socketType: "REP" } as const
const dealer = { socketType: "DEALER" } as const
const router = { socketType: "ROUTER" } as const

seesBroken("28/req", [
  {
    breaks: "sends requests without a delimiter",
    file: "patterns/req.ts",
    from: "return [EMPTY, ...message]",
    to: "return message",
    testee: req,
    seenBy: ["28/req/1"],
  },
  {
    breaks: "takes a reply from anybody",
    file: "patterns/req.ts",
    from: "if (this.#asked !== null && this.queue.from !== this.#asked) continue",
    to: "",
    testee: req,
    seenBy: ["28/req/6"],
  },
  {
    breaks: "takes a reply without a delimiter",
    file: "patterns/req.ts",
    from: "if (message.length < at + 2 || message[at].length !== 0) return null",
    to: "if (message.length < at + 2 || message[at].length !== 0) return message",
    testee: req,
    seenBy: ["28/req/5"],
  },
  {
    breaks: "asks the same peer again and again",
    file: "patterns/load-balancer.ts",
    from: "        list.advance()\n",
    to: "",
    testee: req,
    seenBy: ["28/req/3"],
  },
])

seesBroken("28/rep", [
  {
    breaks: "forgets the way back but for the delimiter",
    file: "patterns/rep.ts",
    from: "message.slice(0, delimiter + 1)",
    to: "message.slice(delimiter, delimiter + 1)",
    testee: rep,
    seenBy: ["28/rep/2", "28/rep/3", "28/rep/6", "28/rep/7"],
  },
  {
    breaks: "takes the last empty part for the delimiter",
    file: "patterns/rep.ts",
    from: "message.findIndex((part) => part.length === 0)",
    to: "message.findLastIndex((part) => part.length === 0)",
    testee: rep,
    seenBy: ["28/rep/3"],
  },
])

seesBroken("28/dealer", [
  {
    breaks: "sends everything to the same peer",
    file: "patterns/load-balancer.ts",
    from: "        list.advance()\n",
    to: "",
    testee: dealer,
    seenBy: ["28/dealer/2"],
  },
])

seesBroken("28/router", [
  {
    breaks: "lets a newcomer take the name of another",
    file: "patterns/router.ts",
    from: "if (holder === undefined) this.#admit(pipe, announced)",
    to: "if (announced.length > 0) this.#admit(pipe, announced)",
    testee: router,
    seenBy: ["28/router/4"],
  },
  {
    breaks: "takes names for text",
    file: "patterns/routing-table.ts",
    from: `    return this.#pipes.get(id.toString("latin1"))`,
    // Names that were made up may end like a text, too, by chance: they stay what they are.
    to: `
    const name = id.toString("latin1")
    return this.#pipes.get(id[0] === 0 ? name : name.trim())`,
    testee: router,
    seenBy: ["28/router/2"],
  },
])
