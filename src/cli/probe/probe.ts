/**
 * `purezmq probe`: finds out what is at an endpoint, as carefully as it can.
 */
import { Buffer } from "node:buffer"
import type { Item } from "../../inspect/item.js"
import { nameOfProtocol } from "../../inspect/foreign.js"
import type { ProbeFlags } from "../commands/probe.js"
import { EXIT, Failure } from "../exit.js"
import { writeOut } from "../output.js"
import { securityOptions } from "../session/security.js"
import { assertConnectable } from "../wire/streams.js"
import { jsonOf, textOf, type Finding } from "./report.js"
import { trySockets, tryTypes, typesToTry } from "./tries.js"
import { visit, type Visit } from "./visit.js"

/** Prints what is there. @throws Failure when nobody is, or somebody who does not speak ZMTP. */
export async function probe(endpoint: string, flags: ProbeFlags): Promise<void> {
  assertConnectable(endpoint)
  const types = typesToTry(flags.try)
  const security = securityOptions(flags)
  const first = await visit(endpoint, {
    timeoutMs: flags.timeout,
    mechanism: "NULL",
    socketType: null,
  })
  let finding = findingOf(endpoint, first)
  if (
    finding.mechanism === "NULL" &&
    finding.socketType === null &&
    finding.version?.startsWith("3") === true
  ) {
    const taken = await tryTypes(endpoint, types, flags.timeout)
    if (taken !== null) finding = { ...findingOf(endpoint, taken.visit), took: taken.tried }
    else finding = { ...finding, notes: ["it takes none of the socket types that were tried"] }
  } else if (finding.mechanism === "PLAIN" || finding.mechanism === "CURVE") {
    finding = await shakeHands(finding, types, flags.timeout, security)
  }
  await writeOut(`${flags.json === true ? jsonOf(finding) : textOf(finding)}\n`)
  if (finding.protocol === "ZMTP") {
    if (finding.socketType !== null || Object.keys(security).length === 0) return
    throw new Failure(EXIT.error, "these credentials do not lead any further")
  }
  throw new Failure(finding.said === null && !first.isClosed ? EXIT.timeout : EXIT.error, "")
}

async function shakeHands(
  finding: Finding,
  types: Parameters<typeof trySockets>[1],
  timeoutMs: number,
  security: object,
): Promise<Finding> {
  const mechanism = finding.mechanism ?? ""
  if (!Object.keys(security).some((name) => name.startsWith(mechanism.toLowerCase()))) {
    const needs =
      mechanism === "CURVE" ? "--curve-server-key" : "--plain-username and --plain-password"
    return { ...finding, notes: [`to see more it takes ${needs}`] }
  }
  const met = await trySockets(finding.endpoint, types, timeoutMs, security)
  if (met === null || "refusal" in met) {
    const why = "it takes none of the socket types that were tried, or not these keys"
    return { ...finding, notes: [met?.refusal ?? why] }
  }
  const { peer, tried, readyMs } = met
  const properties = new Map(
    [...peer.properties].map(([name, value]) => [name, Buffer.from(value)]),
  )
  return {
    ...finding,
    socketType: peer.socketType,
    identity: peer.routingId,
    properties,
    took: tried,
    times: { ...finding.times, ready: readyMs },
  }
}

function findingOf(endpoint: string, { items, times, isClosed }: Visit): Finding {
  const greeting = items.find((item) => item.greeting !== undefined)?.greeting
  const ready = items.find((item) => item.command?.name === "READY")?.command?.properties ?? null
  const error = items.find((item) => item.command?.name === "ERROR")
  const foreign = items.find(({ kind }) => kind === "foreign" || kind === "cut")
  const isZmtp = greeting !== undefined
  return {
    endpoint,
    protocol: isZmtp ? "ZMTP" : nameOf(foreign),
    version: isZmtp ? `${String(greeting.major)}.${String(greeting.minor)}` : null,
    mechanism: isZmtp && greeting.mechanism !== "" ? greeting.mechanism : null,
    asServer: isZmtp ? greeting.asServer : null,
    socketType: ready?.get("socket-type")?.toString("latin1") ?? oldType(items),
    identity: ready?.get("identity") ?? null,
    properties: ready ?? new Map<string, Buffer>(),
    took: null,
    times,
    violations: isZmtp ? items.flatMap(({ violations }) => violations) : [],
    said: isZmtp ? null : (foreign?.bytes ?? null),
    notes: [
      ...(error === undefined ? [] : [`it refuses: ${error.summary}`]),
      ...(items.length === 0
        ? [
            isClosed
              ? "it closed the connection at once"
              : "it accepts connections, and says nothing",
          ]
        : []),
    ],
  }
}

function nameOf(foreign: Item | undefined): string | null {
  return foreign === undefined
    ? null
    : (nameOfProtocol(foreign.bytes) ?? "something that is not ZMTP")
}

/** ZMTP 2.0 says it in the greeting. */
function oldType(items: readonly Item[]): string | null {
  const field = items[0]?.fields.find(({ text }) => text.startsWith("socket type "))
  return field?.text.slice("socket type ".length) ?? null
}
