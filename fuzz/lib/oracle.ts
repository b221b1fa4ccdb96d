/** What a target says when something is wrong, and what it lets pass. */

/** Something that must never be the case is. */
export class Violation extends Error {
  override readonly name = "Violation"
}

/** @throws Violation unless it holds. */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Violation(what)
}

/** @throws Violation unless both print the same. */
export function demandSame(a: readonly string[], b: readonly string[], what: string): void {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i]) {
      const [one, other] = [a, b].map((list) =>
        i < list.length ? JSON.stringify(list[i]) : "nothing",
      )
      throw new Violation(`${what}: entry ${String(i)} is ${one} and ${other}`)
    }
  }
}

type ErrorClass = abstract new (...args: never[]) => Error

/** What the call threw, if it is one of these errors; null when it threw nothing. Other errors go on up. */
export function refusal(act: () => void, ...allowed: readonly ErrorClass[]): Error | null {
  try {
    act()
    return null
  } catch (error) {
    if (error instanceof Error && allowed.some((one) => error instanceof one)) return error
    throw error
  }
}
