/**
 * The largest buffer that was asked for: nobody may make us set memory aside by declaring a length.
 * Sees what is asked of `Buffer.alloc` and its like.
 */
import { Buffer } from "node:buffer"

let largest = 0

/** From now on sizes are noted. */
export function watchAllocations(): void {
  for (const name of ["alloc", "allocUnsafe", "allocUnsafeSlow"] as const) {
    const allocate = Buffer[name].bind(Buffer) as (size: number, ...rest: unknown[]) => Buffer
    Object.assign(Buffer, {
      [name]: (size: number, ...rest: unknown[]) => {
        if (size > largest) largest = size
        return allocate(size, ...rest)
      },
    })
  }
}

/** Begins anew. */
export function forgetAllocations(): void {
  largest = 0
}

/** The largest size since. */
export function largestAllocation(): number {
  return largest
}
