/**
 * How long a call may take, as `--timeout` says.
 * Knows calls of sockets and their time. Does not know what they do.
 */
import type { CallOptions } from "../../index.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"

const MS = 1000

/** What a call waits for at most. `signal`: what else ends it, and has heard of Ctrl-C. */
export function patienceOf(
  timeout: number | undefined,
  signal: AbortSignal = interrupted,
): CallOptions {
  return { signal, ...(timeout !== undefined && { timeout }) }
}

/**
 * Waits for a call.
 * @param why what else is to be said when its time is over.
 * @throws Failure with the code for timeouts, which says what has not happened, when its time is over.
 */
export async function inTime<T>(
  call: Promise<T>,
  what: string,
  timeout: number | undefined,
  why = () => "",
): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!isTimeout(error)) throw error
    throw new Failure(EXIT.timeout, `${what} for ${String((timeout ?? 0) / MS)} s${why()}`)
  }
}

/** Whether a call was given up since its time was over. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN"
}
