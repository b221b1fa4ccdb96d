/**
 * What CURVE says, byte by byte (RFC 25 and 26): what is in the open. Boxes are as long as they are, and closed.
 * Knows layouts. Does not know keys, nor what may come when.
 */
import type { Buffer } from "node:buffer"
import { KEY_BYTES, TAG_BYTES } from "../zmtp/mechanisms/curve-crypto.js"
import {
  COOKIE_BYTES,
  HELLO_PADDING_BYTES,
  HELLO_PROOF_BYTES,
  VOUCH_BYTES,
} from "../zmtp/mechanisms/curve-layout.js"
import { LONG_NONCE_BYTES, SHORT_NONCE_BYTES } from "../zmtp/mechanisms/curve-nonces.js"
import type { Notes } from "./item.js"
import { countOf } from "./shown.js"

/** A stretch of a command; "rest": all there is, at least so much. */
type Stretch = readonly [size: number, text: string, rest?: "rest"]

const VERSION_BYTES = 2
const WELCOME_BOX_BYTES = TAG_BYTES + KEY_BYTES + COOKIE_BYTES
const INITIATE_BOX_BYTES = TAG_BYTES + KEY_BYTES + LONG_NONCE_BYTES + VOUCH_BYTES
const FLAGS_BYTES = 1

const LAYOUTS: Readonly<Record<string, readonly Stretch[]>> = {
  HELLO: [
    [VERSION_BYTES, "version of CurveZMQ"],
    [HELLO_PADDING_BYTES, "padding"],
    [KEY_BYTES, "the client's transient public key"],
    [SHORT_NONCE_BYTES, "nonce"],
    [
      TAG_BYTES + HELLO_PROOF_BYTES,
      "box: 64 zeros, which prove that the client knows the server's key",
    ],
  ],
  WELCOME: [
    [LONG_NONCE_BYTES, "nonce"],
    [WELCOME_BOX_BYTES, "box: the server's transient public key, and a cookie"],
  ],
  INITIATE: [
    [COOKIE_BYTES, "the server's cookie"],
    [SHORT_NONCE_BYTES, "nonce"],
    [INITIATE_BOX_BYTES, "box: the client's public key, its vouch, and metadata", "rest"],
  ],
  READY: [
    [SHORT_NONCE_BYTES, "nonce"],
    [TAG_BYTES, "box: metadata", "rest"],
  ],
  MESSAGE: [
    [SHORT_NONCE_BYTES, "nonce"],
    [TAG_BYTES + FLAGS_BYTES, "box: flags, and a frame", "rest"],
  ],
}
/** What their boxes hold besides what they must, or nothing of interest. */
const SEALED: Readonly<Record<string, string>> = {
  INITIATE: "metadata",
  READY: "metadata",
  MESSAGE: "frame",
}

/** What is said of a command of CURVE. */
export interface CurveDescription {
  readonly summary: string
  /** The counter of a short nonce; null where there is none. */
  readonly nonce: bigint | null
}

/**
 * Says what the data is; null for the name of no command of CURVE. `size` is how long the data is, of which `data` may
 * be only the beginning.
 */
export function describeCurve(
  name: string,
  data: Buffer,
  size: number,
  notes: Notes,
): CurveDescription | null {
  if (!Object.hasOwn(LAYOUTS, name)) return null
  const layout = LAYOUTS[name]
  const least = layout.reduce((sum, [bytes]) => sum + bytes, 0)
  if (size < least || (size > least && layout.at(-1)?.[2] !== "rest")) {
    const wanted = layout.at(-1)?.[2] === "rest" ? `at least ${String(least)}` : String(least)
    notes.field(size, "data")
    notes.violations.push(`${name} has ${countOf(size)} of data, and needs ${wanted}`)
    return { summary: `of ${countOf(size)}`, nonce: null }
  }
  let nonce: bigint | null = null
  let at = 0
  for (const [bytes, text, rest] of layout) {
    const isCounter = text === "nonce" && bytes === SHORT_NONCE_BYTES
    if (isCounter) nonce = data.readBigUInt64BE(at)
    notes.field(rest === undefined ? bytes : size - at, isCounter ? `nonce ${String(nonce)}` : text)
    at += bytes
  }
  if (name === "HELLO") judgeHello(data, notes)
  return { summary: summaryOf(name, size - least), nonce }
}

function summaryOf(name: string, sealed: number): string {
  const what = SEALED[name] as string | undefined
  return what === undefined ? "" : `${what} of ${countOf(sealed)}, sealed`
}

function judgeHello(data: Buffer, notes: Notes): void {
  if (data[0] !== 1 || data[1] !== 0) notes.violations.push("only version 1.0 of CurveZMQ is known")
  const padding = data.subarray(VERSION_BYTES, VERSION_BYTES + HELLO_PADDING_BYTES)
  if (padding.some((byte) => byte !== 0)) notes.violations.push("the padding is not zero")
}
