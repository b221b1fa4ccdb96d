/** Options of v5 sockets, beside npm zeromq's compatibility layer. */
import { describe, expect, it } from "vitest"
import { Dealer } from "../../src/index.js"
import * as zmq from "../../src/v5-compat.js"
import { closing } from "../helpers/sockets.js"
import { native, open } from "./v5.js"

/** What getting or setting comes to, for comparison: the value, or that it failed and how. */
function outcome(act: () => unknown): unknown {
  try {
    const value = act()
    return value === undefined ? "nothing" : value
  } catch (error) {
    return `throws ${(error as Error).message}`
  }
}

/** Options of security that a socket of today may not have yet, and which numbers depend on them. */
const SECURITY: Record<string, readonly number[]> = {
  plainServer: [zmq.ZMQ_PLAIN_SERVER, zmq.ZMQ_PLAIN_USERNAME, zmq.ZMQ_PLAIN_PASSWORD],
  curveServer: [
    zmq.ZMQ_CURVE_SERVER,
    zmq.ZMQ_CURVE_PUBLICKEY,
    zmq.ZMQ_CURVE_SECRETKEY,
    zmq.ZMQ_CURVE_SERVERKEY,
  ],
  zapDomain: [zmq.ZMQ_ZAP_DOMAIN],
  tcpAcceptFilter: [zmq.ZMQ_TCP_ACCEPT_FILTER],
}
const dealer = new Dealer()
const ABSENT_IDS: readonly number[] = Object.entries(SECURITY).flatMap(([name, ids]) =>
  name in dealer ? [] : ids,
)
dealer.close()
if (ABSENT_IDS.length > 0) console.log("not compared, for lack of the option:", ...ABSENT_IDS)
const ALL = Array.from({ length: 90 }, (_, id) => id).filter(
  (id) => id !== zmq.ZMQ_HWM && !ABSENT_IDS.includes(id),
)
// Native cannot read its own keys; and here nothing waits for a message that could time out.
const READABLE = ALL.filter((id) => ![48, 49, 50].includes(id))

describe.each(["dealer", "router", "xpub", "stream"] as const)("a %s", (type) => {
  it("answers the same for every number as npm zeromq does", () => {
    const theirs = closing(native.socket(type))
    const socket = open(type)
    for (const id of READABLE) {
      // Native cannot tell whether a router is mandatory; 0 for the others, as in C.
      if (type === "router" && id === zmq.ZMQ_ROUTER_MANDATORY) continue
      // Whether a stream or router can send is a matter of the moment.
      if (id === zmq.ZMQ_EVENTS) continue
      const expected = outcome(() => theirs.getsockopt(id))
      const ours = outcome(() => socket.getsockopt(id))
      // libzmq keeps some options on sockets that have no use for them; zeromq.js answers nothing.
      if (expected === "nothing") expect([null, -1, 1, 1000, "nothing"]).toContain(ours)
      else expect([id, ours]).toEqual([id, expected])
    }
  })
})

describe("every option", () => {
  const VALUES: Record<number, unknown> = {
    [zmq.ZMQ_IDENTITY]: "somebody",
    [zmq.ZMQ_IPV4ONLY]: false,
    [zmq.ZMQ_HEARTBEAT_TTL]: 200,
    [zmq.ZMQ_PLAIN_USERNAME]: "user",
    [zmq.ZMQ_PLAIN_PASSWORD]: "secret",
    [zmq.ZMQ_ZAP_DOMAIN]: "domain",
    [zmq.ZMQ_TCP_ACCEPT_FILTER]: "127.0.0.1",
    [zmq.ZMQ_TCP_KEEPALIVE]: 1,
    [zmq.ZMQ_CURVE_PUBLICKEY]: "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
    [zmq.ZMQ_CURVE_SECRETKEY]: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs",
    [zmq.ZMQ_CURVE_SERVERKEY]: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
  }

  it.each(ALL)("number %i is set, or refused, as by npm zeromq", (id) => {
    const theirs = closing(native.socket("dealer"))
    const socket = open("dealer")
    for (const value of [VALUES[id] ?? 1, true, "text", null]) {
      // A key can be read here; natively the getter always throws.
      if (!READABLE.includes(id) && value === VALUES[id]) continue
      const expected = outcome(() => theirs.setsockopt(id, value).getsockopt(id))
      const ours = outcome(() => socket.setsockopt(id, value).getsockopt(id))
      if (String(expected).startsWith("throws")) {
        expect(String(ours)).toMatch(/^throws/)
        if (String(expected).endsWith("Unknown option")) expect(ours).toBe(expected)
      } else expect(ours).toEqual(expected)
    }
  })

  it("is found by its short name, as option and as property", () => {
    const socket = open("dealer")
    for (const [name, id] of Object.entries(zmq.options)) {
      if (ABSENT_IDS.includes(id)) continue
      const key = name as keyof typeof zmq.options
      const byNumber = outcome(() => socket.getsockopt(id))
      expect([name, outcome(() => socket.getsockopt(key))]).toEqual([name, byNumber])
      expect([name, outcome(() => socket[key])]).toEqual([name, byNumber])
    }
    expect(Object.keys(zmq.options)).toHaveLength(29)
  })
})

it("text given to a property is bytes, so that a number must be a number", () => {
  const socket = open("dealer")
  socket.identity = "me"
  expect(socket.identity).toBe("me")
  expect(() => Object.assign(socket, { linger: "5" })).toThrow("Option value must be a number")
})

it("flags are 0 and 1, and whatever is true turns them on", () => {
  const socket = open("router")
  for (const id of [zmq.ZMQ_IPV6, zmq.ZMQ_DELAY_ATTACH_ON_CONNECT]) {
    expect(socket.getsockopt(id)).toBe(0)
    expect(socket.setsockopt(id, 7).getsockopt(id)).toBe(1)
  }
  expect(socket.getsockopt(zmq.ZMQ_IPV4ONLY)).toBe(false)
})

it("hwm sets both high-water marks, on every type of socket", () => {
  for (const type of Object.keys(zmq.types) as zmq.SocketType[]) {
    const socket = open(type, { hwm: 5 })
    expect(socket.hwm).toBe(5)
    expect(socket.getsockopt(zmq.ZMQ_SNDHWM)).toBe(5)
    expect(socket.getsockopt(zmq.ZMQ_RCVHWM)).toBe(5)
  }
})

it("an option that means nothing to a socket is kept all the same, as libzmq does", () => {
  const pub = open("pub", { identity: "kernel", rcvbuf: 1024 })
  expect([pub.identity, pub.rcvbuf]).toEqual(["kernel", 1024])
  expect(() => pub.setsockopt(zmq.ZMQ_ROUTER_MANDATORY, 1)).toThrow()
})

it("unknown names are refused", () => {
  const socket = open("dealer")
  const wrong = "lingerie" as "linger"
  expect(() => socket.setsockopt(wrong, 1)).toThrow("Unknown option")
  expect(() => socket.getsockopt(wrong)).toThrow("Unknown option")
})

it("subscribes by property, option and method", () => {
  const sub = open("sub")
  sub["_subscribe"] = "a"
  sub.setsockopt(zmq.ZMQ_SUBSCRIBE, "b").setsockopt(zmq.ZMQ_UNSUBSCRIBE, "b").subscribe("c")
  expect(() => sub["_subscribe"]).toThrow("Unknown option")
})
