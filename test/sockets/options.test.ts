/**
 * What options take, keep and refuse; options by number; warnings. What they do is tested where they do it.
 */
import { describe, expect, it, vi } from "vitest"
import type { Socket } from "../../src/index.js"
import { Context, Dealer, Publisher, Pull, Router, Subscriber } from "../../src/index.js"
import { bindFresh, closing } from "../helpers/sockets.js"

const EINVAL = expect.objectContaining({ code: "EINVAL", message: "Invalid argument" }) as Error

interface Numbers {
  getBoolOption(id: number): boolean
  setBoolOption(id: number, value: boolean): void
  getInt32Option(id: number): number
  setInt32Option(id: number, value: number): void
  getUint32Option(id: number): number
  setUint32Option(id: number, value: number): void
  getInt64Option(id: number): number
  setInt64Option(id: number, value: number): void
  getUint64Option(id: number): number
  setUint64Option(id: number, value: number): void
  getStringOption(id: number): string | null
  setStringOption(id: number, value: string | Buffer | null): void
}

/** The methods that a subclass would use. */
const numbers = (socket: Socket) => socket as unknown as Numbers
const loose = (socket: object) => socket as Record<string, unknown>

describe("a number", () => {
  it.each([
    ["linger", 1.9, 1],
    ["linger", -1.9, -1],
    ["linger", NaN, 0],
    ["linger", Infinity, 0],
    ["linger", 2 ** 40, 0],
    ["linger", 2 ** 32 + 5, 5],
    ["typeOfService", 2 ** 32 + 5, 5],
    ["heartbeatTimeToLive", 150, 100],
    ["heartbeatTimeToLive", 6_553_599, 6_553_500],
    ["heartbeatTimeToLive", -99, 0],
    ["maxMessageSize", -2, -2],
    ["maxMessageSize", 2 ** 40 + 0.5, 2 ** 40],
    ["maxMessageSize", 2 ** 64, 2 ** 63],
    ["maxMessageSize", NaN, 0],
    ["affinity", 2 ** 40 + 0.5, 2 ** 40],
    ["affinity", -1, 0],
  ])("%s = %d is kept as %d, as an int of its size is", (name, given, kept) => {
    const dealer = closing(new Dealer({ [name]: given }))
    expect(loose(dealer)[name]).toBe(kept)
  })

  it.each([
    ["linger", -2],
    ["linger", 2 ** 31],
    ["rate", 0],
    ["backlog", -1],
    ["tcpKeepalive", 2],
    ["tcpKeepaliveIdle", -2],
    ["typeOfService", -1],
    ["heartbeatTimeToLive", 6_553_600],
    ["heartbeatTimeToLive", -100],
    ["multicastMaxTransportDataUnit", NaN],
    ["tcpMaxRetransmitTimeout", -1],
  ])("%s = %d is EINVAL, and nothing changes", (name, given) => {
    const dealer = closing(new Dealer())
    const before = loose(dealer)[name]
    expect(() => (loose(dealer)[name] = given)).toThrow(EINVAL)
    expect(loose(dealer)[name]).toBe(before)
  })

  it("affinity warns of what a double cannot hold, and gives the largest back", () => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue()
    const dealer = closing(new Dealer())
    dealer.affinity = Number.MAX_SAFE_INTEGER
    expect(warn).not.toHaveBeenCalled()
    dealer.affinity = 0xffffffffffffffff
    expect(dealer.affinity).toBe(0xffffffffffffffff)
    expect(warn.mock.calls).toEqual([
      ["Value is larger than Number.MAX_SAFE_INTEGER and may have been rounded inaccurately."],
    ])
    warn.mockRestore()
  })
})

describe("a value of the wrong type", () => {
  it.each([
    ["linger", "1", "Option value must be a number"],
    ["vmciBufferSize", "1", "Option value must be a number"],
    ["immediate", 1, "Option value must be a boolean"],
    ["plainServer", null, "Option value must be a boolean"],
    ["socksProxy", 1, "Option value must be a string or buffer"],
    ["curvePublicKey", undefined, "Option value must be a string or buffer"],
  ])("%s = %j: %s", (name, value, message) => {
    const dealer = closing(new Dealer())
    expect(() => (loose(dealer)[name] = value)).toThrow(new TypeError(message))
  })
})

describe("a text", () => {
  it.each(["routingId", "zapDomain"])("%s takes 1 to 255 bytes, not null", (name) => {
    const dealer = closing(new Dealer())
    for (const value of ["", null, Buffer.alloc(0), "x".repeat(256)]) {
      expect(() => (loose(dealer)[name] = value)).toThrow(EINVAL)
    }
    expect(loose(dealer)[name]).toBeNull()
    loose(dealer)[name] = "x".repeat(255)
    expect(loose(dealer)[name]).toBe("x".repeat(255))
  })

  it.each([
    ["socksProxy", "127.0.0.1:1080", Infinity],
    ["interface", "lo", 16],
  ])("%s is reset by null, not by nothing", (name, value, most) => {
    const dealer = closing(new Dealer({ [name]: value }))
    expect(() => (loose(dealer)[name] = "")).toThrow(EINVAL)
    if (most < Infinity) expect(() => (loose(dealer)[name] = "x".repeat(most + 1))).toThrow(EINVAL)
    expect(loose(dealer)[name]).toBe(value)
    loose(dealer)[name] = null
    expect(loose(dealer)[name]).toBeNull()
  })

  it.each(["socksUsername", "socksPassword"])("%s is reset by null and by nothing", (name) => {
    const dealer = closing(new Dealer({ [name]: "someone" }))
    expect(() => (loose(dealer)[name] = "x".repeat(256))).toThrow(EINVAL)
    loose(dealer)[name] = ""
    expect(loose(dealer)[name]).toBeNull()
  })

  it("is shown up to its first zero byte", () => {
    const dealer = closing(new Dealer())
    loose(dealer)["routingId"] = Buffer.from("a\0b")
    expect(dealer.routingId).toBe("a")
  })
})

describe("tcpAcceptFilter", () => {
  it("takes networks, shows the last one, and is cleared by null", () => {
    const dealer = closing(new Dealer())
    expect(dealer.tcpAcceptFilter).toBeNull()
    for (const filter of ["", "lo", "10.0.0.1/33", "example.org"]) {
      expect(() => (dealer.tcpAcceptFilter = filter)).toThrow(EINVAL)
    }
    dealer.tcpAcceptFilter = "10.0.0.0/8"
    dealer.tcpAcceptFilter = "::1"
    expect(dealer.tcpAcceptFilter).toBe("::1")
    dealer.tcpAcceptFilter = null
    expect(dealer.tcpAcceptFilter).toBeNull()
  })
})

describe("an option that can only be read", () => {
  it.each(["securityMechanism", "threadSafe"])("%s says so, whatever the class", (name) => {
    const dealer = closing(new Dealer())
    const error = new TypeError(`Cannot set property ${name} of #<Socket> which has only a getter`)
    expect(() => (loose(dealer)[name] = true)).toThrow(error)
    expect(() => new Dealer({ [name]: true })).toThrow(error)
    expect([dealer.securityMechanism, dealer.threadSafe]).toEqual([null, false])
  })

  it("so does the context's limit", () => {
    const context = new Context()
    expect(() => (loose(context)["maxSocketsLimit"] = 1)).toThrow(
      new TypeError("Cannot set property maxSocketsLimit of #<Context> which has only a getter"),
    )
    expect(context.maxSocketsLimit).toBe(65535)
  })
})

describe("an option that nobody has", () => {
  it.each(["vmciBufferSize", "vmciBufferMinSize", "vmciBufferMaxSize", "vmciConnectTimeout"])(
    "%s is EINVAL",
    (name) => {
      const dealer = closing(new Dealer())
      expect(() => loose(dealer)[name]).toThrow(EINVAL)
      expect(() => (loose(dealer)[name] = 1)).toThrow(EINVAL)
    },
  )

  it("on a closed socket every option is ENOTSOCK", () => {
    const dealer = new Dealer()
    dealer.close()
    for (const name of ["linger", "socksProxy", "securityMechanism", "vmciBufferSize"]) {
      expect(() => loose(dealer)[name]).toThrow(expect.objectContaining({ code: "ENOTSOCK" }))
    }
    for (const name of ["linger", "vmciBufferSize"]) {
      expect(() => (loose(dealer)[name] = 1)).toThrow(expect.objectContaining({ code: "ENOTSOCK" }))
    }
  })
})

describe("by number", () => {
  it("an int is a boolean, an int32 and a uint32", () => {
    const dealer = closing(new Dealer())
    const by = numbers(dealer)
    by.setInt32Option(17, -1)
    expect([by.getBoolOption(17), by.getInt32Option(17), by.getUint32Option(17)]).toEqual([
      true,
      -1,
      0xffffffff,
    ])
    by.setUint32Option(17, 0xffffffff)
    expect(dealer.linger).toBe(-1)
    by.setBoolOption(17, true)
    expect(dealer.linger).toBe(1)
    by.setInt32Option(39, 1)
    expect([dealer.immediate, by.getInt32Option(39)]).toEqual([true, 1])
    expect(() => {
      by.setInt32Option(39, 2)
    }).toThrow(EINVAL)
    expect(() => by.getInt64Option(17)).toThrow(EINVAL)
  })

  it("eight bytes are an int64 and a uint64", () => {
    const by = numbers(closing(new Dealer()))
    expect([by.getInt64Option(22), by.getUint64Option(22)]).toEqual([-1, 2 ** 64])
    by.setUint64Option(22, 5)
    expect(by.getInt64Option(22)).toBe(5)
    expect(() => by.getInt32Option(22)).toThrow(EINVAL)
  })

  it("texts are texts", () => {
    const dealer = closing(new Dealer())
    const by = numbers(dealer)
    by.setStringOption(68, "127.0.0.1:1080")
    by.setStringOption(99, Buffer.from("someone"))
    expect([dealer.socksProxy, dealer.socksUsername]).toEqual(["127.0.0.1:1080", "someone"])
    expect([by.getStringOption(68), by.getStringOption(32)]).toEqual(["127.0.0.1:1080", null])
    expect(() => by.getStringOption(17)).toThrow(EINVAL)
  })

  it("what a socket is can be asked", async () => {
    const router = closing(new Router({ curveServer: true }))
    const by = numbers(router)
    expect([by.getInt32Option(16), by.getInt32Option(43), by.getBoolOption(81)]).toEqual([
      6,
      2,
      false,
    ])
    for (const id of [16, 43, 81]) {
      expect(() => {
        by.setInt32Option(id, 1)
      }).toThrow(EINVAL)
    }
    router.curveServer = false
    expect(by.getInt32Option(43)).toBe(0)
    await bindFresh(router)
    expect(by.getStringOption(32)).toBe(router.lastEndpoint)
  })

  it("every socket takes what all of libzmq's sockets take, whatever it has names for", () => {
    const by = numbers(closing(new Pull()))
    by.setInt32Option(28, 5)
    by.setStringOption(5, "me")
    expect([by.getInt32Option(28), by.getStringOption(5)]).toEqual([5, "me"])
    expect(() => {
      by.setBoolOption(33, true)
    }).toThrow(EINVAL)
    expect(() => by.getInt32Option(999)).toThrow(EINVAL)
  })

  it("a context has booleans and ints", () => {
    const context = new Context()
    const by = context as unknown as Numbers
    expect([1, 2, 3, 5, 42, 70].map((id) => by.getInt32Option(id))).toEqual([
      1, 1023, 65535, 2147483647, 0, 1,
    ])
    by.setBoolOption(70, false)
    by.setInt32Option(42, 1)
    by.setInt32Option(2, 7)
    by.setInt32Option(3, 1)
    expect(context).toMatchObject({
      blocky: false,
      ipv6: true,
      maxSockets: 7,
      maxSocketsLimit: 65535,
    })
    for (const [id, value] of [
      [2, 0],
      [1, -1],
      [99, 1],
    ]) {
      expect(() => {
        by.setInt32Option(id, value)
      }).toThrow(EINVAL)
    }
  })
})

describe("a context", () => {
  it("takes what npm zeromq takes, for threads that are not there", () => {
    const context = new Context({ threadPriority: 5, threadSchedulingPolicy: 1, ioThreads: 0 })
    expect(loose(context)["threadPriority"]).toBeUndefined()
    expect(() => (context.threadPriority = -1)).toThrow(EINVAL)
    expect(() => (context.maxMessageSize = -1)).toThrow(EINVAL)
  })

  it("gives ipv6 to sockets made later", () => {
    const context = new Context()
    const before = closing(new Dealer({ context }))
    context.ipv6 = true
    expect([before.ipv6, closing(new Dealer({ context })).ipv6]).toEqual([false, true])
  })

  it("maxMessageSize lets messages of any size pass, as in npm zeromq", async () => {
    const context = new Context({ maxMessageSize: 10 })
    const pull = closing(new Pull({ context }))
    const dealer = closing(new Dealer({ context }))
    const router = closing(new Router({ context }))
    dealer.connect(await bindFresh(router))
    await dealer.send(Buffer.alloc(1000))
    expect((await router.receive())[1]).toHaveLength(1000)
    expect(pull.maxMessageSize).toBe(-1)
  })
})

describe("the warning that a change comes too late", () => {
  const LATE = "Socket option will not take effect until next connect/bind."

  /** What assigning this to a bound socket warns of. */
  async function warnings(socket: Socket, name: string, value: unknown): Promise<unknown[]> {
    await bindFresh(socket)
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue()
    try {
      loose(socket)[name] = value
    } catch (error) {
      expect(error).toMatchObject({ code: "EINVAL" })
    }
    const said = warn.mock.calls.map(([text]) => text)
    warn.mockRestore()
    return said
  }

  it.each([
    [Dealer, "linger", 1],
    [Dealer, "sendHighWaterMark", 1],
    [Dealer, "receiveTimeout", 1],
    [Dealer, "probeRouter", true],
    [Router, "mandatory", true],
    [Router, "handover", true],
  ])("%o: not for %s", async (Type, name, value) => {
    expect(await warnings(closing(new Type()), name, value)).toEqual([])
  })

  it.each([
    [Dealer, "backlog", 1],
    [Dealer, "backlog", -1],
    [Dealer, "socksProxy", null],
    [Dealer, "plainServer", true],
    [Dealer, "vmciConnectTimeout", 1],
    [Publisher, "noDrop", true],
    [Subscriber, "invertMatching", true],
  ])("%o: for %s = %j", async (Type, name, value) => {
    expect(await warnings(closing(new Type()), name, value)).toEqual([LATE])
  })

  it("is not given when nothing is bound or connected any more", async () => {
    const dealer = closing(new Dealer())
    await dealer.unbind(await bindFresh(dealer))
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue()
    dealer.backlog = 5
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })
})
