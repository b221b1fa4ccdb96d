/**
 * Both sides of CURVE as recorders.
 */
import { curveCrypto, loadCurveCrypto } from "../../src/crypto/curve.js"
import { CurveClient } from "../../src/zmtp/mechanisms/curve-client.js"
import type { CurveCrypto } from "../../src/zmtp/mechanisms/curve-crypto.js"
import { CurveServer } from "../../src/zmtp/mechanisms/curve-server.js"
import type { Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import { CLIENT, SERVER } from "./nacl-curve.js"
import { Recorder, type RecorderOptions } from "./recorder.js"

/** The cryptography, loaded. */
export async function cryptography(): Promise<CurveCrypto> {
  await loadCurveCrypto()
  const crypto = curveCrypto()
  if (crypto instanceof Error) throw crypto
  return crypto
}

export const WELCOME_IN: Verdict = { status: 200, userId: "", metadata: new Map() }

/** Our server, with the keys of libzmq's documentation. */
export function curveServer(crypto: CurveCrypto, options: RecorderOptions = {}): Recorder {
  const permanent = crypto.keyPairOf(SERVER.secretKey)
  const mechanism = new CurveServer(() => ({ crypto, permanent }))
  return new Recorder({ mechanism, verdict: WELCOME_IN, ...options })
}

/** Our client, with the keys of libzmq's documentation. */
export function curveClient(
  crypto: CurveCrypto,
  { serverKey = SERVER.publicKey, ...options }: RecorderOptions & { serverKey?: Buffer } = {},
): Recorder {
  const permanent = crypto.keyPairOf(CLIENT.secretKey)
  const { publicKey } = CLIENT
  const mechanism = new CurveClient(() => ({ crypto, permanent, publicKey, serverKey }))
  return new Recorder({ mechanism, ...options })
}

/** Brings what each says to the other until both are silent, in pieces. Answers what the first and second said. */
export function converse(
  first: Recorder,
  second: Recorder,
  cut: (bytes: Buffer) => readonly Buffer[] = (bytes) => [bytes],
): [Buffer, Buffer] {
  const all: [Buffer[], Buffer[]] = [[], []]
  for (;;) {
    const said = [first.said(), second.said()]
    if (said[0].length === 0 && said[1].length === 0) break
    all[0].push(said[0])
    all[1].push(said[1])
    second.feed(cut(said[0]))
    first.feed(cut(said[1]))
  }
  return [Buffer.concat(all[0]), Buffer.concat(all[1])]
}
