/**
 * How options are kept and shown: most as they are; filters pile up, security options change each other, bytes are
 * shown as text.
 */
import { Buffer } from "node:buffer"
import { encodeZ85 } from "../zmtp/z85.js"
import { textOf } from "./option-checks.js"
import type { OptionValues } from "./option-values.js"
import type { OptionSpec, OptionValue } from "./options.js"
import { storeSecurity } from "./security.js"

/** Keeps a value that has been accepted. */
export function storeOption(options: OptionValues, spec: OptionSpec, value: OptionValue): void {
  if (spec.name === "tcpAcceptFilter") {
    options.tcpAcceptFilter = Buffer.isBuffer(value)
      ? [...options.tcpAcceptFilter, textOf(value)]
      : []
  } else if (!storeSecurity(options, spec.name, value)) {
    Object.assign(options, { [spec.name]: value })
  }
  // To libzmq these are one setting with two strengths.
  if (spec.name === "manualLastValue") options.manual = options.manualLastValue
}

/** An option as users see it. Of several filters, the one given last. */
export function shownOption(
  options: OptionValues,
  spec: OptionSpec,
): boolean | number | string | null {
  const value = options[spec.name]
  if (value instanceof Array) return value.at(-1) ?? null
  if (!Buffer.isBuffer(value)) return value
  return spec.content === "key" ? encodeZ85(value) : textOf(value)
}
