/**
 * The `purezmq` command: reads the command line, and ends the process with the code that says how it went.
 */
import { CommanderError, type Command } from "commander"
import { EXIT, Failure, type ExitCode } from "./exit.js"
import { interrupted, listenForSignals } from "./interrupt.js"
import { endWritten, watchOutput } from "./output.js"
import { createProgram } from "./program.js"

const program = createProgram()
prepare(program)
listenForSignals()
watchOutput()
const code = await run()
// Standard input may be open, and would keep the process alive.
endWritten(code)

async function run(): Promise<ExitCode> {
  try {
    await program.parseAsync()
    return EXIT.ok
  } catch (error) {
    // Whatever was going on has failed for this reason.
    return codeFor(interrupted.aborted ? interrupted.reason : error)
  }
}

/** Says what went wrong; answers the exit code for it. */
function codeFor(error: unknown): ExitCode {
  // What commander has found wrong it has said.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (!(error instanceof Failure)) {
    process.stderr.write(`purezmq: ${describe(error)}\n`)
    return EXIT.error
  }
  if (error.message !== "") process.stderr.write(`purezmq: ${error.message}\n`)
  return error.exitCode
}

/** What the operating system or a socket says is for the user; anything else is a mistake in here, and shows where. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return "code" in error ? error.message : (error.stack ?? error.message)
}

/** Has commander throw where it would end the process. */
function prepare(command: Command): void {
  command.exitOverride()
  for (const each of command.commands) prepare(each)
}
