/**
 * Pictures of the page for docs/conformance: light, dark, and on a phone.
 * Knows browsers. Does not know reports.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium, type Browser } from "playwright-core"

/** Debian's. */
export const CHROMIUM = "/usr/bin/chromium"
/** It is to show a file, and nothing else. */
export const ARGUMENTS: readonly string[] = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
]

/** What there is a picture of. */
interface Picture {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly colorScheme: "light" | "dark"
  /** A case that is scrolled to. */
  readonly from?: string
  /** Which peer's transcript of it is opened. */
  readonly opens?: number
  /** Only what did not pass everywhere, or where peers differ, or all. */
  readonly filter?: string
}

const PICTURES: readonly Picture[] = [
  {
    name: "page-light",
    viewport: { width: 1100, height: 900 },
    colorScheme: "light",
    filter: "different",
  },
  {
    name: "page-dark",
    viewport: { width: 1100, height: 900 },
    colorScheme: "dark",
    from: "37/heartbeat/12",
    opens: 1,
  },
  {
    name: "page-phone",
    viewport: { width: 390, height: 844 },
    colorScheme: "light",
    from: "37/commands/9",
  },
]

/** Takes them of an HTML file, into a folder; answers whether there was a browser. */
export async function takePictures(file: string, folder: string): Promise<boolean> {
  if (!existsSync(CHROMIUM)) return false
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] })
  try {
    for (const picture of PICTURES) await take(browser, picture, file, folder)
  } finally {
    await browser.close()
  }
  return true
}

async function take(
  browser: Browser,
  picture: Picture,
  file: string,
  folder: string,
): Promise<void> {
  const { name, viewport, colorScheme, from, opens, filter } = picture
  const page = await browser.newPage({ viewport, colorScheme })
  await page.goto(pathToFileURL(file).href)
  if (filter !== undefined) await page.check(`#${filter}`)
  if (from !== undefined && opens !== undefined) {
    const one = page.locator(`[id="${from}"]`)
    await one.locator("> summary").click()
    await one.locator(".result details > summary").nth(opens).click()
  }
  if (from !== undefined) {
    await page.evaluate(`document.getElementById("${from}").scrollIntoView()`)
  }
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.close()
}
