import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const pinging = {
  socketType: "ROUTER",
  options: { heartbeatInterval: 200, heartbeatTimeout: 600 },
} as const
const TTL = "ttlMs: data.readUInt16BE() * MS_PER_DECISECOND,"

seesBroken("37/heartbeat", [
  {
    breaks: "cuts contexts short",
    file: "zmtp/connection.ts",
    from: `this.#command("PONG", context)`,
    to: `this.#command("PONG", context.subarray(0, 8))`,
    testee: router,
    seenBy: ["37/heartbeat/1", "37/heartbeat/2"],
  },
  {
    breaks: "gives back contexts of any size",
    file: "zmtp/command.ts",
    from: "data.subarray(TTL_BYTES, TTL_BYTES + CONTEXT_BYTES)",
    to: "data.subarray(TTL_BYTES)",
    testee: router,
    seenBy: ["37/heartbeat/5"],
  },
  {
    breaks: "has 16 bits for a TTL in milliseconds",
    file: "zmtp/command.ts",
    from: TTL,
    to: "ttlMs: (data.readUInt16BE() * MS_PER_DECISECOND) & 0xffff,",
    testee: router,
    seenBy: ["37/heartbeat/12"],
  },
  {
    breaks: "takes a TTL for centiseconds",
    file: "zmtp/command.ts",
    from: TTL,
    to: "ttlMs: data.readUInt16BE() * 10,",
    testee: router,
    seenBy: ["37/heartbeat/11"],
  },
  {
    breaks: "does not care for a TTL",
    file: "zmtp/connection.ts",
    from: "this.#handler.onPing(ttlMs)",
    to: "this.#handler.onPing(0 * ttlMs)",
    testee: router,
    seenBy: ["37/heartbeat/10"],
  },
  {
    breaks: "sends PING without a TTL",
    file: "zmtp/connection.ts",
    from: `this.#command("PING", encodePing(ttlMs))`,
    to: `this.#command("PING", encodePing(ttlMs).subarray(1))`,
    testee: pinging,
    seenBy: ["37/heartbeat/16"],
  },
  {
    breaks: "takes nothing but PONG for a sign of life",
    file: "link/heartbeat.ts",
    from: "if (this.#pings !== null || this.#ttl !== null) this.#heardAt = performance.now()",
    to: "",
    testee: pinging,
    seenBy: ["37/heartbeat/19"],
  },
  {
    breaks: "waits for an answer for ever",
    file: "link/heartbeat.ts",
    from: "this.#timeout ??= this.#awaitAnswer(this.#timeoutMs)",
    to: "this.#timeout ??= null",
    testee: pinging,
    seenBy: ["37/heartbeat/18"],
  },
])
