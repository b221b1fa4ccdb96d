/**
 * Built-in modules that most programs never need, loaded when one is needed: they make up a good part of the time it
 * takes to load this library. `process.getBuiltinModule` does the same, but only since Node 20.16.
 */
import { createRequire } from "node:module"

let load: NodeJS.Require | null = null

/** A built-in module, by its name with `node:`. Loads it, at once, if that has not been done. */
export function builtin(name: `node:${string}`): unknown {
  // Built-in modules are the same from every folder; this one is absolute on every platform.
  load ??= createRequire("/")
  return load(name)
}
