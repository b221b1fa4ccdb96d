/** What a page links to, and what can be linked to in it: Markdown as GitHub shows it, and HTML. Does not look anything up. */
import GithubSlugger from "github-slugger"
import { Parser } from "htmlparser2"
import MarkdownIt from "markdown-it"

export interface Page {
  /** As they are written. */
  readonly links: readonly string[]
  /** What may stand behind `#`. */
  readonly anchors: ReadonlySet<string>
}

const markdown = new MarkdownIt({ html: true })

export function readMarkdown(text: string): Page {
  const links: string[] = []
  const anchors = new Set<string>()
  const slugger = new GithubSlugger()
  const tokens = markdown.parse(text, {})
  for (const [i, token] of tokens.entries()) {
    const inline = token.children ?? []
    if (tokens[i - 1]?.type === "heading_open") {
      anchors.add(slugger.slug(inline.map(({ content }) => content).join("")))
    }
    for (const each of inline) {
      const link = each.attrGet(each.type === "image" ? "src" : "href")
      if (link !== null) links.push(String(link))
    }
    for (const each of [token, ...inline]) {
      if (!each.type.startsWith("html_")) continue
      const page = readHtml(each.content)
      links.push(...page.links)
      for (const anchor of page.anchors) anchors.add(anchor)
    }
  }
  return { links, anchors }
}

export function readHtml(text: string): Page {
  const links: string[] = []
  const anchors = new Set<string>()
  const parser = new Parser({
    onattribute(name, value) {
      if (name === "href" || name === "src") links.push(value)
      if (name === "id") anchors.add(value)
    },
  })
  parser.end(text)
  return { links, anchors }
}
