import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Dealer, Pull, Push, Stream, Subscriber } from "../../src/index.js"
import { ZmqError } from "../../src/errors.js"
import {
  parseEndpoint,
  parseTcpBind,
  parseTcpConnect,
  printTcp,
} from "../../src/transports/endpoint.js"
import { closing } from "../helpers/sockets.js"

const refused = (act: () => unknown) =>
  expect(act).toThrow(expect.objectContaining({ code: "EINVAL" }))

describe("endpoints", () => {
  it("are cut at the first ://", () => {
    expect(parseEndpoint("tcp://127.0.0.1:1")).toEqual({ scheme: "tcp", address: "127.0.0.1:1" })
    expect(parseEndpoint("inproc://a://b")).toEqual({ scheme: "inproc", address: "a://b" })
  })

  it.each(["", "tcp", "tcp:", "tcp:/", "tcp://", "://a", "ipc://", "inproc://", "127.0.0.1:80"])(
    "without a scheme or an address are refused: '%s'",
    (endpoint) => {
      refused(() => parseEndpoint(endpoint))
      const push = closing(new Push())
      refused(() => push.connect(endpoint))
      refused(() => push.bindSync(endpoint))
    },
  )

  it.each(["foo://x", "udpx://127.0.0.1:1", "ws://127.0.0.1:1", "pgm://x", "TCP://127.0.0.1:1"])(
    "of an unknown scheme are refused: %s",
    async (endpoint) => {
      const push = closing(new Push())
      const error = expect.objectContaining({ code: "EPROTONOSUPPORT", address: endpoint }) as Error
      expect(() => push.connect(endpoint)).toThrow(error)
      expect(() => push.bindSync(endpoint)).toThrow(error)
      await expect(push.bind(endpoint)).rejects.toEqual(error)
      expect(() => push.disconnect(endpoint)).toThrow(error)
    },
  )

  it("of a scheme that does not fit the socket type are refused", () => {
    const error = expect.objectContaining({ code: "ENOCOMPATPROTO" }) as Error
    expect(() => closing(new Dealer()).bindSync("udp://127.0.0.1:1")).toThrow(error)
    expect(() => closing(new Stream()).bindSync("ipc:///tmp/x")).toThrow(error)
    expect(() => closing(new Stream()).bindSync("inproc://x")).toThrow(error)
  })

  it("must be strings", () => {
    const pull = closing(new Pull())
    // @ts-expect-error a wrong argument on purpose
    expect(() => pull.connect(5)).toThrow(TypeError)
    // @ts-expect-error a wrong argument on purpose
    expect(() => void pull.bind()).toThrow(TypeError)
  })
})

describe("tcp addresses to bind", () => {
  it.each([
    ["127.0.0.1:5555", "127.0.0.1", 5555],
    ["127.0.0.1:*", "127.0.0.1", 0],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["*:*", "*", 0],
    ["*:5555", "*", 5555],
    ["lo:5555", "lo", 5555],
    ["[::1]:5555", "::1", 5555],
    ["[::]:*", "::", 0],
    ["[192.168.1.1]:5555", "192.168.1.1", 5555],
    ["[3000:4:5::1:234%2]:80", "3000:4:5::1:234%2", 80],
    ["127.0.0.1:65535", "127.0.0.1", 65_535],
    ["some-host.example:80", "some-host.example", 80],
  ])("%s", (address, host, port) => {
    expect(parseTcpBind(address)).toEqual({ host, port })
  })

  it.each([
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:bad",
    "127.0.0.1:567bad",
    "127.0.0.1:-1",
    "127.0.0.1: 80",
    "127.0.0.1:80 ",
    "127.0.0.1:0x50",
    "127.0.0.1:1e3",
    "127.0.0.1:65536",
    "127.0.0.1:99999",
    ":5555",
    "1.2.128.129]:1",
    "[1.2.128.129:1",
    "[1.2.128].129:1",
    "[192.168.1.1:]5555",
    "[192.168.1.1:5555]",
    "[name:22]",
    "in val id:1234",
    "a;b:1",
    "\0:1",
  ])("refused: %s", (address) => {
    refused(() => parseTcpBind(address))
  })
})

describe("tcp addresses to connect to", () => {
  it.each([
    ["localhost:1234", { host: "localhost", port: 1234 }, null],
    ["[localhost]:22", { host: "localhost", port: 22 }, null],
    ["[::1]:1234", { host: "::1", port: 1234 }, null],
    [
      "127.0.0.1:0;localhost:1234",
      { host: "localhost", port: 1234 },
      { host: "127.0.0.1", port: 0 },
    ],
    ["lo:5555;localhost:1235", { host: "localhost", port: 1235 }, { host: "lo", port: 5555 }],
    ["*:*;[::1]:1", { host: "::1", port: 1 }, { host: "*", port: 0 }],
    ["[::1]:0;[::1]:1", { host: "::1", port: 1 }, { host: "::1", port: 0 }],
  ])("%s", (address, target, source) => {
    expect(parseTcpConnect(address)).toEqual({ target, source })
  })

  it.each([
    "*:5555",
    "127.0.0.1:*",
    "192.168.0.200:*",
    "localhost:invalid",
    "in val id:1234",
    "localhost",
    "127.0.0.1:1;",
    ";127.0.0.1:1",
    "127.0.0.1;127.0.0.1:1",
    "-x:1",
  ])("refused: %s", (address) => {
    refused(() => parseTcpConnect(address))
    const subscriber = closing(new Subscriber())
    refused(() => subscriber.connect(`tcp://${address}`))
    // Nothing is left behind by what was refused.
    expect(subscriber.lastEndpoint).toBe(null)
  })

  it("what is printed can be parsed again", () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6())
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        const { address } = parseEndpoint(printTcp(name, port))
        expect(parseTcpConnect(address).target).toEqual({ host: name, port })
        expect(parseTcpBind(address)).toEqual({ host: name, port })
      }),
    )
  })

  it("any text is parsed or refused with EINVAL, in no time", () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    const any = units.map((codes) => String.fromCharCode(...codes))
    const text = fc.oneof(fc.string({ maxLength: 60 }), any)
    fc.assert(
      fc.property(text, (address) => {
        for (const parse of [parseTcpBind, parseTcpConnect, parseEndpoint]) {
          try {
            parse(address)
          } catch (error) {
            if (!(error instanceof ZmqError) || error.code !== "EINVAL") throw error
          }
        }
      }),
    )
    const began = performance.now()
    refused(() => parseTcpConnect(`${"1L".repeat(50_000)}-:0`))
    refused(() => parseTcpConnect(`${"a-".repeat(50_000)}!:1`))
    expect(performance.now() - began).toBeLessThan(1000)
  })
})
