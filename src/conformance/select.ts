/**
 * Which cases are meant by patterns: `37`, `37/greeting`, `37/greeting/3`, `2?`.
 */

/** A pattern as a test of ids. What it matches is meant with all that is below it. `*` stands for any part of a name, `**` for any names. */
export function matcher(pattern: string): (id: string) => boolean {
  const source = pattern
    .replace(/\/+$/, "")
    .split(/(\*\*|\*|\?)/)
    .map((piece) => WILD[piece] ?? piece.replace(/[\\^$.|+()[\]{}]/g, "\\$&"))
    .join("")
  const expression = new RegExp(`^${source}(?:/.*)?$`)
  return (id) => expression.test(id)
}

const WILD: Readonly<Record<string, string>> = { "**": ".*", "*": "[^/]*", "?": "[^/]" }

/** Whether an id is among those included, all if none are named, and not among those excluded. */
export function selector(
  include: readonly string[],
  exclude: readonly string[],
): (id: string) => boolean {
  const included = include.map(matcher)
  const excluded = exclude.map(matcher)
  return (id) =>
    (included.length === 0 || included.some((matches) => matches(id))) &&
    !excluded.some((matches) => matches(id))
}
