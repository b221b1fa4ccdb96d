/**
 * 37/metadata: the properties that each side announces at the end of its handshake: their names, sizes and order.
 * What `Socket-Type` and `Identity` mean is in `socket-type.ts`.
 */
import { Buffer } from "node:buffer"
import { property } from "../build.js"
import type { Case, Section } from "../case.js"
import { fateWithin } from "../fate.js"
import { metadataOf } from "../handshake.js"
import { shown } from "../read.js"
import { Deviation } from "../verdict.js"
import { announced } from "./socket-type.js"

const EVERY_CHARACTER = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+"
/** Names that mean something to programs, or to languages they are written in. */
const LOADED_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "__defineGetter__",
  "length",
  "null",
  "undefined",
  "NaN",
  "True",
  "class",
  "X-__proto__",
  "..",
  "-",
  "0",
]

const sent: readonly Case[] = [
  {
    id: "37/metadata/1",
    level: "MUST",
    title: "gives its properties names of 1 to 255 letters, digits, and -_.+",
    reason: "That is what a name is made of; one without any is not valid.",
    async run(bench) {
      for (const { name } of (await bench.handshake()).properties) {
        if (/^[A-Za-z0-9\-_.+]{1,255}$/.test(name)) continue
        throw new Deviation(
          "a name of letters, digits, and the four - _ . and +.",
          `"${shown(name)}"`,
        )
      }
    },
  },
  {
    id: "37/metadata/2",
    level: "SHOULD",
    title: "says each property once",
    reason: "Metadata is a dictionary, in which case does not matter.",
    async run(bench) {
      const names = (await bench.handshake()).properties.map(({ name }) => name.toLowerCase())
      const twin = names.find((name, i) => names.indexOf(name) !== i)
      if (twin !== undefined) throw new Deviation("each name once", `"${shown(twin)}" twice`)
    },
  },
]

const taken: readonly Case[] = [
  {
    id: "37/metadata/3",
    level: "MUST",
    title: "takes properties it does not know, wherever they stand",
    reason: "Anybody may announce more, and names with X- are the applications' own.",
    async run(bench) {
      const before = Buffer.concat([property("X-First", "1"), property("Name", "confused")])
      const after = property("X-Last", bench.random.bytes(20))
      const metadata = Buffer.concat([before, metadataOf(bench.target, {}), after])
      await bench.accepts({ metadata })
    },
  },
  {
    id: "37/metadata/4",
    level: "MUST",
    title: "takes properties in any order",
    reason: "A dictionary has no order.",
    async run(bench) {
      const properties = announced(bench).reverse()
      const metadata = Buffer.concat(properties.map(({ name, value }) => property(name, value)))
      await bench.accepts({ metadata })
    },
  },
  {
    id: "37/metadata/5",
    level: "MUST",
    title: "takes a property without a value",
    reason: "Values of no bytes are allowed, also for the last property, which ends with a size.",
    run: (bench) => bench.accepts({ more: property("X-Empty", "") }),
  },
  {
    id: "37/metadata/6",
    level: "MUST",
    title: "takes names of 1 and of 255 characters",
    reason: "A name's size has one byte, of which every value but 0 is good.",
    run: (bench) => bench.accepts({ more: extra("X", "X".repeat(255)) }),
  },
  {
    id: "37/metadata/7",
    level: "MUST",
    title: "takes names of every character there may be in one",
    reason: "Names are made of letters, digits, and -_.+ in any order.",
    run: (bench) =>
      bench.accepts({ more: extra(EVERY_CHARACTER, "-leading", ".leading", "+", "_", "9") }),
  },
  {
    id: "37/metadata/8",
    level: "MUST",
    title: "takes names that mean something to a programming language",
    reason: "They are names like any other; where they end up is up to whoever reads them.",
    run: (bench) => bench.accepts({ more: extra(...LOADED_NAMES) }),
  },
  {
    id: "37/metadata/9",
    level: "MUST",
    title: "does not mind the case of Socket-Type and Identity",
    reason: "Upper and lower case of names SHALL NOT be significant.",
    applies: { roles: ["binds"] },
    async run(bench) {
      const cases = [(text: string) => text.toLowerCase(), (text: string) => text.toUpperCase()]
      for (const inCase of cases) {
        const properties = announced(bench)
        const metadata = properties.map(({ name, value }) => property(inCase(name), value))
        await bench.accepts({ metadata: Buffer.concat(metadata) })
      }
    },
  },
  {
    id: "37/metadata/10",
    level: "MUST",
    title: "takes a request for any resource",
    reason:
      "A resource may come to be later, so all requests for one are to be accepted, also by peers that have none.",
    run: (bench) => bench.accepts({ more: property("Resource", "system/name-service/test") }),
  },
  {
    id: "37/metadata/11",
    level: "MUST",
    title: "takes a property of some thousand bytes, of any value",
    reason: "Values are opaque, and may have up to 2^31-1 bytes.",
    async run(bench) {
      await bench.accepts({ more: property("X-Large", bench.random.bytes(8000)) })
    },
  },
  {
    id: "37/metadata/12",
    level: "MUST",
    title: "takes a hundred properties",
    reason: "There is no most number of properties in the RFC.",
    run: (bench) =>
      bench.accepts({ more: extra(...Array.from({ length: 100 }, (_, i) => `X-${String(i)}`)) }),
  },
  {
    id: "37/metadata/13",
    level: "MAY",
    title: "what it does with a megabyte of metadata",
    reason: "It is allowed, and more than anybody needs. Who is not known yet may be given less.",
    run: (bench) =>
      fateWithin(bench.accepts({ more: property("X-Huge", Buffer.alloc(2 ** 20)) }), "takes it"),
  },
  {
    id: "37/metadata/14",
    level: "MAY",
    title: "what it does with ten thousand properties",
    reason: "They are allowed, and more than anybody needs; each takes memory of its own.",
    run: (bench) => {
      const names = Array.from({ length: 10_000 }, (_, i) => `X-${String(i)}`)
      return fateWithin(bench.accepts({ more: extra(...names) }), "takes them")
    },
  },
  {
    id: "37/metadata/15",
    level: "MAY",
    title: "what it does with a property that comes twice",
    reason: "Metadata is a dictionary. What two values for a name mean is not said.",
    run: (bench) =>
      fateWithin(
        bench.accepts({ more: Buffer.concat([property("X-Twin", "1"), property("x-twin", "2")]) }),
        "takes it",
      ),
  },
]

const malformed: readonly Case[] = [
  {
    id: "37/metadata/16",
    level: "SHOULD",
    title: "closes at a property without a name",
    reason: "Zero-sized names are not valid.",
    run: (bench) => bench.refuses("a name of 0 bytes", { more: property("", "value") }),
  },
  {
    id: "37/metadata/17",
    level: "SHOULD",
    title: "closes at names with other characters than there may be in one",
    reason:
      "What comes in by a name may go on to logs and headers. Names are letters, digits, and the four - _ . and +.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const name of ["X Y", "X\0", "X/Y", "X:Y", "X\r\nY", "X\x80", "\xc3\xa9", "X="]) {
        await bench.refuses(`a name "${shown(name)}"`, { more: property(name, "value") })
      }
    },
  },
  {
    id: "37/metadata/18",
    level: "SHOULD",
    title: "closes when a name runs past the end",
    reason: "Whoever believes such a size reads what is not there.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const more of ["\x01", "\xff", "\x03ab", "\xffX-Name\0\0\0\x01v"]) {
        await bench.refuses(`"${shown(more)}" at the end`, { more: Buffer.from(more, "latin1") })
      }
    },
  },
  {
    id: "37/metadata/19",
    level: "SHOULD",
    title: "closes when the size of a value is cut short",
    reason: "A size has four bytes. Half of one says nothing.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (let size = 0; size < 4; size++) {
        const more = property("X-Cut", "").subarray(0, 6 + size)
        await bench.refuses(`${String(size)} bytes of a size`, { more })
      }
    },
  },
  {
    id: "37/metadata/20",
    level: "SHOULD",
    title: "closes when a value runs past the end",
    reason: "Whoever believes such a size reads what is not there.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const valueLength of [6, 255, 65_536, 0x7fff_ffff]) {
        const more = property("X-Short", "value", { valueLength })
        await bench.refuses(`a size of ${String(valueLength)} and 5 bytes`, { more })
      }
    },
  },
  {
    id: "37/metadata/21",
    level: "SHOULD",
    title: "closes when a value runs past the end, of which there is nothing",
    reason: "A border that is easily missed: the metadata ends with the size.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const valueLength of [1, 0x7fff_ffff]) {
        const more = property("X-Short", "", { valueLength })
        await bench.refuses(`a size of ${String(valueLength)} and no bytes`, { more })
      }
    },
  },
  {
    id: "37/metadata/22",
    level: "SHOULD",
    title: "closes at a value of 2^31 bytes or more",
    reason: "Sizes go up to 2^31-1. As a signed number of 32 bits a larger one is negative.",
    applies: { roles: ["binds"] },
    async run(bench) {
      for (const valueLength of [0x8000_0000, 0xffff_fff0, 0xffff_ffff]) {
        const more = property("X-Negative", "value", { valueLength })
        await bench.refuses(`a size of ${String(valueLength)}`, { more })
      }
    },
  },
]

/** Properties with these names, and the first letters of each for its value. */
function extra(...names: readonly string[]): Buffer {
  return Buffer.concat(names.map((name) => property(name, name.slice(0, 3))))
}

export const metadata: Section = {
  id: "37/metadata",
  title: "Metadata",
  cases: [...sent, ...taken, ...malformed],
}
