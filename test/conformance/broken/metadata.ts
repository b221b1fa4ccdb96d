import { seesBroken } from "../../helpers/broken.js"

const pull = { socketType: "PULL" } as const

seesBroken("37/metadata", [
  {
    breaks: "takes no property without a value",
    file: "zmtp/metadata.ts",
    from: "if (size > left || size > LARGEST_VALUE) {",
    to: "if (size === 0 || size > left || size > LARGEST_VALUE) {",
    testee: pull,
    seenBy: ["37/metadata/5"],
  },
  {
    breaks: "takes any name",
    file: "zmtp/metadata.ts",
    from: "if (!NAME.test(name)) throw",
    to: `if (name === "none") throw`,
    testee: pull,
    seenBy: ["37/metadata/16", "37/metadata/17"],
  },
  {
    breaks: "believes every size of a value",
    file: "zmtp/metadata.ts",
    from: "if (size > left || size > LARGEST_VALUE) {",
    to: "if (size > LARGEST_VALUE) {",
    testee: pull,
    seenBy: ["37/metadata/20", "37/metadata/21"],
  },
  {
    breaks: "reads sizes as signed numbers",
    file: "zmtp/metadata.ts",
    from: "const size = bytes.readUInt32BE(nameEnd)",
    to: "const size = Math.max(0, bytes.readInt32BE(nameEnd) + 5)",
    testee: pull,
    seenBy: ["37/metadata/22"],
  },
])
