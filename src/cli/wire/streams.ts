/**
 * Connections as plain bytes, over the transports that sockets have: for tools that are no socket.
 * Knows endpoints and streams. Does not know ZMTP.
 */
import { parseEndpoint } from "../../transports/endpoint.js"
import { transportOf } from "../../transports/registry.js"
import {
  STREAM_DEFAULTS,
  type AcceptHandler,
  type ByteStream,
  type Listening,
} from "../../transports/transport.js"
import { endpointFailure, type Way } from "../endpoint-mistakes.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"

/** Connects. @throws Failure when nobody listens there, or not in time. */
export function dial(endpoint: string, timeoutMs: number): Promise<ByteStream> {
  const { transport, address } = transportAt(endpoint, "connect")
  return new Promise((resolve, reject) => {
    const options = { ...STREAM_DEFAULTS, connectTimeoutMs: timeoutMs }
    const stop = (): void => {
      attempt.abort()
      reject(interrupted.reason as Error)
    }
    const over = (): void => {
      interrupted.removeEventListener("abort", stop)
    }
    const attempt = transport.dial(address, options, {
      onConnect: (stream) => {
        over()
        resolve(stream)
      },
      onFail: (error) => {
        over()
        const isLate = "code" in error && error.code === "ETIMEDOUT"
        reject(new Failure(isLate ? EXIT.timeout : EXIT.error, `${endpoint}: ${error.message}`))
      },
    })
    interrupted.addEventListener("abort", stop)
  })
}

/** Whether one can connect to this endpoint. @throws Failure when not. */
export function assertConnectable(endpoint: string): void {
  const { transport, address } = transportAt(endpoint, "connect")
  try {
    transport.checkConnect(address, STREAM_DEFAULTS)
  } catch (error) {
    throw endpointFailure(endpoint, "connect", error)
  }
}

/** Listens. @throws Failure when that cannot be. */
export async function listen(endpoint: string, handler: AcceptHandler): Promise<Listening> {
  const { transport, address } = transportAt(endpoint, "bind")
  try {
    transport.checkBind(address)
    return await transport.bind(address, STREAM_DEFAULTS, handler)
  } catch (error) {
    throw endpointFailure(endpoint, "bind", error)
  }
}

function transportAt(
  endpoint: string,
  way: Way,
): {
  transport: ReturnType<typeof transportOf>
  address: string
} {
  try {
    const { scheme, address } = parseEndpoint(endpoint)
    return { transport: transportOf(scheme), address }
  } catch (error) {
    throw endpointFailure(endpoint, way, error)
  }
}
