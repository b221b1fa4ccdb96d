/**
 * CURVE certificates as CZMQ and pyzmq write them: ZPL (RFC 4), of which only sections and their properties are
 * needed here.
 * Knows text. Does not know files, or who may come in.
 */
import type { Buffer } from "node:buffer"
import { isPropertyName } from "../zmtp/metadata.js"
import { decodeZ85 } from "../zmtp/z85.js"

/** What a certificate says of its owner. */
export interface Certificate {
  /** 32 bytes. */
  readonly publicKey: Buffer
  /** 32 bytes; null in what everybody may have. */
  readonly secretKey: Buffer | null
  /** What is said of the owner, such as a name or an address. */
  readonly metadata: ReadonlyMap<string, string>
}

const KEY_BYTES = 32
const LINE = /^(\s*)([A-Za-z0-9$\-_@.&+/]+)(?:\s*=\s*(.*))?$/
const QUOTED = /^(["'])(.*?)\1\s*(?:#.*)?$/

/** Reads a certificate; null when there is no public key in it. */
export function parseCertificate(text: string): Certificate | null {
  let publicKey: Buffer | null = null
  let secretKey: Buffer | null = null
  const metadata = new Map<string, string>()
  for (const [section, name, value] of propertiesOf(text)) {
    if (section === "curve" && name === "public-key") publicKey = keyOf(value)
    else if (section === "curve" && name === "secret-key") secretKey = keyOf(value)
    // What no connection could carry is left out.
    else if (section === "metadata" && isPropertyName(name)) metadata.set(name, value)
  }
  return publicKey === null ? null : { publicKey, secretKey, metadata }
}

function keyOf(text: string): Buffer | null {
  const key = decodeZ85(text)
  return key?.length === KEY_BYTES ? key : null
}

function* propertiesOf(text: string): Generator<[section: string, name: string, value: string]> {
  let section = ""
  for (const line of text.split(/\r?\n/)) {
    const found = LINE.exec(line)
    if (found === null) continue
    const [, indent, name, value] = found as unknown as [string, string, string, string?]
    if (indent === "") section = name
    else if (value !== undefined) yield [section, name, valueOf(value)]
  }
}

function valueOf(text: string): string {
  const quoted = QUOTED.exec(text)
  return quoted === null ? text.replace(/\s*#.*$/, "").trim() : quoted[2]
}
