/** Whether every relative link of some pages leads somewhere, anchors included. Other sites are not asked. */
import { existsSync, readFileSync, statSync } from "node:fs"
import { dirname, extname, resolve } from "node:path"
import { readHtml, readMarkdown, type Page } from "./page.js"

export interface Findings {
  /** How many links have been looked up. */
  readonly links: number
  /** Each a sentence: in which file, which link, and what is wrong with it. */
  readonly broken: readonly string[]
}

/** What has links and anchors, by the end of its name. */
const READERS: Partial<Record<string, (text: string) => Page>> = {
  ".md": readMarkdown,
  ".html": readHtml,
  ".svg": readHtml,
}
/** A link with a scheme, or to another host. */
const ELSEWHERE = /^([a-z][a-z\d+.-]*:|\/\/)/i

export function checkLinks(files: readonly string[]): Findings {
  const pages = new Map<string, Page | null>()
  const pageOf = (file: string): Page | null => {
    let page = pages.get(file)
    if (page === undefined) {
      page = READERS[extname(file)]?.(readFileSync(file, "utf8")) ?? null
      pages.set(file, page)
    }
    return page
  }
  let links = 0
  const broken: string[] = []
  for (const file of files) {
    for (const link of new Set(pageOf(file)?.links)) {
      if (ELSEWHERE.test(link)) continue
      links += 1
      const wrong = complaint(file, link, pageOf)
      if (wrong !== null) broken.push(`${file}: "${link}": ${wrong}`)
    }
  }
  return { links, broken }
}

function complaint(file: string, link: string, pageOf: (file: string) => Page | null) {
  const [, path, anchor] = /^([^?#]*)(?:\?[^#]*)?#?(.*)$/s.exec(link) ?? ["", "", ""]
  const target = path === "" ? file : resolve(dirname(file), decodeURIComponent(path))
  if (!existsSync(target)) return "there is no such file"
  // On a site, Markdown is not shown but fetched.
  if (extname(file) === ".html" && extname(target) === ".md") return "it leads to raw Markdown"
  if (anchor === "") return null
  const page = statSync(target).isFile() ? pageOf(target) : null
  if (page === null) return "it leads to no page, and an anchor needs one"
  return page.anchors.has(decodeURIComponent(anchor)) ? null : "there is no such anchor"
}
