/**
 * Endpoints that are none, in words that say what one looks like.
 * Knows codes of errors and schemes. Does not know sockets.
 */
import { EXIT, Failure } from "./exit.js"

/** What is to happen at an endpoint. */
export type Way = "bind" | "connect"

const TO_DO: Readonly<Record<Way, string>> = { bind: "listen at", connect: "connect to" }
const TCP: Readonly<Record<Way, readonly string[]>> = {
  bind: ["tcp://127.0.0.1:5555", "tcp://*:5555"],
  connect: ["tcp://127.0.0.1:5555"],
}
const IPC = "ipc:///tmp/news.sock"

/**
 * Says why there is an error at an endpoint; one that is none is a mistake of the command line. `onlyTcp`: the socket has
 * no other transport.
 */
export function endpointFailure(
  endpoint: string,
  way: Way,
  error: unknown,
  onlyTcp = false,
): Failure {
  const mistake = mistakeOf(endpoint, way, error)
  if (mistake === null) {
    return new Failure(
      EXIT.error,
      `${endpoint}: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  const name = endpoint === "" ? '""' : endpoint
  const examples = [...TCP[way], ...(onlyTcp ? [] : [IPC])].join(" or ")
  return new Failure(EXIT.usage, `${name}${mistake}: one is such as ${examples}`)
}

/** Null: there is none, the world is not as it should be. */
function mistakeOf(endpoint: string, way: Way, error: unknown): string | null {
  const scheme = endpoint.split("://")[0]
  switch (error instanceof Error && "code" in error ? error.code : null) {
    case "EINVAL":
      return ` is no endpoint to ${TO_DO[way]}`
    case "EPROTONOSUPPORT":
      return ` is no endpoint to ${TO_DO[way]}, since there is no ${scheme} here`
    case "ENOCOMPATPROTO":
      return ` is no endpoint to ${TO_DO[way]}, since ${scheme} is not for this type of socket`
    default:
      return null
  }
}
