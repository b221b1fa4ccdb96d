/** Encrypted sockets, for libraries that have them. */
import type { Library } from "./library.js"
import { sayUnavailable } from "./runner.js"

/** The keys of a client, in Z85. */
export interface ClientKeys {
  /** The server's public key. */
  readonly server: string
  readonly own: string
  readonly secret: string
}

/** Makes a socket a CURVE server, or ends the process saying that it cannot be one. */
export function secureServer(library: Library, socket: object, secret: string): void {
  assertCurve(library)
  Object.assign(socket, { curveServer: true, curveSecretKey: secret })
}

/** Makes a socket a CURVE client, or ends the process saying that it cannot be one. */
export function secureClient(library: Library, socket: object, keys: ClientKeys): void {
  assertCurve(library)
  const { server, own, secret } = keys
  Object.assign(socket, { curveServerKey: server, curvePublicKey: own, curveSecretKey: secret })
}

function assertCurve({ capability }: Library): void {
  if (!capability["curve"]) sayUnavailable("it has no CURVE")
}
