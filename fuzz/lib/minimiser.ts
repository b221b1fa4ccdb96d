/**
 * Makes an input smaller while something about it stays the same: leaves out pieces, then turns bytes into zeros.
 * Knows bytes. Does not know what has to stay.
 */

/** @param tries most questions asked. */
export function minimise(
  input: Buffer,
  stays: (candidate: Buffer) => boolean,
  tries: number,
): Buffer {
  let left = tries
  const ask = (candidate: Buffer): boolean => {
    left -= 1
    return stays(candidate)
  }
  const shorter = leaveOut(input, ask, () => left > 0)
  return zeroOut(shorter, ask, () => left > 0)
}

function leaveOut(input: Buffer, ask: (candidate: Buffer) => boolean, goOn: () => boolean): Buffer {
  let best = input
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    // From the end: what comes first often decides about the rest.
    for (let at = best.length - size; at >= 0 && goOn(); at -= size) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      if (ask(candidate)) best = candidate
    }
  }
  return best
}

function zeroOut(input: Buffer, ask: (candidate: Buffer) => boolean, goOn: () => boolean): Buffer {
  let best = input
  for (let at = 0; at < best.length && goOn(); at++) {
    if (best[at] === 0) continue
    const candidate = Buffer.from(best)
    candidate[at] = 0
    if (ask(candidate)) best = candidate
  }
  return best
}
