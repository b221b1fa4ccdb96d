/**
 * CURVE (RFC 26) a second time, over tweetnacl: two peers whose every command can be other than it should be.
 */
import { randomBytes } from "node:crypto"
import nacl from "tweetnacl"
import { bytes, frame } from "./raw-peer.js"

export interface Keys {
  readonly publicKey: Buffer
  readonly secretKey: Buffer
}

// From doc/zmq_curve.adoc of libzmq.
export const CLIENT: Keys = {
  publicKey: bytes("BB88471D65E2659B30C55A5321CEBB5AAB2B70A398645C26DCA2B2FCB43FC518"),
  secretKey: bytes("7BB864B489AFA3671FBE69101F94B38972F24816DFB01B51656B3FEC8DFD0888"),
}
export const SERVER: Keys = {
  publicKey: bytes("54FCBA24E93249969316FB617C872BB0C1D1FF14800427C594CBFACF1BC2D652"),
  secretKey: bytes("8E0BDD697628B91D8F245587EE95C5B04D48963F79259877B49CD9063AEAD3B7"),
}

export function newKeys(): Keys {
  const { publicKey, secretKey } = nacl.box.keyPair()
  return { publicKey: Buffer.from(publicKey), secretKey: Buffer.from(secretKey) }
}

export function short(prefix: string, counter: bigint): Buffer {
  const nonce = Buffer.alloc(24)
  nonce.write(prefix)
  nonce.writeBigUInt64BE(counter, 16)
  return nonce
}

function long(prefix: string, rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(prefix), rest])
}

export function box(plain: Buffer, nonce: Buffer, to: Buffer, from: Buffer): Buffer {
  return Buffer.from(nacl.box(plain, nonce, to, from))
}

export function unbox(sealed: Buffer, nonce: Buffer, from: Buffer, to: Buffer): Buffer {
  const plain = nacl.box.open(sealed, nonce, from, to)
  if (plain === null) throw new Error("the box does not open")
  return Buffer.from(plain)
}

export function command(name: string, ...data: Buffer[]): Buffer {
  return frame(4, Buffer.concat([Buffer.from([name.length]), Buffer.from(name), ...data]))
}

/** What is in a frame. */
export function bodyOf(bytes: Buffer): Buffer {
  return bytes.subarray((bytes[0] & 2) === 0 ? 2 : 9)
}

export function metadata(socketType: string, more: Record<string, Buffer> = {}): Buffer {
  const pieces = Object.entries({ "Socket-Type": Buffer.from(socketType), ...more }).map(
    ([name, value]) => {
      const size = Buffer.alloc(4)
      size.writeUInt32BE(value.length)
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), size, value])
    },
  )
  return Buffer.concat(pieces)
}

/** A frame of traffic; `flags` are those inside, `outer` those of its header. */
function message(
  prefix: string,
  [to, from]: [Buffer, Buffer],
  { counter, flags = 0, data, outer = 0 }: Traffic,
): Buffer {
  const nonce = short(prefix, counter)
  const sealed = box(Buffer.concat([Buffer.from([flags]), Buffer.from(data)]), nonce, to, from)
  const body = Buffer.concat([Buffer.from("\x07MESSAGE"), nonce.subarray(16), sealed])
  return frame(outer, body)
}

export interface Traffic {
  readonly counter: bigint
  readonly flags?: number
  readonly data: string | Buffer
  readonly outer?: number
}

export interface Initiate {
  readonly counter?: bigint
  readonly cookie?: Buffer
  readonly client?: Keys
  /** What is in the vouch. */
  readonly vouched?: Buffer[]
  /** Whose secret key it is sealed with. */
  readonly voucher?: Keys
  readonly properties?: Buffer
}

/** A client that knows S. */
export class NaclClient {
  readonly transient = newKeys()
  cookie: Buffer = Buffer.alloc(96)
  serverTransient: Buffer = Buffer.alloc(32)

  hello({
    counter = 1n,
    version = "0100",
    key = this.transient.publicKey,
    proof = Buffer.alloc(64),
    serverKey = SERVER.publicKey,
  } = {}): Buffer {
    const nonce = short("CurveZMQHELLO---", counter)
    const sealed = box(proof, nonce, serverKey, this.transient.secretKey)
    const open = [bytes(version), Buffer.alloc(72), key, nonce.subarray(16)]
    return command("HELLO", ...open, sealed)
  }

  welcome(said: Buffer): void {
    const body = bodyOf(said)
    if (said.length !== 170 || body.toString("latin1", 0, 8) !== "\x07WELCOME") {
      throw new Error(`no WELCOME: ${said.toString("hex")}`)
    }
    const nonce = long("WELCOME-", body.subarray(8, 24))
    const plain = unbox(body.subarray(24), nonce, SERVER.publicKey, this.transient.secretKey)
    this.serverTransient = plain.subarray(0, 32)
    this.cookie = plain.subarray(32)
  }

  initiate({
    counter = 2n,
    cookie = this.cookie,
    client = CLIENT,
    vouched = [this.transient.publicKey, SERVER.publicKey],
    voucher = client,
    properties = metadata("DEALER"),
  }: Initiate = {}): Buffer {
    const nonce = short("CurveZMQINITIATE", counter)
    const vouchNonce = long("VOUCH---", randomBytes(16))
    const vouch = box(Buffer.concat(vouched), vouchNonce, this.serverTransient, voucher.secretKey)
    const plain = Buffer.concat([client.publicKey, vouchNonce.subarray(8), vouch, properties])
    const sealed = box(plain, nonce, this.serverTransient, this.transient.secretKey)
    return command("INITIATE", cookie, nonce.subarray(16), sealed)
  }

  /** The properties in READY. */
  ready(said: Buffer): Buffer {
    const body = bodyOf(said)
    const nonce = Buffer.concat([Buffer.from("CurveZMQREADY---"), body.subarray(6, 14)])
    return unbox(body.subarray(14), nonce, this.serverTransient, this.transient.secretKey)
  }

  message(traffic: Traffic): Buffer {
    const keys: [Buffer, Buffer] = [this.serverTransient, this.transient.secretKey]
    return message("CurveZMQMESSAGEC", keys, traffic)
  }
}

/** A server that has s. */
export class NaclServer {
  readonly transient = newKeys()
  readonly cookie = randomBytes(96)
  clientTransient: Buffer = Buffer.alloc(32)
  /** C. */
  client: Buffer = Buffer.alloc(32)

  hello(said: Buffer): void {
    const body = bodyOf(said)
    if (said.length !== 202 || body.toString("latin1", 0, 8) !== "\x05HELLO\x01\0") {
      throw new Error(`no HELLO: ${said.toString("hex")}`)
    }
    this.clientTransient = body.subarray(80, 112)
    const nonce = Buffer.concat([Buffer.from("CurveZMQHELLO---"), body.subarray(112, 120)])
    unbox(body.subarray(120), nonce, this.clientTransient, SERVER.secretKey)
  }

  welcome({ key = this.transient.publicKey, secret = SERVER.secretKey } = {}): Buffer {
    const nonce = long("WELCOME-", randomBytes(16))
    const sealed = box(Buffer.concat([key, this.cookie]), nonce, this.clientTransient, secret)
    return command("WELCOME", nonce.subarray(8), sealed)
  }

  /** The properties in INITIATE. */
  initiate(said: Buffer): Buffer {
    const body = bodyOf(said)
    if (!body.subarray(9, 105).equals(this.cookie)) throw new Error("another cookie")
    const nonce = Buffer.concat([Buffer.from("CurveZMQINITIATE"), body.subarray(105, 113)])
    const { secretKey } = this.transient
    const plain = unbox(body.subarray(113), nonce, this.clientTransient, secretKey)
    this.client = plain.subarray(0, 32)
    const vouchNonce = long("VOUCH---", plain.subarray(32, 48))
    const vouch = unbox(plain.subarray(48, 128), vouchNonce, this.client, secretKey)
    if (!vouch.equals(Buffer.concat([this.clientTransient, SERVER.publicKey]))) {
      throw new Error("a vouch for something else")
    }
    return plain.subarray(128)
  }

  ready({ counter = 1n, properties = metadata("DEALER") } = {}): Buffer {
    const nonce = short("CurveZMQREADY---", counter)
    const sealed = box(properties, nonce, this.clientTransient, this.transient.secretKey)
    return command("READY", nonce.subarray(16), sealed)
  }

  message(traffic: Traffic): Buffer {
    const keys: [Buffer, Buffer] = [this.clientTransient, this.transient.secretKey]
    return message("CurveZMQMESSAGES", keys, traffic)
  }
}
