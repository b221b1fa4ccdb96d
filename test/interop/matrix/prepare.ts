/**
 * Gets peers that can run here ready: builds them, and asks them who they are.
 */
import { execFile } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { BuiltPeer } from "./built-peer.js"
import type { PeerKind } from "./peer-kind.js"

/** A peer that can be played with, or why not. */
export type Prepared =
  | { readonly peer: BuiltPeer }
  | { readonly skipped: string }
  /** It is there, and broken. */
  | { readonly failed: string }

const VERSION_MS = 30_000

/** What tools say when a registry cannot be reached, rather than when something is wrong with the source. */
const OUT_OF_REACH =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|could not resolve host|failed to resolve|name resolution|no such host|could not transfer|network is unreachable|dial tcp|connection (refused|timed out|reset)|HTTP status client error|unexpected HTTP status/i

/** What takes so long is announced. */
const SOON_MS = 2_000

/** @param cache where it may put things. */
export async function prepare(
  kind: PeerKind,
  cache: string,
  say: (text: string) => void,
): Promise<Prepared> {
  const folder = join(cache, kind.name)
  mkdirSync(folder, { recursive: true })
  try {
    const timer = setTimeout(() => say(`building ${kind.name}`), SOON_MS)
    await kind.build(folder).finally(() => clearTimeout(timer))
    const command = kind.command(folder)
    return { peer: { kind, command, version: await versionOf(command) } }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (OUT_OF_REACH.test(reason)) return { skipped: `what it needs cannot be fetched: ${reason}` }
    return { failed: reason }
  }
}

async function versionOf([program, ...parameters]: readonly [
  string,
  ...string[],
]): Promise<string> {
  const asked = promisify(execFile)(program, [...parameters, "version"], { timeout: VERSION_MS })
  const { stdout } = await asked
  const version = /^version (.+)$/m.exec(stdout)?.[1]
  if (version === undefined) throw new Error(`asked for its version it says "${stdout.trim()}"`)
  return version
}
