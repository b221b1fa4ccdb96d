/**
 * Options by number carry no type: libzmq only looks at the size. An int may be read and written as a boolean, an
 * int32 or a uint32, eight bytes as an int64 or a uint64.
 * Knows kinds. Does not know options.
 */
import { toKind } from "./option-checks.js"
import type { OptionKind, OptionValue } from "./options.js"

const SIZES: Readonly<Record<OptionKind, "int" | "long" | "bytes">> = {
  bool: "int",
  int32: "int",
  uint32: "int",
  int64: "long",
  uint64: "long",
  bytes: "bytes",
}
const UINT64_VALUES = 2 ** 64
const LARGEST_INT64 = 2 ** 63

/** Whether libzmq could tell these two kinds apart. */
export function isSameSize(a: OptionKind, b: OptionKind): boolean {
  return SIZES[a] === SIZES[b]
}

/** What is stored, read as this kind. */
export function readAs(kind: OptionKind, value: number | boolean): number | boolean {
  const number = Number(value)
  if (kind === "bool") return number !== 0
  if (kind === "uint64" && number < 0) return number + UINT64_VALUES
  if (kind === "int64" && number >= LARGEST_INT64) return number - UINT64_VALUES
  return toKind(kind, number)
}

/** What is given, as an option of this kind takes it; a number other than 0 and 1 is no boolean. */
export function writeAs(kind: OptionKind, given: OptionValue): OptionValue {
  if (kind === "bool") {
    const number = typeof given === "number" ? toKind("int32", given) : given
    return number === 0 ? false : number === 1 ? true : number
  }
  return typeof given === "boolean" ? Number(given) : given
}
