// What every smoke test sends, and how it says that something else arrived.

const MEGABYTE = 1024 * 1024

/** Messages of each kind: text, several parts with an empty one, binary, and one that takes many reads. */
export function contents() {
  const big = Buffer.alloc(MEGABYTE)
  for (let i = 0; i < big.length; i++) big[i] = (i * 7 + (i >> 8)) & 0xff
  return [["hello"], ["", "zwei", Buffer.from([0, 255, 128])], [""], ["big", big], ["after"]]
}

export function check(condition, what) {
  if (!condition) throw new Error(what)
}

/** Throws when a received message is not what was sent. */
export function same(received, sent) {
  const expected = sent.map((part) => Buffer.from(part))
  const fits =
    received.length === expected.length &&
    received.every((part, i) => Buffer.isBuffer(part) && part.equals(expected[i]))
  check(fits, `expected ${describe(expected)}, got ${describe(received)}`)
}

function describe(parts) {
  const texts = parts.map((part) =>
    part.length > 20 ? `${part.length} bytes` : JSON.stringify(String(part)),
  )
  return `[${texts.join(", ")}]`
}

/** The next event of this type; rejects when it does not come. */
export function nextEvent(socket, type) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type} event came`)), 10_000)
    socket.events.on(type, (event) => {
      clearTimeout(timer)
      resolve(event)
    })
  })
}
