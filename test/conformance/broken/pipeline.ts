import { seesBroken } from "../../helpers/broken.js"

const pair = { socketType: "PAIR" } as const

seesBroken("30/push", [
  {
    breaks: "sends everything to the same peer",
    file: "patterns/load-balancer.ts",
    from: "        list.advance()\n",
    to: "",
    testee: { socketType: "PUSH" },
    seenBy: ["30/push/1"],
  },
])

seesBroken("30/pull", [
  {
    breaks: "takes from its first peer only",
    file: "patterns/fair-queue.ts",
    from: "  attach(pipe: Pipe): void {\n    this.#list.add(pipe)",
    to: "  attach(pipe: Pipe): void {\n    if (this.#list.pipes.length === 0) this.#list.add(pipe)",
    testee: { socketType: "PULL" },
    seenBy: ["30/pull/3"],
  },
])

seesBroken("31/pair", [
  {
    breaks: "turns to whoever comes",
    file: "patterns/pair.ts",
    from: "if (this.#peer === null) this.#peer = pipe\n    else pipe.link?.terminate()",
    to: "this.#peer = pipe",
    testee: pair,
    seenBy: ["31/pair/2"],
  },
])
