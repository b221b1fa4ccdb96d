import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const push = { socketType: "PUSH" } as const
const REST = "    if (taken < chunk.length) this.#decoder.receive(chunk.subarray(taken))"

seesBroken("37/robustness", [
  {
    breaks: "loses a header that comes in two pieces",
    file: "zmtp/decoder.ts",
    from: "        this.#keepHeader()\n        return\n",
    to: "        this.#begin(EMPTY)\n        return\n",
    testee: router,
    seenBy: ["37/robustness/1", "37/robustness/2", "37/robustness/3"],
  },
])

seesBroken("37/floods", [
  {
    breaks: "talks to peers before their handshake is done",
    file: "zmtp/connection.ts",
    from: REST,
    to: `${REST}\n    encodeMessage([Buffer.from("welcome")], this.#out)`,
    testee: push,
    seenBy: ["37/floods/1"],
  },
])
