/**
 * Options that make no sense beside others, or without them.
 * Knows words of the command line. What two options never go together commander is told itself.
 */
import type { ConformanceOptions } from "../commands/conformance.js"
import { usage } from "./declared.js"

/** Whether an option stands on the command line. Secrets may also come by the environment, for other commands. */
export type IsSaid = (name: keyof ConformanceOptions) => boolean

/** For one mechanism only. */
const NEEDS = {
  plain: { username: "--username", password: "--password" },
  curve: { serverKey: "--server-key", secretKey: "--secret-key" },
} as const

/** @throws Failure for what does not fit together. */
export function checkFit({ from, mechanism }: ConformanceOptions, isSaid: IsSaid): void {
  for (const [needed, options] of Object.entries(NEEDS)) {
    for (const [name, flag] of Object.entries(options)) {
      if (!isSaid(name as keyof ConformanceOptions)) continue
      if (from !== undefined) throw usage(`${flag} is for a run, and --from has none`)
      if (mechanism !== needed) throw usage(`${flag} needs --mechanism ${needed}`)
    }
  }
}
