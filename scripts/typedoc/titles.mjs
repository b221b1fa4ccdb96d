// A plugin for typedoc: a document is called by its first heading, rather than by its file.
import { Converter } from "typedoc"

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const heading = document.content[0]?.text.match(/^# (.+)$/m)
    if (heading == null) throw new Error(`${document.name} has no heading`)
    document.name = heading[1]
  })
}
