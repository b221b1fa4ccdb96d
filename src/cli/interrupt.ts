/**
 * What ends a command from outside of it: Ctrl-C and SIGTERM, and what happens to its connections. It leaves nothing
 * half done. A second signal ends the process at once.
 */
import { EXIT, Failure } from "./exit.js"

const interrupt = new AbortController()

/** Aborted, with a Failure that has the exit code, when the user wants the command to end. */
export const interrupted: AbortSignal = interrupt.signal

/** Ends the command as Ctrl-C does, for another reason. */
export function endWith(failure: Failure): void {
  interrupt.abort(failure)
}

/** Listens from now on. */
export function listenForSignals(): void {
  listen("SIGINT", EXIT.interrupted)
  listen("SIGTERM", EXIT.terminated)
}

function listen(
  signal: NodeJS.Signals,
  code: typeof EXIT.interrupted | typeof EXIT.terminated,
): void {
  process.on(signal, () => {
    if (interrupted.aborted) process.exit(code)
    interrupt.abort(new Failure(code, ""))
  })
}
