/**
 * Keys and boxes: what comes out is what two other implementations make, tweetnacl and @noble/ciphers.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js"
import nacl from "tweetnacl"
import { beforeAll, expect, it } from "vitest"
import type { BoxKey, CurveCrypto } from "../../src/zmtp/mechanisms/curve-crypto.js"
import { cryptography } from "../helpers/curve.js"
import { newKeys } from "../helpers/nacl-curve.js"

let crypto: CurveCrypto
beforeAll(async () => {
  crypto = await cryptography()
})

const SIZES = [
  ...Array.from({ length: 200 }, (_, size) => size),
  ...[255, 256, 599, 1023, 1024, 1025, 65_535, 65_536, 65_537, 131_055, 131_056, 131_057, 1 << 20],
]

/** A key of ours, and the same 32 bytes for the others. */
function sharedKey(): [BoxKey, Buffer] {
  const [mine, theirs] = [newKeys(), newKeys()]
  const key = crypto.keyPairOf(mine.secretKey).agree(theirs.publicKey)
  if (key === null) throw new Error("no key")
  return [key, Buffer.from(nacl.box.before(theirs.publicKey, mine.secretKey))]
}

it("seals what the others open, and opens what they seal, of every size", () => {
  const [key, shared] = sharedKey()
  for (const size of SIZES) {
    const plain = randomBytes(size)
    const nonce = randomBytes(24)
    const box = Buffer.from(nacl.secretbox(plain, nonce, shared))
    expect(box.equals(xsalsa20poly1305(shared, nonce).encrypt(plain))).toBe(true)
    expect(key.seal(nonce, plain).equals(box)).toBe(true)
    expect(key.open(nonce, box)?.equals(plain)).toBe(true)
  }
})

it("seals a body behind a first byte, and opens it, wherever that is", () => {
  const [key, shared] = sharedKey()
  for (const size of SIZES) {
    const body = randomBytes(size)
    const nonce = randomBytes(24)
    const at = size % 11
    const target = Buffer.alloc(at + 17 + size + 3, 0xaa)
    key.sealBody(nonce, size % 4, body, target, at)
    const end = at + 17 + size
    const plain = nacl.secretbox.open(target.subarray(at, end), nonce, shared)
    expect(plain && Buffer.from(plain).equals(Buffer.concat([Buffer.from([size % 4]), body]))).toBe(
      true,
    )
    expect(target.subarray(0, at).every((byte) => byte === 0xaa)).toBe(true)
    expect(target.subarray(end)).toEqual(Buffer.alloc(3, 0xaa))
    expect(key.openBody(nonce, target, at, end)?.equals(body)).toBe(true)
    expect(key.first).toBe(size % 4)
  }
})

it("opens nothing that was changed in any bit, cut, or sealed otherwise", () => {
  const [key, shared] = sharedKey()
  const nonce = randomBytes(24)
  const box = Buffer.from(nacl.secretbox(Buffer.from("a secret"), nonce, shared))
  for (let bit = 0; bit < box.length * 8; bit++) {
    const changed = Buffer.from(box)
    changed[bit >> 3] ^= 1 << (bit & 7)
    expect(key.open(nonce, changed)).toBeNull()
    expect(key.openBody(nonce, changed, 0, changed.length)).toBeNull()
  }
  for (let size = 0; size < box.length; size++) {
    expect(key.open(nonce, box.subarray(0, size))).toBeNull()
    expect(key.openBody(nonce, box, 0, size)).toBeNull()
  }
  expect(key.open(randomBytes(24), box)).toBeNull()
  expect(sharedKey()[0].open(nonce, box)).toBeNull()
  expect(key.open(nonce, box)?.toString()).toBe("a secret")
})

it("keys in use by turns do not mix, and a wiped key is of no use", () => {
  const [[a, sharedA], [b, sharedB]] = [sharedKey(), sharedKey()]
  const nonce = randomBytes(24)
  for (let i = 0; i < 3; i++) {
    for (const [key, shared] of [
      [a, sharedA],
      [b, sharedB],
    ] as const) {
      expect(key.seal(nonce, Buffer.from("x"))).toEqual(
        Buffer.from(nacl.secretbox(Buffer.from("x"), nonce, shared)),
      )
    }
  }
  const [ofA, ofB] = [a.seal(nonce, Buffer.from("x")), b.seal(nonce, Buffer.from("x"))]
  b.wipe()
  expect(b.open(nonce, ofB)).toBeNull()
  expect(a.open(nonce, ofA)?.toString()).toBe("x")
})

it("agrees with the others on public keys and shared ones", () => {
  for (let i = 0; i < 20; i++) {
    const { secretKey, publicKey } = newKeys()
    const pair = crypto.createKeyPair()
    expect(crypto.keyPairOf(secretKey).publicKey).toEqual(publicKey)
    const nonce = randomBytes(24)
    const box = nacl.box(Buffer.from("x"), nonce, pair.publicKey, secretKey)
    expect(pair.agree(publicKey)?.open(nonce, Buffer.from(box))?.toString()).toBe("x")
  }
})

it("takes every secret key of 32 bytes, as X25519 clamps it", () => {
  for (const secretKey of [Buffer.alloc(32), Buffer.alloc(32, 255)]) {
    const { publicKey } = nacl.box.keyPair.fromSecretKey(secretKey)
    expect(crypto.keyPairOf(secretKey).publicKey).toEqual(Buffer.from(publicKey))
  }
})

it("has no key that two agree on when one is of low order", () => {
  const pair = crypto.createKeyPair()
  expect(pair.agree(Buffer.alloc(32))).toBeNull()
  expect(pair.agree(Buffer.from(`01${"00".repeat(31)}`, "hex"))).toBeNull()
  const { x = "" } = generateKeyPairSync("x25519").publicKey.export({ format: "jwk" })
  expect(pair.agree(Buffer.from(x, "base64url"))).not.toBeNull()
})

it("makes other keys and other bytes each time", () => {
  const [a, b] = [crypto.createBoxKey(), crypto.createBoxKey()]
  const nonce = randomBytes(24)
  expect(b.open(nonce, a.seal(nonce, Buffer.from("x")))).toBeNull()
  expect(crypto.random(16)).not.toEqual(crypto.random(16))
  expect(crypto.createKeyPair().publicKey).not.toEqual(crypto.createKeyPair().publicKey)
})
