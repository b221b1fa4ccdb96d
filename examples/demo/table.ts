/**
 * A table that is printed row by row, at most 100 columns wide; in colour on a terminal.
 */
export interface Column {
  title: string
  width: number
  align?: "right"
}

export type Colour = "green" | "red" | "dim" | "bold"
const CODES: Record<Colour, string> = { green: "32", red: "31", dim: "2", bold: "1" }
const inColour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined

export function paint(text: string, colour: Colour): string {
  return inColour ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text
}

export class Table {
  readonly #columns: Column[]

  constructor(columns: Column[]) {
    this.#columns = columns
  }

  head(): void {
    this.#rule("┌", "┬", "┐")
    this.row(
      this.#columns.map(({ title }) => title),
      this.#columns.map(() => "bold"),
    )
  }

  separator(): void {
    this.#rule("├", "┼", "┤")
  }

  /** One cell for each column, and their colours. */
  row(cells: string[], colours: (Colour | null)[] = []): void {
    const bar = paint("│", "dim")
    const padded = this.#columns.map(({ width, align }, i) => {
      const cell = cells[i].slice(0, width)
      const text = align === "right" ? cell.padStart(width) : cell.padEnd(width)
      const colour = colours[i] ?? null
      return colour === null ? text : paint(text, colour)
    })
    console.log(`${bar} ${padded.join(` ${bar} `)} ${bar}`)
  }

  foot(): void {
    this.#rule("└", "┴", "┘")
  }

  #rule(left: string, middle: string, right: string): void {
    const lines = this.#columns.map(({ width }) => "─".repeat(width + 2))
    console.log(paint(left + lines.join(middle) + right, "dim"))
  }
}

/** 1234567 is "1.23M", 45678 is "45.7k". */
export function human(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)}M`
  if (value >= 1e3) return `${(value / 1e3).toPrecision(3)}k`
  return value.toFixed(0)
}
