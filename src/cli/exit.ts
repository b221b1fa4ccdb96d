/**
 * How a command ends: exit codes, and the error that carries one.
 */

/** What the shell is told. After Ctrl-C it is 130, after SIGTERM 143, as of any program that a signal has ended. */
export const EXIT = {
  ok: 0,
  /** Something went wrong: an address in use, a peer that breaks the protocol, a file that is not there. */
  error: 1,
  /** What was waited for did not come in time. */
  timeout: 2,
  /** The command line makes no sense. */
  usage: 64,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Ends the command; its message is for the user, without a stack. */
export class Failure extends Error {
  override readonly name = "Failure"
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
