/**
 * The ways a stream may cut what is written to it: no reader may see a difference.
 */

/** Same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Set CUTS_SEED to try other random cuts. */
const SEED = Number(process.env["CUTS_SEED"] ?? 20_240_229)
const RANDOM_CUTS = 20

/**
 * Every way to feed `bytes`, with what to call it: whole, byte by byte, in two pieces at every place, and at
 * random places. The chunks are copies: whoever receives them owns them.
 */
export function* everyCut(bytes: Buffer): Generator<[how: string, chunks: Buffer[]]> {
  yield ["whole", cutAt(bytes, [])]
  yield ["byte by byte", cutAt(bytes, Array.from(bytes.keys()).slice(1))]
  for (let at = 1; at < bytes.length; at++) yield [`split at ${String(at)}`, cutAt(bytes, [at])]
  for (let i = 0; i < RANDOM_CUTS; i++) {
    const seed = SEED + i
    yield [`random cuts, seed ${String(seed)}`, randomCut(bytes, seed)]
  }
}

/** Cuts at random places: many small pieces, or few large ones, as the seed will have it. */
export function randomCut(bytes: Buffer, seed: number): Buffer[] {
  const random = randomOf(seed)
  const chance = random() ** 2
  const places: number[] = []
  for (let at = 1; at < bytes.length; at++) if (random() < chance) places.push(at)
  return cutAt(bytes, places)
}

/** Copies of the pieces between these places. */
export function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const starts = [0, ...places]
  return starts.map((from, i) => Buffer.from(bytes.subarray(from, starts[i + 1] ?? bytes.length)))
}
