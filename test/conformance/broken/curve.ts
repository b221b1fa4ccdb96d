import { seesBroken } from "../../helpers/broken.js"

const server = { socketType: "ROUTER", mechanism: "CURVE" } as const
const client = { ...server, socketType: "DEALER", role: "connects" } as const

seesBroken("26/curve", [
  {
    breaks: "does not look into the cookie",
    file: "zmtp/mechanisms/curve-server.ts",
    from: "if (plain === null || !plain.equals(Buffer.concat([clientKey, transient.publicKey]))) {",
    to: "if (cookie.length === 0) {",
    testee: server,
    seenBy: ["26/curve/14", "26/curve/15"],
  },
  {
    breaks: "takes a vouch that is for another server",
    file: "zmtp/mechanisms/curve-server.ts",
    from: "!plain.equals(Buffer.concat([clientKey, setup.permanent.publicKey]))",
    to: "!plain.subarray(0, 32).equals(clientKey)",
    testee: server,
    seenBy: ["26/curve/19"],
  },
  {
    breaks: "takes the padding of HELLO for what it is",
    file: "zmtp/mechanisms/curve-server.ts",
    from: "if (!isZero(data.subarray(VERSION.length, HELLO_KEY_AT))) {",
    to: "if (data.length === 0) {",
    testee: server,
    seenBy: ["26/curve/8"],
  },
  {
    breaks: "takes a nonce twice",
    file: "zmtp/mechanisms/curve-nonces.ts",
    from: "low <= this.#low",
    to: "low < this.#low",
    testee: server,
    seenBy: ["26/curve/16", "26/curve/63", "26/curve/65", "26/curve/69"],
  },
  {
    breaks: "looks at the lower half of a nonce only",
    file: "zmtp/mechanisms/curve-nonces.ts",
    from: "(high < this.#high || (high === this.#high && low <= this.#low))",
    to: "low <= this.#low && high === this.#high",
    testee: server,
    seenBy: ["26/curve/69"],
  },
  {
    breaks: "does not look at reserved flags",
    file: "zmtp/mechanisms/curve-cipher.ts",
    from: "if (first > LARGEST_FLAGS) throw reserved(first)",
    to: "",
    testee: server,
    seenBy: ["26/curve/58"],
  },
  {
    breaks: "vouches for nobody",
    file: "zmtp/mechanisms/curve-client.ts",
    from: "Buffer.concat([transient.publicKey, setup.serverKey])",
    to: "Buffer.concat([transient.publicKey, transient.publicKey])",
    testee: client,
    seenBy: ["26/curve/33"],
  },
])
