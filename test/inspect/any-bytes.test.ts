/**
 * An Inspector takes whatever comes: nothing makes it throw, each byte is accounted for, and what a connection refuses
 * its peer for is a violation in its eyes, too.
 */
import { describe, expect, it } from "vitest"
import { randomOf } from "../helpers/cuts.js"
import { inspect, violationsIn } from "../helpers/inspected.js"
import { greeting } from "../helpers/raw-peer.js"
import { ROLES } from "../helpers/roles.js"
import { recordPeer, Side } from "../helpers/side.js"

const SEED = Number(process.env["CUTS_SEED"] ?? 20_240_229)
const ROUNDS = 400
const GREETS = [[Buffer.from("hello"), Buffer.alloc(2)], [Buffer.alloc(300, "x")]]

/** A few bytes changed, taken out or put in. */
function spoiled(bytes: Buffer, random: () => number): Buffer {
  let spoiled = Buffer.from(bytes)
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
    const at = Math.floor(random() * spoiled.length)
    const kind = random()
    if (kind < 0.6) spoiled[at] ^= 1 << Math.floor(random() * 8)
    else if (kind < 0.8)
      spoiled = Buffer.concat([spoiled.subarray(0, at), spoiled.subarray(at + 1)])
    else
      spoiled = Buffer.concat([
        spoiled.subarray(0, at),
        Buffer.from([random() * 256]),
        spoiled.subarray(at),
      ])
  }
  return spoiled
}

describe("any bytes", () => {
  it("are told without gaps", () => {
    const random = randomOf(SEED)
    for (let round = 0; round < ROUNDS; round++) {
      const noise = Buffer.from(Array.from({ length: random() * 200 }, () => random() * 256))
      inspect(Buffer.concat([random() < 0.8 ? greeting() : Buffer.alloc(0), noise]), "whole")
    }
  })

  it("are told the same however they are cut", () => {
    const random = randomOf(SEED + 1)
    for (let round = 0; round < 10; round++) {
      const noise = Buffer.from(Array.from({ length: random() * 100 }, () => random() * 256))
      inspect(Buffer.concat([greeting(), noise]))
    }
  })
})

/** Of a mechanism that is only there for tests nobody can tell what is right. */
const KNOWN = ROLES.filter(({ name, isRepeatable }) => isRepeatable && !name.startsWith("stub"))

describe.each(KNOWN)("the peer of $name, spoiled", (role) => {
  const said = recordPeer(role, "DEALER", GREETS)

  it("is found to be wrong whenever a connection refuses it", () => {
    const random = randomOf(SEED)
    let refusals = 0
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = spoiled(said, random)
      const side = new Side({ mechanism: role.create(), socketType: "DEALER" })
      side.receive(bytes)
      // What only both sides together can be wrong with is for a Conversation to tell, and an ERROR is well said.
      const { error } = side
      if (error === null || error.remedy === "give up") continue
      refusals += 1
      const violations = violationsIn(inspect(bytes, "whole"))
      if (violations.length === 0) expect.fail(`${bytes.toString("hex")}: ${error.message}`)
    }
    expect(refusals).toBeGreaterThan(ROUNDS / 10)
  })
})
