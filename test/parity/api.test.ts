/**
 * The whole API beside that of npm `zeromq`: exports, classes, members, options and what they accept.
 */
import * as native from "zeromq"
import { beforeAll, describe, expect, it } from "vitest"
import * as ours from "../../src/index.js"
import { compare, type Difference, type Facts } from "./compare.js"
import { walk } from "./walk.js"

const DIFFERENCES: readonly Difference[] = [
  { what: /^capability\./, why: "capability says what this library can do" },
  { what: /^Socket#(join|leave)/, why: "join and leave are methods of draft sockets only" },
  {
    what: /^\w+#\S+ flags$|^new Observer keys in for$/,
    why: "members can be replaced, by a test for example, and none is enumerable",
  },
  {
    what: /^(Socket|Context|Observer|Proxy) called without new$/,
    why: "a class called without new complains in V8's words",
  },
  { what: /^new \w+\(context: undefined\)$/, why: "context: undefined is the default context" },
  { what: /\.affinity = NaN$/, why: "affinity NaN is 0; natively it depends on the processor" },
  {
    what: /^(Router\.mandatory|\w+\.(tcpAcceptFilter|curve(Public|Secret|Server)Key)) /,
    why: "mandatory, keys and the accept filter can be read; natively that is EINVAL",
  },
  { what: /^closed \w+\.(context|type)$/, why: "a closed socket still knows its context and type" },
]

/** Members that we have beyond the native binding. */
const MEMBERS: readonly Difference[] = [
  "connectAs",
  "connected",
  "disconnectMessage",
  "drained",
  "helloMessage",
  "hiccupMessage",
  "manualLastValue",
  "maxHandshakeProperties",
  "maxHandshakeSize",
  "maxMessageParts",
  "maxMultipartSize",
  "maxPendingHandshakes",
  "maxPongBytes",
  "maxQueuedBytes",
  "maxSubscriptions",
  "metadata",
  "notify",
  "peers",
  "onlyFirstSubscribe",
  "receiveFrom",
  "receiveMany",
  "reconnectStop",
  "sendMany",
  "socksPassword",
  "socksUsername",
  "statistics",
  "subscribe",
  "topicsCount",
  "unsubscribe",
  "verboseUnsubscribe",
  "Symbol(nodejs.asyncDispose)",
  "Symbol(nodejs.dispose)",
  "Symbol(nodejs.util.inspect.custom)",
].map((name) => ({ what: memberNamed(name), why: name }))

/** What we have beyond the native binding. */
const ADDITIONS: readonly Difference[] = [
  ...MEMBERS,
  { what: /^typeof Authenticator$/, why: "a ready-made ZAP handler" },
]

function memberNamed(name: string): RegExp {
  return new RegExp(`^(closed )?\\w+[#.]${name.replace(/[().]/g, "\\$&")}(?![\\w.])`)
}

describe("the API of npm zeromq", () => {
  let facts: { native: Facts; ours: Facts }

  beforeAll(() => {
    native.context.blocky = ours.context.blocky = false
    // Which of them warn is a fact of its own; nobody needs to read all of them.
    const emitWarning = Object.getOwnPropertyDescriptor(process, "emitWarning")!
    process.emitWarning = () => {}
    facts = { native: walk({ ...native }), ours: walk({ ...ours }) }
    Object.defineProperty(process, "emitWarning", emitWarning)
    native.context.blocky = ours.context.blocky = true
  }, 120_000)

  it("is looked at as a whole", () => {
    expect(facts.native.size).toBeGreaterThan(30_000)
  })

  compare(() => facts, DIFFERENCES, ADDITIONS)
})
