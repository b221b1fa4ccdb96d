/**
 * Which peers there are: each folder of test/interop/peers has a `peer.ts` that says what it is.
 */
import { readdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { MECHANISMS, PEER_TYPES, TRANSPORTS, type PeerKind } from "./peer-kind.js"

const PEERS = resolve(import.meta.dirname, "../peers")

/** The names of all peers' folders. */
export function peerFolders(): string[] {
  return readdirSync(PEERS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** What a folder's `peer.ts` says. @throws Error when it does not say all that it should. */
export async function readPeer(folder: string): Promise<PeerKind> {
  const file = join(PEERS, folder, "peer.ts")
  const module = (await import(pathToFileURL(file).href)) as { peer?: unknown }
  const wrong = faultsOf(module.peer, folder)
  if (wrong.length > 0) throw new Error(`${file}: ${wrong.join("; ")}`)
  return module.peer as PeerKind
}

/** What is wrong with the description of a peer. */
export function faultsOf(peer: unknown, folder: string): string[] {
  if (typeof peer !== "object" || peer === null) return ["it exports no peer"]
  const given = peer as Record<string, unknown>
  const faults: string[] = []
  const check = (isRight: boolean, text: string) => {
    if (!isRight) faults.push(text)
  }
  check(given["name"] === folder, "its name is not its folder's")
  for (const key of ["title", "language", "install"]) {
    check(typeof given[key] === "string" && given[key] !== "", `it has no ${key}`)
  }
  const lists = { types: PEER_TYPES, transports: TRANSPORTS, mechanisms: MECHANISMS }
  for (const [key, known] of Object.entries<readonly string[]>(lists)) {
    const list: unknown = given[key]
    const isRight = Array.isArray(list) && list.every((each) => known.includes(String(each)))
    check(isRight, `${key} are not some of ${known.join(", ")}`)
    check(!isRight || new Set(list).size === list.length, `${key} has something twice`)
  }
  check(typeof given["proxy"] === "boolean", "proxy is neither true nor false")
  for (const key of ["missing", "build", "command"]) {
    check(typeof given[key] === "function", `it has no ${key}()`)
  }
  return faults.length > 0 ? faults : unexplained(peer as PeerKind)
}

/** What a peer has not, and gives no reason for. */
function unexplained(kind: PeerKind): string[] {
  const { lacks = {} } = kind
  const absent = [
    ...PEER_TYPES.filter((type) => !kind.types.includes(type)),
    ...TRANSPORTS.filter((transport) => !kind.transports.includes(transport)),
    ...MECHANISMS.filter((mechanism) => !kind.mechanisms.includes(mechanism)),
    ...(kind.proxy ? [] : ["proxy"]),
  ]
  return absent
    .filter((word) => !(word in lacks) && kind.refused === undefined)
    .map((word) => `it has no ${word}, and lacks does not say why`)
}
