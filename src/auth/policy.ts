/**
 * Who may come in: addresses, passwords, keys, and what the program itself decides.
 * Knows the rules and their order. Does not know ZAP's messages or sockets.
 */
import { Buffer } from "node:buffer"
import { admission, parseFilter } from "../transports/accept-filter.js"
import { isPropertyName, type Properties } from "../zmtp/metadata.js"
import type { ZapRequest } from "../zmtp/zap.js"
import { KnownKeys, nameOfKey, type CurveClients } from "./curve-clients.js"
import { Passwords } from "./passwords.js"

/** A client that wants to come in. */
export interface Client {
  /** The mechanism of the server's socket. */
  readonly mechanism: "NULL" | "PLAIN" | "CURVE"
  /** The `zapDomain` of the server's socket; empty without. */
  readonly domain: string
  /** Its address without port, such as `192.0.2.7`; empty on ipc. */
  readonly address: string
  /** PLAIN: user name and password. CURVE: the 32 bytes of its public key. NULL: none. */
  readonly credentials: readonly Buffer[]
}

/** A client that may come in, and what its server's socket shows of it: `userId` and `properties` of its {@link Peer}. */
export interface Admission {
  /** At most 255 bytes. Default: the user name, or the public key in Z85. */
  readonly userId?: string
  /** Properties by name; of names, letters, digits and `-_.+` are allowed. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** What the program decides about a client: true or an object lets it in. */
export type Decision = boolean | Admission

/** The rules of an {@link Authenticator}. A domain named `"*"` stands for all that are not named. */
export interface AuthenticatorRules {
  /** Only these may come in: addresses or networks, such as `127.0.0.1`, `10.0.0.0/8`, `::1`; `ipc` for ipc. */
  readonly allow?: readonly string[]
  /** These may not, whatever else is said. In the same form. */
  readonly deny?: readonly string[]
  /** PLAIN: passwords by user name, by domain. */
  readonly plain?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** CURVE: clients by domain. */
  readonly curve?: Readonly<Record<string, CurveClients>>
  /** Asked about every client that `deny` and `allow` do not stop and no password or key lets in. */
  readonly decide?: (client: Client) => Decision | Promise<Decision>
}

/** A client that was let in. */
export interface Admitted {
  readonly userId: string
  readonly metadata: Properties
}

const EVERY_DOMAIN = "*"
const LONGEST_USER_ID = 255
/** Stands for the address that clients over ipc do not have. */
const IPC = "ipc"

/** The rules, ready for use. */
export class Policy {
  readonly #allows: ((address: string) => boolean) | null
  readonly #denies: ((address: string) => boolean) | null
  readonly #passwords: ReadonlyMap<string, Passwords> | null
  readonly #keys: ReadonlyMap<string, KnownKeys> | null
  readonly #decide: AuthenticatorRules["decide"]

  /** @throws TypeError for rules that are none. */
  constructor({ allow, deny, plain, curve, decide }: AuthenticatorRules) {
    this.#allows = placesOf(allow, "allow")
    this.#denies = placesOf(deny, "deny")
    this.#passwords = byDomain(plain, "plain", (given) => new Passwords(given))
    this.#keys = byDomain(curve, "curve", (given) => new KnownKeys(given))
    if (decide !== undefined && typeof decide !== "function") {
      throw new TypeError("decide must be a function")
    }
    this.#decide = decide
  }

  /** Reads folders again. @throws Node's own errors. */
  reload(): void {
    for (const keys of this.#keys?.values() ?? []) keys.reload()
  }

  /** Null: it may not come in. Rejects when the program's own decision fails. */
  async judge({ domain, address, credentials }: ZapRequest): Promise<Admitted | null> {
    const place = address === "" ? IPC : address
    if (this.#denies?.(place) || this.#allows?.(place) === false) return null
    const { mechanism, values } = credentials
    const client = { mechanism, domain: domain.toString(), address, credentials: values }
    const known = this.#known(client)
    if (known !== null) return known
    if (this.#decide !== undefined) return admittedBy(await this.#decide(client), client)
    return mechanism === "NULL" && this.#letsStrangersIn() ? { userId: "", metadata: [] } : null
  }

  /** Whoever proves nothing comes in by his address, or where no rule asks for more. */
  #letsStrangersIn(): boolean {
    return this.#allows !== null || (this.#passwords === null && this.#keys === null)
  }

  #known(client: Client): Admitted | null {
    const { mechanism, domain, credentials } = client
    if (mechanism === "PLAIN") {
      const fits = ofDomain(this.#passwords, domain)?.fits(credentials[0], credentials[1]) ?? false
      return fits ? { userId: userIdOf(client), metadata: [] } : null
    }
    if (mechanism === "NULL") return null
    const owner = ofDomain(this.#keys, domain)?.ownerOf(credentials[0]) ?? null
    return owner && { userId: userIdOf(client), metadata: propertiesOf([...owner]) }
  }
}

function userIdOf({ mechanism, credentials }: Client): string {
  if (mechanism === "NULL") return ""
  return mechanism === "PLAIN" ? credentials[0].toString() : nameOfKey(credentials[0])
}

/** What the program has decided. It may be no TypeScript. @throws TypeError. */
function admittedBy(decision: unknown, client: Client): Admitted | null {
  if (decision === false) return null
  if (decision === true) return { userId: userIdOf(client), metadata: [] }
  if (typeof decision !== "object" || decision === null) {
    throw new TypeError("decide must answer true, false, or { userId, metadata }")
  }
  const { userId = userIdOf(client), metadata = {} } = decision as Record<string, unknown>
  if (typeof userId !== "string" || Buffer.byteLength(userId) > LONGEST_USER_ID) {
    throw new TypeError("userId must be a string of at most 255 bytes")
  }
  if (typeof metadata !== "object" || metadata === null) {
    throw new TypeError("metadata must be an object")
  }
  return { userId, metadata: propertiesOf(Object.entries(metadata)) }
}

function propertiesOf(entries: readonly (readonly [string, unknown])[]): Properties {
  return entries.map(([name, value]) => {
    if (!isPropertyName(name) || typeof value !== "string") {
      throw new TypeError(`metadata cannot have ${JSON.stringify(name)}, or not such a value`)
    }
    return [name, Buffer.from(value)] as const
  })
}

function ofDomain<T>(rules: ReadonlyMap<string, T> | null, domain: string): T | undefined {
  return rules?.get(domain) ?? rules?.get(EVERY_DOMAIN)
}

function byDomain<T>(given: unknown, name: string, make: (rule: unknown) => T) {
  if (given === undefined) return null
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`${name} must be an object: a rule by domain`)
  }
  return new Map(Object.entries(given).map(([domain, rule]) => [domain, make(rule)]))
}

/** Whether an address is in a list; null when there is none. */
function placesOf(given: unknown, name: string): ((address: string) => boolean) | null {
  if (given === undefined) return null
  if (!Array.isArray(given)) throw new TypeError(`${name} must be an array of addresses`)
  const places = (given as unknown[]).map((place) => {
    if (typeof place === "string" && (place === IPC || parseFilter(place) !== null)) return place
    throw new TypeError(`${name} has ${JSON.stringify(place)}, which is no address and no network`)
  })
  const isInNetworks = admission(places.filter((place) => place !== IPC))
  return (address) => (address === IPC ? places.includes(IPC) : (isInNetworks?.(address) ?? false))
}
