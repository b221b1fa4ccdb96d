/**
 * This library as it is published: the compiled JavaScript of dist/, typed by the sources it was made from.
 */
import type * as Ours from "../../src/index.js"

/** The file that `npm run build` makes. */
export const BUILT = new URL("../../dist/esm/index.js", import.meta.url)

/** Loads the compiled library. There is no other: what tsx makes of src/ is not what users run. */
export async function loadOurs(): Promise<typeof Ours> {
  return (await import(BUILT.href)) as typeof Ours
}
