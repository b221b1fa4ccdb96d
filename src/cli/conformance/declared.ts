/**
 * What the command line says of the peer, as the tester takes it.
 * Knows words of the command line. Does not know cases or reports.
 */
import { randomInt } from "node:crypto"
import { newSecretKey, publicKeyOf as publicHalfOf, textOf } from "../../conformance/keys.js"
import { executing } from "../../conformance/executing.js"
import { connecting, listening, type Reach } from "../../conformance/reach.js"
import type { Credentials, Habit, Kind, Side, Target } from "../../conformance/target.js"
import { isSocketType, type WireSocketType } from "../../zmtp/socket-type.js"
import type { ConformanceOptions } from "../commands/conformance.js"
import { EXIT, Failure } from "../exit.js"
import { publicKeyOf, secretKeyOf } from "../session/keys.js"
import { tellEndpoint } from "../telling.js"

const HABITS: readonly Habit[] = [
  "answers",
  "sends",
  "repeats",
  "subscribes",
  "pings",
  "judges",
  "defers",
]
/** Their connections share messages out, or there is only one: cases at the same time would take them from each other. */
const SHARING: readonly WireSocketType[] = ["PUSH", "DEALER", "REQ", "PAIR"]
const JOBS = 4
const ANY_PORT = "tcp://127.0.0.1:*"
const LARGEST_SEED = 2 ** 31

/** The peer that is to be tested. @throws Failure for what makes no sense. */
export async function targetOf(options: ConformanceOptions): Promise<Target> {
  const { connect, listen, exec } = options
  if (connect === undefined && listen === undefined && exec === undefined) {
    throw usage("one of --connect, --listen and --exec is needed: --help has examples")
  }
  if (exec !== undefined && !exec.includes("{endpoint}")) {
    throw usage(
      "--exec needs {endpoint} where the command is told what to connect to: --exec 'python3 client.py {endpoint}'",
    )
  }
  const kind = kindOf(options)
  return { ...kind, credentials: await credentialsOf(options, kind.side) }
}

/** What the peer is, as far as it decides which cases are for it. @throws Failure without a socket type. */
export function kindOf(options: ConformanceOptions): Kind {
  const socketType = (options.socketType ?? "").toUpperCase()
  if (!isSocketType(socketType)) {
    throw usage("--socket-type is needed: what the peer is, such as rep, router or pub")
  }
  const { listen, exec } = options
  const role = listen === undefined && exec === undefined ? "binds" : "connects"
  return {
    role,
    socketType,
    mechanism: ({ null: "NULL", plain: "PLAIN", curve: "CURVE" } as const)[options.mechanism],
    side: options.side ?? (role === "binds" ? "server" : "client"),
    habits: new Set(HABITS.filter((habit) => options[habit] === true)),
  }
}

/** How it is reached. @throws Failure for an endpoint that is none, or cannot be bound. */
export async function reachOf(options: ConformanceOptions, target: Target): Promise<Reach> {
  const { connect, listen = ANY_PORT, exec } = options
  try {
    if (connect !== undefined) return connecting(connect)
    if (exec === undefined) {
      const reach = await listening(listen)
      tellEndpoint(listen, reach.description)
      return reach
    }
    return executing(exec, listen, { "server-key": textOf(target.credentials.serverKey) })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw usage(`${connect ?? listen}: ${error.message}`)
  }
}

/** How many cases run at the same time. */
export function jobsOf(options: ConformanceOptions, target: Target, reach: Reach): number {
  const { jobs, exec, listen = ANY_PORT } = options
  // Each program has an endpoint of its own, if there is more than one.
  if (exec !== undefined && !listen.includes("*")) {
    if ((jobs ?? 1) > 1)
      throw usage("--jobs needs a * in --listen: each job has an endpoint of its own")
    return 1
  }
  if (jobs !== undefined) return Math.max(1, jobs)
  if (reach.isFresh) return JOBS
  return target.role === "connects" || SHARING.includes(target.socketType) ? 1 : JOBS
}

/** What chance begins with. */
export function seedOf({ seed }: ConformanceOptions): number {
  return seed ?? randomInt(LARGEST_SEED)
}

/** The command line makes no sense. */
export function usage(message: string): Failure {
  return new Failure(EXIT.usage, message)
}

async function credentialsOf(options: ConformanceOptions, side: Side): Promise<Credentials> {
  const { mechanism, username, password } = options
  if (mechanism === "plain" && (username === undefined || password === undefined)) {
    throw usage("PLAIN needs --username and --password")
  }
  const plain = { username: Buffer.from(username ?? ""), password: Buffer.from(password ?? "") }
  if (mechanism !== "curve") {
    return { ...plain, serverKey: Buffer.alloc(32), secretKey: Buffer.alloc(32) }
  }
  const { secretKey: given, serverKey } = options
  const secretKey = given === undefined ? await newSecretKey() : secretKeyOf(given)
  if (side === "client" && serverKey !== undefined) {
    throw usage("--server-key is a server's, and this peer is the client: {server-key} is ours")
  }
  if (side === "client") return { ...plain, secretKey, serverKey: await publicHalfOf(secretKey) }
  if (serverKey === undefined) throw usage("CURVE needs the peer's --server-key")
  return { ...plain, secretKey, serverKey: publicKeyOf(serverKey) }
}
