/**
 * The names of what `using` calls, for programs whose TypeScript is older than 5.2 or whose types of Node do not have
 * them; where they are known already, this says the same again.
 */

declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol
    readonly asyncDispose: unique symbol
  }
}

/** Can be the subject of `using` and of `await using`. */
export interface Closeable {
  [Symbol.dispose](): void
  [Symbol.asyncDispose](): Promise<void>
}
