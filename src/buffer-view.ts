/**
 * Buffers that show a piece of memory that is there already, made as fast as the language makes a Uint8Array.
 * Knows memory. Does not know what is in it.
 */
import { Buffer } from "node:buffer"

/** Makes a Buffer of so many bytes of a memory, from an offset on. */
export type ViewConstructor = new (
  memory: ArrayBufferLike,
  offset: number,
  length: number,
) => Buffer

/** The same by what is documented. */
const checkedView = function (memory: ArrayBuffer, offset: number, length: number): Buffer {
  return Buffer.from(memory, offset, length)
} as unknown as ViewConstructor

/**
 * `subarray` and `Buffer.from` end in the class behind `Buffer`, which Node does not export but gives as the
 * species of `Buffer`. Called directly it takes a third to two thirds of their time, which at small messages is what
 * receiving one costs most.
 */
export const BufferView: ViewConstructor = classBehind(Buffer) ?? checkedView

function classBehind(buffer: object): ViewConstructor | null {
  const species: unknown = Reflect.get(buffer, Symbol.species)
  const isIt = typeof species === "function" && species.prototype === Buffer.prototype
  return isIt ? (species as ViewConstructor) : null
}
