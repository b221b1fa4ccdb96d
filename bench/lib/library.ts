/**
 * The two libraries with the API of npm `zeromq`: one runner measures either.
 */
import type * as Ours from "../../src/index.js"
import { loadOurs } from "./ours.js"

/** What the runners use of it. */
export type Library = Pick<
  typeof Ours,
  | "capability"
  | "context"
  | "Dealer"
  | "Publisher"
  | "Pull"
  | "Push"
  | "Reply"
  | "Request"
  | "Router"
  | "Subscriber"
  | "XSubscriber"
>

/** Most sockets of a runner; the default of 1,023 is too few for some. */
const MOST_SOCKETS = 20_000

/** Loads a library by the name the benchmark has for it. */
export async function loadLibrary(name: string): Promise<Library> {
  const library = await load(name)
  library.context.maxSockets = MOST_SOCKETS
  return library
}

async function load(name: string): Promise<Library> {
  if (name === "ours") return loadOurs()
  if (name === "native") return (await import("zeromq")) as unknown as Library
  throw new Error(`no library is called ${name}`)
}
