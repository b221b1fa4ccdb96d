/**
 * How peers in JavaScript are made.
 */
import { build } from "esbuild"
import { join } from "node:path"

/** Makes one JavaScript file, `program.mjs`, of a TypeScript program: it starts in a tenth of the time. */
export async function bundle(program: string, folder: string): Promise<void> {
  await build({
    entryPoints: [program],
    outfile: join(folder, "program.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["zeromq", "socks", "libsodium-sumo"],
    logLevel: "warning",
  })
}
