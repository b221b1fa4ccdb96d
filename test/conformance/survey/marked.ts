/**
 * Parts of a document that are made: each stands between `<!-- name: ... -->` and `<!-- /name -->`.
 */

/** The text between the marks. @throws Error when they are not there. */
export function partOf(document: string, name: string): string {
  const [from, to] = placeOf(document, name)
  return document.slice(from, to).trim()
}

/** The document with another text between the marks. @throws Error when they are not there. */
export function withPart(document: string, name: string, text: string): string {
  const [from, to] = placeOf(document, name)
  return `${document.slice(0, from)}\n\n${text}\n\n${document.slice(to)}`
}

function placeOf(document: string, name: string): [from: number, to: number] {
  const begin = new RegExp(`<!-- ${name}: .*-->`).exec(document)
  const to = document.indexOf(`<!-- /${name} -->`)
  if (begin === null || to < begin.index) throw new Error(`there are no marks for ${name}`)
  return [begin.index + begin[0].length, to]
}
