/**
 * What an example says of itself, in the comment at its top, and whether what it prints is that. Knows no processes.
 *
 *     Prints:                          these lines, in this order
 *     Prints, in any order:            these lines
 *     Prints, each name in this order: these lines; what stands before the first colon is the name
 *
 * `<something>` in a line stands for any text. `Needs Node 20.19 or 22.5` is the least of each line of releases.
 */
type Order = "fixed" | "any" | "by name"

export interface Expectation {
  readonly order: Order
  readonly lines: readonly string[]
  /** Releases of Node it needs, as [major, minor]; none: any will do. */
  readonly needs: readonly (readonly [number, number])[]
}

const PRINTS = /^Prints(, in any order|, each name in this order)?:\n\n((?: {4}.*\n)+)/m
const ORDERS: Record<string, Order> = {
  ", in any order": "any",
  ", each name in this order": "by name",
}

/** @throws Error when it does not say how it is run, or what it prints. */
export function expectationOf(source: string, name: string): Expectation {
  const comment = /^\/\*\*\n((?: \*.*\n)+?) \*\/\n/.exec(source)?.[1]
  if (comment === undefined) throw new Error("it has no comment at its top")
  const text = comment.replace(/^ \* ?/gm, "")
  const command = `npx tsx examples/${name}.ts`
  if (!text.includes(`\n    ${command}\n`)) throw new Error(`it does not say "${command}"`)
  const prints = PRINTS.exec(text)
  if (prints === null) throw new Error("it does not say what it prints")
  const [, order, block] = prints as unknown as [string, string | undefined, string]
  const needs = /^Needs Node (.*)$/m.exec(text)?.[1].matchAll(/(\d+)\.(\d+)/g) ?? []
  return {
    order: order === undefined ? "fixed" : ORDERS[order],
    lines: block.replace(/^ {4}/gm, "").trimEnd().split("\n"),
    needs: [...needs].map(([, major, minor]) => [Number(major), Number(minor)] as const),
  }
}

/** Whether a version of Node such as `20.20.2` is recent enough. */
export function suits({ needs }: Expectation, version: string): boolean {
  if (needs.length === 0) return true
  const [major, minor] = version.split(".").map(Number)
  const newest = Math.max(...needs.map(([each]) => each))
  return major > newest || needs.some(([m, n]) => m === major && minor >= n)
}

/** What is wrong with what was printed; null when nothing is. */
export function complaint(
  { order, lines }: Expectation,
  printed: readonly string[],
): string | null {
  if (order === "fixed") return compare(lines, printed)
  if (order === "any") return compareInAnyOrder(lines, printed)
  for (const name of new Set([...lines, ...printed].map(nameOf))) {
    const ofName = (all: readonly string[]) => all.filter((line) => nameOf(line) === name)
    const wrong = compare(ofName(lines), ofName(printed))
    if (wrong !== null) return wrong
  }
  return null
}

function nameOf(line: string): string {
  return line.slice(0, Math.max(0, line.indexOf(":")))
}

function compare(lines: readonly string[], printed: readonly string[]): string | null {
  for (let i = 0; i < Math.max(lines.length, printed.length); i++) {
    if (i >= printed.length) return `"${lines[i]}" is missing`
    if (i >= lines.length) return `"${printed[i]}" is too much`
    if (!fits(lines[i], printed[i])) return `"${printed[i]}" came in place of "${lines[i]}"`
  }
  return null
}

function compareInAnyOrder(lines: readonly string[], printed: readonly string[]): string | null {
  const left = [...printed]
  // Lines that stand for themselves take theirs before those that stand for several.
  for (const line of [...lines].sort((a, b) => Number(a.includes("<")) - Number(b.includes("<")))) {
    const at = left.findIndex((each) => fits(line, each))
    if (at === -1) return `"${line}" is missing`
    left.splice(at, 1)
  }
  return left.length === 0 ? null : `"${left[0]}" is too much`
}

function fits(line: string, printed: string): boolean {
  const parts = line.split(/<\w[\w ]*>/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${parts.join(".+")}$`).test(printed)
}
