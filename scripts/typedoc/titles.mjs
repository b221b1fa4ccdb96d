// A plugin for typedoc: a document is called by its first heading rather than by its file, and no page has two titles.
import { Converter } from "typedoc"

/** Takes the first heading out of a page; answers its text. */
function takeHeading(content, name) {
  const [first] = content
  const heading = first?.text.match(/^# (.+)\n+/)
  if (heading == null) throw new Error(`${name} has no heading`)
  first.text = first.text.slice(heading[0].length)
  return heading[1]
}

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    document.name = takeHeading(document.content, document.name)
  })
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    takeHeading(project.readme, "README.md")
  })
}
