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
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"

/** Connects. @throws Failure when nobody listens there, or not in time. */
export function dial(endpoint: string, timeoutMs: number): Promise<ByteStream> {
  const { transport, address } = transportAt(endpoint)
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
  const { transport, address } = transportAt(endpoint)
  try {
    transport.checkConnect(address, STREAM_DEFAULTS)
  } catch (error) {
    throw usage(endpoint, error)
  }
}

/** Listens. @throws Failure when that cannot be. */
export async function listen(endpoint: string, handler: AcceptHandler): Promise<Listening> {
  const { transport, address } = transportAt(endpoint)
  try {
    transport.checkBind(address)
  } catch (error) {
    throw usage(endpoint, error)
  }
  try {
    return await transport.bind(address, STREAM_DEFAULTS, handler)
  } catch (error) {
    throw new Failure(
      EXIT.error,
      `${endpoint}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function transportAt(endpoint: string): {
  transport: ReturnType<typeof transportOf>
  address: string
} {
  try {
    const { scheme, address } = parseEndpoint(endpoint)
    return { transport: transportOf(scheme), address }
  } catch (error) {
    throw usage(endpoint, error)
  }
}

function usage(endpoint: string, error: unknown): Failure {
  return new Failure(
    EXIT.usage,
    `${endpoint}: ${error instanceof Error ? error.message : String(error)}`,
  )
}
