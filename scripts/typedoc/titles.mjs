// A plugin for typedoc: a document is called by its first heading, rather than by its file.
import { Converter } from "typedoc"

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const [first] = document.content
    const heading = first?.text.match(/^# (.+)\n+/)
    if (heading == null) throw new Error(`${document.name} has no heading`)
    document.name = heading[1]
    first.text = first.text.slice(heading[0].length)
  })
}
