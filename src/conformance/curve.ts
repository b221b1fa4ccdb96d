/**
 * CURVE (RFC 26) as a case wants it: both sides' commands, each field open to be something else, and the sealed frames of
 * traffic. A case that bends nothing gets what a good peer says.
 * Knows layouts and keys. Does not wait for anything, and does not judge: what does not open is null.
 */
import { Buffer } from "node:buffer"
import {
  KEY_BYTES,
  type BoxKey,
  type CurveCrypto,
  type KeyPair,
} from "../zmtp/mechanisms/curve-crypto.js"
import {
  COOKIE_BYTES,
  HELLO_PADDING_BYTES,
  HELLO_PROOF_BYTES,
  VERSION,
  VOUCH_BYTES,
} from "../zmtp/mechanisms/curve-layout.js"
import {
  longNonce,
  LONG_NONCE_BYTES,
  SHORT_NONCE_BYTES,
  shortNonce,
} from "../zmtp/mechanisms/curve-nonces.js"
import { COMMAND, command, commandBody, MORE } from "./build.js"
import { readCommand, type Frame } from "./read.js"

const COUNTER_AT = 16
const INNER_MORE = 1
const INNER_COMMAND = 2

/** What can be other than usual in a sealed frame. */
export interface SealFields {
  /** The nonce's counter; by itself one more than the last. */
  readonly counter?: bigint
  /** The byte inside the box, as it is. */
  readonly innerFlags?: number
  /** What stands in front of the counter in the nonce. */
  readonly prefix?: string
}

/** Frames of traffic, sealed and opened. */
export class CurveTraffic {
  constructor(
    readonly key: BoxKey,
    readonly counter: Counter,
    readonly prefix: string,
    readonly theirPrefix: string,
  ) {}

  /** The body of a MESSAGE. @param flags MORE or COMMAND as in a frame of NULL. */
  seal(flags: number, body: Buffer, fields: SealFields = {}): Buffer {
    const inner = (flags & COMMAND) === 0 ? flags & MORE : INNER_COMMAND
    const { innerFlags = inner, prefix = this.prefix } = fields
    const nonce = nonceOf(prefix, fields.counter ?? this.counter.next())
    const box = this.key.seal(nonce, Buffer.concat([Buffer.from([innerFlags]), body]))
    return commandBody("MESSAGE", Buffer.concat([counterOf(nonce), box]))
  }

  /** What is in a MESSAGE, with the flags it would have under NULL; null when it is none or does not open. */
  open({ body }: Frame): Frame | null {
    const message = readCommand(body)
    if (message?.name !== "MESSAGE") return null
    const plain = openShort(this.key, this.theirPrefix, message.data)
    if (plain === null || plain.length === 0) return null
    const flags = (plain[0] & INNER_MORE) | ((plain[0] & INNER_COMMAND) === 0 ? 0 : COMMAND)
    return { flags, body: plain.subarray(1) }
  }
}

/** The counter of one direction. */
export class Counter {
  #last = 0n

  next(): bigint {
    return ++this.#last
  }

  get last(): bigint {
    return this.#last
  }

  /** The next will be one more than this. */
  skipTo(last: bigint): void {
    this.#last = last
  }
}

/** What can be other than usual in HELLO. */
export interface HelloFields {
  readonly version?: Buffer
  readonly padding?: Buffer
  readonly counter?: bigint
  /** C' as it is said. */
  readonly key?: Buffer
  /** What is in the box: 64 zeros. */
  readonly proof?: Buffer
  /** S as we think it is. */
  readonly serverKey?: Buffer
}

/** What can be other than usual in INITIATE. */
export interface InitiateFields {
  readonly cookie?: Buffer
  readonly counter?: bigint
  /** C as it is said. */
  readonly key?: Buffer
  /** What the vouch vouches for: C' and S. */
  readonly vouched?: Buffer
  /** Who seals the vouch. */
  readonly voucher?: KeyPair
  /** The whole vouch with its nonce. */
  readonly vouch?: Buffer
}

/** The client's side. */
export class CurveClientSide {
  readonly counter = new Counter()
  readonly transient: KeyPair
  cookie: Buffer = Buffer.alloc(COOKIE_BYTES)
  /** S'. */
  serverTransient: Buffer = Buffer.alloc(KEY_BYTES)

  constructor(
    readonly crypto: CurveCrypto,
    /** S. */
    readonly serverKey: Buffer,
    /** C and c. */
    readonly permanent: KeyPair,
  ) {
    this.transient = crypto.createKeyPair()
  }

  /** HELLO in its frame. */
  hello(fields: HelloFields = {}): Buffer {
    const { version = VERSION, padding = Buffer.alloc(HELLO_PADDING_BYTES) } = fields
    const { key = this.transient.publicKey, proof = Buffer.alloc(HELLO_PROOF_BYTES) } = fields
    const nonce = nonceOf("CurveZMQHELLO---", fields.counter ?? this.counter.next())
    const box = agreed(this.transient, fields.serverKey ?? this.serverKey).seal(nonce, proof)
    return command("HELLO", Buffer.concat([version, padding, key, counterOf(nonce), box]))
  }

  /** Takes a WELCOME's data; false: its box does not open. */
  welcome(data: Buffer): boolean {
    const nonce = longNonce("WELCOME-", data.subarray(0, LONG_NONCE_BYTES))
    const box = data.subarray(LONG_NONCE_BYTES)
    const plain = agreed(this.transient, this.serverKey).open(nonce, box)
    if (plain?.length !== KEY_BYTES + COOKIE_BYTES) return false
    this.serverTransient = plain.subarray(0, KEY_BYTES)
    this.cookie = plain.subarray(KEY_BYTES)
    return this.transient.agree(this.serverTransient) !== null
  }

  /** INITIATE in its frame. */
  initiate(metadata: Buffer, fields: InitiateFields = {}): Buffer {
    const { cookie = this.cookie, key = this.permanent.publicKey } = fields
    const nonce = nonceOf("CurveZMQINITIATE", fields.counter ?? this.counter.next())
    const plain = Buffer.concat([key, fields.vouch ?? this.#vouch(fields), metadata])
    const box = agreed(this.transient, this.serverTransient).seal(nonce, plain)
    return command("INITIATE", Buffer.concat([cookie, counterOf(nonce), box]))
  }

  /** The metadata in a READY's data; null: its box does not open. */
  ready(data: Buffer): Buffer | null {
    return openShort(agreed(this.transient, this.serverTransient), "CurveZMQREADY---", data)
  }

  traffic(): CurveTraffic {
    const key = agreed(this.transient, this.serverTransient)
    return new CurveTraffic(key, this.counter, "CurveZMQMESSAGEC", "CurveZMQMESSAGES")
  }

  #vouch(fields: InitiateFields): Buffer {
    const { vouched = Buffer.concat([this.transient.publicKey, this.serverKey]) } = fields
    const nonce = longNonce("VOUCH---", this.crypto.random(LONG_NONCE_BYTES))
    const key = agreed(fields.voucher ?? this.permanent, this.serverTransient)
    return Buffer.concat([nonce.subarray(COUNTER_AT - 8), key.seal(nonce, vouched)])
  }
}

/** What an INITIATE said. */
export interface Initiated {
  /** C. */
  readonly clientKey: Buffer
  /** What the vouch vouches for; null: it does not open. */
  readonly vouched: Buffer | null
  readonly cookie: Buffer
  readonly metadata: Buffer
}

/** What can be other than usual in WELCOME. */
export interface WelcomeFields {
  /** S' as it is said. */
  readonly key?: Buffer
  readonly cookie?: Buffer
  /** Whose secret key seals it. */
  readonly permanent?: KeyPair
}

/** The server's side. */
export class CurveServerSide {
  readonly counter = new Counter()
  readonly transient: KeyPair
  readonly cookie: Buffer
  /** C'. */
  clientTransient: Buffer = Buffer.alloc(KEY_BYTES)

  constructor(
    readonly crypto: CurveCrypto,
    /** S and s. */
    readonly permanent: KeyPair,
  ) {
    this.transient = crypto.createKeyPair()
    this.cookie = crypto.random(COOKIE_BYTES)
  }

  /** Takes a HELLO's data; answers what is in its box, null when that does not open. */
  hello(data: Buffer): Buffer | null {
    const keyAt = VERSION.length + HELLO_PADDING_BYTES
    this.clientTransient = Buffer.from(data.subarray(keyAt, keyAt + KEY_BYTES))
    const key = this.permanent.agree(this.clientTransient)
    return key === null
      ? null
      : openShort(key, "CurveZMQHELLO---", data.subarray(keyAt + KEY_BYTES))
  }

  /** WELCOME in its frame. */
  welcome(fields: WelcomeFields = {}): Buffer {
    const { key = this.transient.publicKey, cookie = this.cookie } = fields
    const nonce = longNonce("WELCOME-", this.crypto.random(LONG_NONCE_BYTES))
    const sealing = agreed(fields.permanent ?? this.permanent, this.clientTransient)
    const box = sealing.seal(nonce, Buffer.concat([key, cookie]))
    return command("WELCOME", Buffer.concat([nonce.subarray(COUNTER_AT - 8), box]))
  }

  /** What an INITIATE's data says; null: its box does not open. */
  initiate(data: Buffer): Initiated | null {
    const key = agreed(this.transient, this.clientTransient)
    const plain = openShort(key, "CurveZMQINITIATE", data.subarray(COOKIE_BYTES))
    if (plain === null || plain.length < KEY_BYTES + LONG_NONCE_BYTES + VOUCH_BYTES) return null
    const clientKey = plain.subarray(0, KEY_BYTES)
    const vouchAt = KEY_BYTES + LONG_NONCE_BYTES
    const nonce = longNonce("VOUCH---", plain.subarray(KEY_BYTES, vouchAt))
    const vouch = plain.subarray(vouchAt, vouchAt + VOUCH_BYTES)
    const vouched = this.transient.agree(clientKey)?.open(nonce, vouch) ?? null
    const metadata = plain.subarray(vouchAt + VOUCH_BYTES)
    return { clientKey, vouched, cookie: data.subarray(0, COOKIE_BYTES), metadata }
  }

  /** READY in its frame. */
  ready(metadata: Buffer, counter = this.counter.next()): Buffer {
    const nonce = nonceOf("CurveZMQREADY---", counter)
    const box = agreed(this.transient, this.clientTransient).seal(nonce, metadata)
    return command("READY", Buffer.concat([counterOf(nonce), box]))
  }

  traffic(): CurveTraffic {
    const key = agreed(this.transient, this.clientTransient)
    return new CurveTraffic(key, this.counter, "CurveZMQMESSAGES", "CurveZMQMESSAGEC")
  }
}

function agreed(pair: KeyPair, publicKey: Buffer): BoxKey {
  const key = pair.agree(publicKey)
  if (key === null) throw new Error("a public key of low order cannot be used to seal")
  return key
}

function nonceOf(prefix: string, counter: bigint): Buffer {
  const nonce = shortNonce(prefix)
  nonce.writeBigUInt64BE(BigInt.asUintN(64, counter), COUNTER_AT)
  return nonce
}

function counterOf(nonce: Buffer): Buffer {
  return nonce.subarray(COUNTER_AT)
}

/** Opens a box behind the counter of its nonce. */
function openShort(key: BoxKey, prefix: string, data: Buffer): Buffer | null {
  if (data.length < SHORT_NONCE_BYTES) return null
  const nonce = shortNonce(prefix)
  data.copy(nonce, COUNTER_AT, 0, SHORT_NONCE_BYTES)
  return key.open(nonce, data.subarray(SHORT_NONCE_BYTES))
}
