/**
 * `purezmq decode`: reads bytes, and prints what they mean.
 */
import type { Buffer } from "node:buffer"
import { readFileSync } from "node:fs"
import { Conversation, type Side, type Utterance } from "../../inspect/conversation.js"
import { transcriptOf } from "../../inspect/transcript.js"
import type { DecodeFlags } from "../commands/decode.js"
import { EXIT, Failure } from "../exit.js"
import { wholeInput } from "../input.js"
import { writeOut } from "../output.js"
import { parseHexText } from "./hex-text.js"
import { jsonOf } from "./item-json.js"

/** What one side says. */
interface Speech {
  readonly side: Side
  /** What stands in front of what it says. */
  readonly prefix: string
  readonly bytes: Buffer
}

/** Prints. @throws Failure when there are violations, or what is read is no input. */
export async function decode(hex: readonly string[], flags: DecodeFlags): Promise<void> {
  assertOneInput(hex, flags)
  const speeches = await speechesOf(hex, flags)
  const conversation = new Conversation()
  let violations = 0
  const tell = async (items: readonly Utterance[], prefix: string): Promise<void> => {
    for (const item of items) {
      violations += item.violations.length
      await writeOut(`${textOf(item, prefix, flags)}\n`)
    }
  }
  for (const { side, prefix, bytes } of speeches) await tell(conversation.push(side, bytes), prefix)
  for (const side of ["client", "server"] as const) {
    const prefix = speeches.find((speech) => speech.side === side)?.prefix ?? ""
    await tell(conversation.end(side), prefix)
  }
  if (violations > 0) throw new Failure(EXIT.error, "")
}

/** @throws Failure for digits of the arguments beside something else that is to be read. */
function assertOneInput(hex: readonly string[], { client, server, file, raw }: DecodeFlags): void {
  if (hex.length === 0) return
  if (raw === true)
    throw new Failure(EXIT.usage, "--raw: arguments are digits, bytes are in a file")
  if (client === undefined && server === undefined && file === undefined) return
  throw new Failure(EXIT.usage, "bytes come from the arguments or from files, not from both")
}

function textOf(
  item: Utterance,
  prefix: string,
  { json = false, summary = false }: DecodeFlags,
): string {
  if (json) return JSON.stringify(jsonOf(item, item.side))
  return transcriptOf(item, { fields: !summary, prefix }).join("\n")
}

async function speechesOf(hex: readonly string[], flags: DecodeFlags): Promise<Speech[]> {
  const { client, server, raw = false, file } = flags
  if (client !== undefined || server !== undefined) {
    const sides = [speechIn(client, "client", "> "), speechIn(server, "server", "< ")]
    return sides.filter((speech) => speech !== null)
  }
  if (hex.length > 0) return spoken(hex.join(" "), EXIT.usage)
  const bytes = await wholeInput(file)
  return raw ? [{ side: "client", prefix: "", bytes }] : spoken(bytes.toString(), EXIT.error)
}

function speechIn(path: string | undefined, side: Side, prefix: string): Speech | null {
  if (path === undefined) return null
  try {
    return { side, prefix, bytes: readFileSync(path) }
  } catch (error) {
    throw new Failure(EXIT.error, error instanceof Error ? error.message : String(error))
  }
}

function spoken(text: string, code: typeof EXIT.usage | typeof EXIT.error): Speech[] {
  try {
    return parseHexText(text).map(({ mark, bytes }) => {
      return {
        side: mark === "<" ? "server" : "client",
        prefix: mark === "" ? "" : `${mark} `,
        bytes,
      }
    })
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(code, error.message)
    throw error
  }
}
