// Runs every pattern over every transport and every behaviour in one process, and prints a line of JSON for
// each: { row, ok, reason }. The process then has to end by itself.
import { BEHAVIOURS } from "./behaviours.mjs"
import { PATTERNS, TRANSPORTS } from "./patterns.mjs"

const SCENARIO_MS = 15_000

const scenarios = [
  ...Object.entries(PATTERNS).flatMap(([pattern, run]) =>
    (pattern === "STREAM" ? ["tcp"] : Object.keys(TRANSPORTS)).map((transport) => ({
      row: `${pattern} ${transport}`,
      run: (tools) => run({ ...tools, endpoint: TRANSPORTS[transport]() }),
    })),
  ),
  ...Object.entries(BEHAVIOURS).flatMap(([name, { transports, run }]) =>
    transports.map((transport) => ({
      row: `${name} ${transport}`,
      run: (tools) => run({ ...tools, transport }),
    })),
  ),
]

/** The rows that `smoke` prints. */
export const rowsOfSmoke = () => scenarios.map(({ row }) => row)

export async function smoke(zmq) {
  for (const { row, run } of scenarios) await attempt(zmq, row, run)
}

async function attempt(zmq, row, run) {
  const sockets = []
  const using = (socket) => {
    sockets.push(socket)
    return socket
  }
  let reason = ""
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("not done in time")), SCENARIO_MS)
  })
  try {
    await Promise.race([run({ zmq, using }), late])
  } catch (error) {
    reason = error.code === undefined ? error.message : `${error.code}: ${error.message}`
    process.stderr.write(`${row}: ${error.stack}\n`)
  } finally {
    clearTimeout(timer)
    for (const socket of sockets.filter(({ closed }) => !closed)) {
      socket.linger = 0
      socket.close()
    }
  }
  console.log(JSON.stringify({ row, ok: reason === "", reason }))
}
