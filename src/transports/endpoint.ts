/**
 * The text of endpoints: `tcp://host:port`, `tcp://source:port;host:port`, `ipc://path`, `inproc://name`.
 * Knows their grammar. Does not resolve or open anything.
 */
import { ZmqError } from "../errors.js"
import { net } from "./node-net.js"

/** An endpoint cut at `://`. */
export interface Endpoint {
  readonly scheme: string
  readonly address: string
}

/** A host and a port of a tcp address. */
export interface HostPort {
  /** A name or a numeric address without brackets; `*` for any. */
  readonly host: string
  /** 0: one that is free. */
  readonly port: number
}

/** A tcp address to connect to. */
export interface TcpTarget {
  readonly target: HostPort
  /** What to connect from; null leaves it to the operating system. */
  readonly source: HostPort | null
}

const ANY = "*"
const LARGEST_PORT = 65535
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9.])?$/
const INTERFACE_NAME = /^[A-Za-z0-9._@:-]+$/

/** Cuts an endpoint at its scheme. @throws ZmqError EINVAL when it has none, or nothing behind it. */
export function parseEndpoint(endpoint: string): Endpoint {
  const at = endpoint.indexOf("://")
  if (at <= 0 || at + 3 === endpoint.length) throw new ZmqError("EINVAL", undefined, endpoint)
  return { scheme: endpoint.slice(0, at), address: endpoint.slice(at + 3) }
}

/** Reads a tcp address to bind: `*`, an interface, a name or a number, and a port, `*` or 0. */
export function parseTcpBind(address: string): HostPort {
  return parseHostPort(address, true)
}

/** Reads a tcp address to connect to, with or without a source in front. */
export function parseTcpConnect(address: string): TcpTarget {
  const cut = address.lastIndexOf(";")
  if (cut === -1) return { target: parseTarget(address), source: null }
  return {
    target: parseTarget(address.slice(cut + 1)),
    source: parseHostPort(address.slice(0, cut), true),
  }
}

/** A tcp endpoint as libzmq prints it. */
export function printTcp(host: string, port: number): string {
  return net().isIPv6(host) ? `tcp://[${host}]:${String(port)}` : `tcp://${host}:${String(port)}`
}

function parseTarget(address: string): HostPort {
  const target = parseHostPort(address, false)
  if (
    target.host === ANY ||
    target.port === 0 ||
    !(net().isIP(target.host) || HOST_NAME.test(target.host))
  ) {
    throw new ZmqError("EINVAL")
  }
  return target
}

function parseHostPort(address: string, mayBeAny: boolean): HostPort {
  const colon = address.lastIndexOf(":")
  const host = parseHost(address.slice(0, Math.max(colon, 0)))
  const port = address.slice(colon + 1)
  if (port === ANY && mayBeAny) return { host, port: 0 }
  if (!/^\d{1,5}$/.test(port) || Number(port) > LARGEST_PORT) throw new ZmqError("EINVAL")
  return { host, port: Number(port) }
}

/** An IPv6 address stands in brackets, anything else may. */
function parseHost(text: string): string {
  const bracketed = text.startsWith("[") && text.endsWith("]")
  const host = bracketed ? text.slice(1, -1) : text
  if (host === ANY || net().isIPv4(host) || net().isIPv6(host)) return host
  if (!INTERFACE_NAME.test(host) || host.includes(":")) throw new ZmqError("EINVAL")
  return host
}
