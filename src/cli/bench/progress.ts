/**
 * How far a measurement has come, on a terminal.
 */
const EVERY_MS = 100
const ERASE_LINE = "\r\x1b[K"

/** Shows what `text` answers, again and again, until the answer is called. */
export function showProgress(text: () => string, isWanted: boolean): () => void {
  if (!isWanted || !process.stderr.isTTY) return () => {}
  const timer = setInterval(() => {
    process.stderr.write(`${ERASE_LINE}${text()}`)
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    process.stderr.write(ERASE_LINE)
  }
}
