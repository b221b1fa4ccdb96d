/**
 * Where the peers in use do otherwise than an RFC says and rely on it, their way is not strictly right, the RFC's is, and any
 * other is wrong.
 */
import { expect, it } from "vitest"
import { conform } from "../helpers/conform.js"
import { mutant } from "../helpers/mutant.js"
import type { Library } from "../helpers/testee.js"

const ID = "27/zap/5"

/** How the case about the form of ERROR comes out at a PLAIN server that writes its name so. */
async function verdictAt(library?: Library): Promise<unknown> {
  const { results } = await conform(
    { socketType: "ROUTER", mechanism: "PLAIN", ...(library !== undefined && { library }) },
    ({ id }) => id === ID,
  )
  return results.map(({ id, verdict }) => `${id} ${verdict}`)
}

async function writingErrorAs(name: string): Promise<Library> {
  return mutant({
    breaks: `writes ERROR as ${name}`,
    file: "zmtp/encoder.ts",
    from: "Buffer.concat([Buffer.from(name), data])",
    to: `Buffer.concat([Buffer.from(${JSON.stringify(name)}), data])`,
  })
}

it("ERROR of a PLAIN server in the form of the RFC passes", async () => {
  expect(await verdictAt(await writingErrorAs("\x05ERROR"))).toEqual([`${ID} pass`])
})

it("ERROR of a PLAIN server in the form that clients in use read is not strict", async () => {
  expect(await verdictAt()).toEqual([`${ID} non-strict`])
})

it("ERROR of a PLAIN server in another form fails", async () => {
  expect(await verdictAt(await writingErrorAs("\x06ERROR!"))).toEqual([`${ID} fail`])
})
