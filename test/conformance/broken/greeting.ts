import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const curve = { socketType: "ROUTER", mechanism: "CURVE" } as const

seesBroken("37/greeting", [
  {
    breaks: "says no tenth byte of 7f",
    file: "zmtp/greeting.ts",
    from: "greeting[SIGNATURE_END] = 0x7f",
    to: "greeting[SIGNATURE_END] = 0x7d",
    testee: router,
    seenBy: ["37/greeting/1"],
  },
  {
    breaks: "looks at the padding",
    file: "zmtp/greeting.ts",
    from: "if (length > 0 && bytes[0] !== 0xff) {",
    to: "if (length > 0 && (bytes[0] !== 0xff || (length > 8 && bytes[1] !== 0))) {",
    testee: router,
    seenBy: ["37/greeting/9"],
  },
  {
    breaks: "takes no version but its own",
    file: "zmtp/greeting.ts",
    from: "bytes[VERSION_MAJOR] < 3)",
    to: "(bytes[VERSION_MAJOR] !== 3 || (length > VERSION_MINOR && bytes[VERSION_MINOR] > 1)))",
    testee: router,
    seenBy: ["37/greeting/11", "37/greeting/12"],
  },
  {
    breaks: "compares no more than the beginning of the mechanism",
    file: "zmtp/greeting.ts",
    from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
    to: "!theirs.startsWith(mechanism)",
    testee: router,
    seenBy: ["37/greeting/21"],
  },
  {
    breaks: "takes any mechanism",
    file: "zmtp/greeting.ts",
    from: `theirs !== mechanism.padEnd(MECHANISM_BYTES, "\\0")`,
    to: `theirs === ""`,
    testee: curve,
    seenBy: ["37/greeting/19", "37/greeting/20", "37/greeting/21", "37/greeting/22"],
  },
])
