/**
 * The whole API beside that of npm `zeromq`: exports, classes, members, options and what they accept.
 */
import * as native from "zeromq"
import { beforeAll, describe, expect, it } from "vitest"
import * as ours from "../../src/index.js"
import { walk, type Facts } from "./walk.js"

interface Row {
  /** Which facts, by their titles. */
  readonly what: RegExp
  readonly why: string
}

const DIFFERENCES: readonly Row[] = [
  { what: /^(root exports$|typeof curveKeyPair$)/, why: "curveKeyPair does not exist" },
  { what: /^capability\./, why: "capability says what this library can do" },
  { what: /^Socket#(join|leave)/, why: "join and leave are methods of draft sockets only" },
  {
    what: /^\w+#\S+ flags$|^new Observer keys in for$/,
    why: "members can be replaced, by a test for example, and none is enumerable",
  },
  {
    what: /^(Socket|Context|Observer|Proxy) called without new$/,
    why: "a class called without new complains in V8's words",
  },
  { what: /^new \w+\(context: undefined\)$/, why: "context: undefined is the default context" },
  { what: /\.affinity = NaN$/, why: "affinity NaN is 0; natively it depends on the processor" },
  { what: /\.routingId = ".*\\u0000/, why: "a routing id is read whole, not up to its first NUL" },
  { what: /^Router\.mandatory /, why: "mandatory can be read; natively it throws EINVAL" },
  { what: /^closed \w+\.(context|type)$/, why: "a closed socket still knows its context and type" },
]

const ADDITIONS: readonly Row[] = [
  { what: /^(closed )?XPublisher[#.](un)?subscribe\b/, why: "XPublisher subscribes for its peers" },
  { what: /XPublisher[#.]manualLastValue\b/, why: "manualLastValue" },
  { what: /XSubscriber[#.]verboseUnsubscribe\b/, why: "verboseUnsubscribe" },
  { what: /^Socket#connectAs\b/, why: "connectAs, protected: what Router and Stream connect with" },
]

interface Finding {
  readonly title: string
  readonly native: string
  readonly ours: string
}

const findings: Finding[] = []
let seen: Facts

beforeAll(() => {
  native.context.blocky = ours.context.blocky = false
  const theirs = walk({ ...native })
  seen = walk({ ...ours })
  native.context.blocky = ours.context.blocky = true
  for (const title of new Set([...theirs.keys(), ...seen.keys()])) {
    const finding = {
      title,
      native: theirs.get(title) ?? "nothing",
      ours: seen.get(title) ?? "nothing",
    }
    if (finding.native !== finding.ours) findings.push(finding)
  }
})

function lists(rows: readonly Row[], { title }: Finding): boolean {
  return rows.some(({ what }) => what.test(title))
}

describe("the API is that of npm zeromq", () => {
  it("sees a lot", () => {
    expect(seen.size).toBeGreaterThan(20_000)
  })

  it("but for the differences that are listed", () => {
    const unlisted = findings.filter((finding) => !lists([...DIFFERENCES, ...ADDITIONS], finding))
    expect(unlisted).toEqual([])
  })

  it.each(DIFFERENCES)("$why", ({ what }) => {
    expect(findings.filter(({ title }) => what.test(title))).not.toEqual([])
  })

  it.each(ADDITIONS)("and more: $why", ({ what }) => {
    const rows = findings.filter(({ title }) => what.test(title))
    expect(rows).not.toEqual([])
    expect(rows.filter((finding) => finding.native !== "nothing")).toEqual([])
  })
})
