/**
 * libsodium as WebAssembly, without wrappers, from the package `libsodium-sumo`: loaded once, when CURVE is first used.
 * Pointers are places in its memory; a length of 64 bits is given as its low and its high half.
 */
/// <reference path="./libsodium-sumo.d.ts" />
import { nodeCrypto } from "./x25519.js"

/** What we use of it. */
export interface Sodium {
  /** All of the memory; another array once the memory has grown. */
  readonly HEAPU8: Uint8Array
  readonly _sodium_init: () => number
  /** 0: there is no more. */
  readonly _malloc: (bytes: number) => number
  readonly _free: (pointer: number) => void
  readonly _crypto_scalarmult_curve25519_base: (publicKey: number, secret: number) => number
  /** 0, unless the public key is of low order. */
  readonly _crypto_scalarmult_curve25519: (
    shared: number,
    secret: number,
    publicKey: number,
  ) => number
  readonly _crypto_core_hsalsa20: (
    out: number,
    input: number,
    key: number,
    constants: number,
  ) => number
  readonly _crypto_secretbox_detached: (
    sealed: number,
    tag: number,
    plain: number,
    lengthLow: number,
    lengthHigh: number,
    nonce: number,
    key: number,
  ) => number
  /** 0 when the tag is right; only then anything is decrypted. */
  readonly _crypto_secretbox_open_detached: (
    plain: number,
    sealed: number,
    tag: number,
    lengthLow: number,
    lengthHigh: number,
    nonce: number,
    key: number,
  ) => number
}

/** As an ES module the package is a function that makes one, as a CommonJS module it is one that will be ready. */
type Entry =
  | ((given: { getRandomValue: () => number }) => Promise<Sodium>)
  | (Sodium & { readonly ready: Promise<void> })

/** The library, ready for use. */
export async function loadSodium(): Promise<Sodium> {
  const entry = (await import("libsodium-sumo")).default as Entry
  if (typeof entry === "function") return initialised(await entry({ getRandomValue }))
  await entry.ready
  return initialised(entry)
}

function initialised(sodium: Sodium): Sodium {
  if (sodium._sodium_init() < 0) throw new Error("libsodium cannot be initialised")
  return sodium
}

/** We never ask libsodium for random bytes, but it wants to have them. */
function getRandomValue(): number {
  return nodeCrypto().randomBytes(4).readUInt32LE()
}
