/**
 * This library as it is published: the compiled JavaScript of dist/, typed by the sources it was made from.
 */
import { fileURLToPath } from "node:url"
import type * as Ours from "../../src/index.js"

/** The file that `npm run build` makes. */
export const BUILT = new URL("../../dist/esm/index.js", import.meta.url)

/** The file that `require` gets. */
export const BUILT_FOR_REQUIRE = fileURLToPath(new URL("../../dist/cjs/index.js", import.meta.url))

/** Loads the compiled library. There is no other: what tsx makes of src/ is not what users run. */
export async function loadOurs(): Promise<typeof Ours> {
  return (await import(BUILT.href)) as typeof Ours
}
