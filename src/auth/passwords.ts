/**
 * User names and passwords. Only hashes are kept, and they are compared in a time that does not depend on them.
 * Knows passwords. Does not know domains or connections.
 */
import type { Buffer } from "node:buffer"
import type * as crypto from "node:crypto"
import { builtin } from "../builtin.js"

const SALT_BYTES = 32

/** The passwords of one domain, by user name. */
export class Passwords {
  readonly #crypto = builtin("node:crypto") as typeof crypto
  readonly #salt = this.#crypto.randomBytes(SALT_BYTES)
  readonly #hashes = new Map<string, Buffer>()
  /** Compared with when there is no such user. */
  readonly #nobody = this.#crypto.randomBytes(SALT_BYTES)

  /** @throws TypeError for a password that is no text. */
  constructor(given: unknown) {
    if (typeof given !== "object" || given === null) {
      throw new TypeError("Passwords must be an object: password by user name")
    }
    for (const [username, password] of Object.entries(given)) {
      if (typeof password !== "string") throw new TypeError("A password must be a string")
      this.#hashes.set(username, this.#hash(password))
    }
  }

  /** Whether this user has this password. */
  fits(username: Buffer, password: Buffer): boolean {
    const known = this.#hashes.get(username.toString())
    const isSame = this.#crypto.timingSafeEqual(this.#hash(password), known ?? this.#nobody)
    return known !== undefined && isSame
  }

  #hash(password: string | Buffer): Buffer {
    return this.#crypto.createHmac("sha256", this.#salt).update(password).digest()
  }
}
