/** Networks in CIDR notation. */
import { describe, expect, it } from "vitest"
import { admission, parseFilter } from "../../src/transports/accept-filter.js"

describe("an accept filter", () => {
  it.each([
    ["10.0.0.0/8", "ipv4", 8],
    ["10.1.2.3", "ipv4", 32],
    ["0.0.0.0/0", "ipv4", 0],
    ["::1", "ipv6", 128],
    ["[fe80::]/10", "ipv6", 10],
    ["::/0", "ipv6", 0],
  ])("%s is a network", (text, family, prefix) => {
    expect(parseFilter(text)).toMatchObject({ family, prefix })
  })

  it.each([
    "",
    "lo",
    "localhost/8",
    "10.0.0",
    "256.0.0.1",
    "10.0.0.1/33",
    "10.0.0.1/-1",
    "10.0.0.1/+8",
    "10.0.0.1/",
    "10.0.0.1/x",
    "10.0.0.0/8/8",
    " 10.0.0.1",
    "::1/129",
    "fe80::1%eth0",
    "127.0.0.1:80",
  ])("%j is none", (text) => {
    expect(parseFilter(text)).toBeNull()
  })

  it("none lets everybody in", () => {
    expect(admission([])).toBeNull()
  })

  it.each([
    [["10.0.0.0/8"], { "10.255.0.1": true, "11.0.0.1": false, "::1": false }],
    [["10.9.9.9/8"], { "10.255.0.1": true, "11.0.0.1": false }],
    [["10.1.2.3"], { "10.1.2.3": true, "10.1.2.4": false }],
    [["0.0.0.0/0"], { "1.2.3.4": true, "2001:db8::1": false }],
    [["2001:db8::/32"], { "2001:db8:1::5": true, "2001:db9::1": false, "1.2.3.4": false }],
    [["10.0.0.0/8", "::1"], { "10.0.0.1": true, "::1": true, "192.168.0.1": false }],
  ])("%j lets in what any of them holds", (filters, expected) => {
    const admits = admission(filters)
    const answers = Object.keys(expected).map((address) => [address, admits?.(address)])
    expect(Object.fromEntries(answers)).toEqual(expected)
  })
})
