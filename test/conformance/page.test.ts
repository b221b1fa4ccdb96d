/**
 * The page in a real browser: it is all there without a script, wide and narrow, light and dark.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium, type Browser, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { page as pageOf } from "../../src/conformance/reports/page.js"
import { reportOf } from "../../src/conformance/reports/report.js"
import { conform } from "../helpers/conform.js"
import { mutant } from "../helpers/mutant.js"
import { ARGUMENTS, CHROMIUM } from "./survey/pictures.js"

const TIMEOUT_MS = 60_000
const BROKEN = "37/greeting/21"
const WIDE = { width: 1100, height: 800 }
const NARROW = { width: 360, height: 740 }

const isMissing = !existsSync(CHROMIUM)
if (isMissing) console.log(`Skipped: there is no ${CHROMIUM} (apt-get install -y chromium)`)

describe.skipIf(isMissing)("the page in a browser", { timeout: TIMEOUT_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), "purezmq-page-"))
  const file = join(folder, "page.html")
  let browser: Browser

  beforeAll(async () => {
    const library = await mutant({
      breaks: "compares no more than the beginning of the mechanism",
      file: "zmtp/greeting.ts",
      from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
      to: "!theirs.startsWith(mechanism)",
    })
    const isGreeting = ({ id }: { id: string }): boolean => id.startsWith("37/greeting/")
    const broken = reportOf(await conform({ socketType: "ROUTER", library }, isGreeting))
    const sound = reportOf(await conform({ socketType: "ROUTER" }, isGreeting))
    writeFileSync(file, pageOf([sound, broken]))
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS] })
  }, TIMEOUT_MS)

  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  async function show(options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: WIDE, javaScriptEnabled: false, ...options })
    onTestFinished(() => page.close())
    await page.goto(pathToFileURL(file).href)
    return page
  }

  it("shows a row for each case and a cell for each peer", async () => {
    const page = await show()
    const row = page.locator(`[id="${BROKEN}"] > summary`)
    expect(await row.locator(".cell").allInnerTexts()).toEqual(["✓", expect.stringMatching(/[✗…]/)])
    expect(await row.locator(".cell").last().getAttribute("aria-label")).toMatch(/^testee: /)
  })

  it("opens a case: why it is there, what was expected and seen, and every byte with its meaning", async () => {
    const page = await show()
    const one = page.locator(`[id="${BROKEN}"]`)
    expect(await one.getByText("is another").isVisible()).toBe(false)
    await one.locator("> summary").click()
    expect(await one.getByText("is another").isVisible()).toBe(true)
    const second = one.locator(".result").last()
    expect(await second.getByText("closes the connection: mechanism").isVisible()).toBe(true)
    await second.locator("details > summary").click()
    expect(await second.getByText("4e 55 4c 4c").first().isVisible()).toBe(true)
    expect(await second.getByText("version 3.1").first().isVisible()).toBe(true)
  })

  it("filters what passed everywhere, and where peers do the same", async () => {
    const page = await show()
    const isShown = (id: string): Promise<boolean> => page.locator(`[id="${id}"]`).isVisible()
    const shown = (): Promise<boolean[]> =>
      Promise.all([isShown("37/greeting/1"), isShown("37/greeting/10"), isShown(BROKEN)])
    expect(await shown()).toEqual([true, true, true])
    await page.check("#unusual")
    expect(await shown()).toEqual([false, true, true])
    await page.check("#different")
    expect(await shown()).toEqual([false, false, true])
    expect(await page.locator("section:visible").count()).toBe(1)
  })

  it.each([
    ["a wide screen", WIDE],
    ["a phone", NARROW],
  ])("fits %s: nothing lies outside, and heads stand above their columns", async (_, viewport) => {
    const page = await show({ viewport, javaScriptEnabled: true })
    await page.locator(`[id="${BROKEN}"] > summary`).click()
    await page.locator(`[id="${BROKEN}"] .result details > summary`).last().click()
    const width = await page.evaluate("document.documentElement.scrollWidth")
    expect(width).toBe(viewport.width)
    const middleOf = async (selector: string): Promise<number[]> => {
      const boxes = await Promise.all(
        (await page.locator(selector).all()).map((each) => each.boundingBox()),
      )
      return boxes.map((box) => Math.round((box?.x ?? 0) + (box?.width ?? 0) / 2))
    }
    const heads = await middleOf(".heads > span:has(.letter)")
    expect(await middleOf(`[id="${BROKEN}"] > summary .cell`)).toEqual(heads)
  })

  it("is dark where the reader wants it dark", async () => {
    const groundOf = async (colorScheme: "light" | "dark"): Promise<unknown> => {
      const page = await show({ colorScheme, javaScriptEnabled: true })
      return page.evaluate("getComputedStyle(document.body).backgroundColor")
    }
    expect(await groundOf("light")).toBe("rgb(255, 255, 255)")
    expect(await groundOf("dark")).toBe("rgb(15, 19, 24)")
  })
})
