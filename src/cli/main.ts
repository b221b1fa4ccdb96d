/**
 * The `purezmq` command: reads the command line, and ends the process with the code that says how it went.
 */
import { CommanderError, type Command } from "commander"
import { EXIT, Failure, type ExitCode } from "./exit.js"
import { createProgram } from "./program.js"

const program = createProgram()
prepare(program)
process.stdout.on("error", endQuietly)
process.exitCode = await run()

async function run(): Promise<ExitCode> {
  try {
    await program.parseAsync()
    return EXIT.ok
  } catch (error) {
    // What commander has found wrong it has said.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (!(error instanceof Failure)) throw error
    process.stderr.write(`purezmq: ${error.message}\n`)
    return error.exitCode
  }
}

/** Has commander throw where it would end the process. */
function prepare(command: Command): void {
  command.exitOverride()
  for (const each of command.commands) prepare(each)
}

/** Whoever read our output has gone, such as `head`: there is nobody to tell anything. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error
  process.exit(EXIT.ok)
}
