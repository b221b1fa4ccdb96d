/**
 * Which CURVE clients may come in: those of a list of public keys, those with a certificate in a folder, or any.
 * Knows keys and files. Does not know domains or connections.
 */
import { Buffer } from "node:buffer"
import type * as fs from "node:fs"
import { builtin } from "../builtin.js"
import { decodeZ85, encodeZ85 } from "../zmtp/z85.js"
import { parseCertificate } from "./certificate.js"

/**
 * The clients that have a key: `"any"`, public keys (40 characters of Z85, or 32 bytes), or a folder with one
 * certificate a file, as CZMQ and pyzmq write them. Files that are none are ignored.
 */
export type CurveClients = "any" | Iterable<string | Uint8Array> | CertificateFolder

/** Certificate files of CURVE clients. */
export interface CertificateFolder {
  /** Its path. */
  readonly folder: string
}

/** What is known of the owner of a key. */
type Owner = ReadonlyMap<string, string>

const KEY_BYTES = 32
const LARGEST_FILE = 64 * 1024
const UNKNOWN: Owner = new Map()

/** The clients of one domain. */
export class KnownKeys {
  readonly #given: CurveClients
  #owners: ReadonlyMap<string, Owner> = new Map()

  /** @throws TypeError for what is no key, Node's own error for a folder that cannot be read. */
  constructor(given: unknown) {
    assertClients(given)
    this.#given = typeof given === "object" && Symbol.iterator in given ? [...given] : given
    this.reload()
  }

  /** Reads the folder again. When that fails the keys stay as they are. @throws Node's own error. */
  reload(): void {
    if (this.#given === "any") return
    this.#owners =
      "folder" in this.#given ? ownersIn(this.#given.folder) : ownersOf([...this.#given])
  }

  /** What is known of the owner of this key; null when it may not come in. */
  ownerOf(publicKey: Buffer): Owner | null {
    if (publicKey.length !== KEY_BYTES) return null
    if (this.#given === "any") return UNKNOWN
    return this.#owners.get(publicKey.toString("hex")) ?? null
  }
}

/** A key as it is shown, in Z85. */
export function nameOfKey(publicKey: Buffer): string {
  return encodeZ85(publicKey) ?? ""
}

function assertClients(given: unknown): asserts given is CurveClients {
  if (given === "any") return
  if (typeof given === "object" && given !== null && !ArrayBuffer.isView(given)) {
    if (Symbol.iterator in given) return
    if ("folder" in given && typeof given.folder === "string") return
  }
  throw new TypeError('CURVE clients must be "any", public keys, or a folder')
}

function ownersOf(keys: readonly unknown[]): Map<string, Owner> {
  return new Map(keys.map((key) => [bytesOf(key).toString("hex"), UNKNOWN]))
}

function bytesOf(key: unknown): Buffer {
  const bytes = typeof key === "string" ? decodeZ85(key) : key instanceof Uint8Array ? key : null
  if (bytes?.length === KEY_BYTES) return Buffer.from(bytes)
  throw new TypeError("A public key is 40 characters of Z85, or 32 bytes")
}

function ownersIn(folder: string): Map<string, Owner> {
  const { readdirSync, readFileSync, statSync } = builtin("node:fs") as typeof fs
  const owners = new Map<string, Owner>()
  for (const name of readdirSync(folder)) {
    const path = `${folder}/${name}`
    const status = statSync(path, { throwIfNoEntry: false })
    if (status === undefined || !status.isFile() || status.size > LARGEST_FILE) continue
    const certificate = parseCertificate(readFileSync(path, "utf8"))
    if (certificate === null) continue
    owners.set(certificate.publicKey.toString("hex"), certificate.metadata)
  }
  return owners
}
