/**
 * The way through a SOCKS5 proxy (RFC 1928, RFC 1929): asks a proxy that is connected for a connection to a target.
 * Knows the `socks` package, which is loaded when this is first called. Does not dial.
 */
import type { Socket } from "node:net"
import { parseTcpConnect, type HostPort } from "./endpoint.js"
import type { ProxyOptions } from "./transport.js"

/** Where a proxy is. @throws ZmqError EINVAL when this is no `host:port`. */
export function proxyAddress(proxy: ProxyOptions): HostPort {
  return parseTcpConnect(proxy.address).target
}

/**
 * Resolves when the proxy has connected to the target: `socket` then carries the target's bytes, and is paused. The
 * proxy looks names up. What the target has sent already is in the answer. Rejects when the proxy refuses.
 */
export async function askProxy(
  socket: Socket,
  proxy: ProxyOptions,
  target: HostPort,
): Promise<readonly Buffer[]> {
  const { SocksClient } = await import("socks")
  await SocksClient.createConnection({
    command: "connect",
    destination: target,
    existing_socket: socket,
    proxy: {
      ...proxyAddress(proxy),
      type: 5,
      ...(proxy.username === null ? {} : { userId: proxy.username }),
      ...(proxy.password === null ? {} : { password: proxy.password }),
    },
  })
  // The package hands on what came behind the proxy's answer in the next turn, and lets the socket flow then.
  const early: Buffer[] = []
  const collect = (chunk: Buffer): void => {
    early.push(chunk)
  }
  socket.on("data", collect)
  await new Promise((resolve) => setImmediate(resolve))
  socket.off("data", collect)
  socket.pause()
  return early
}
