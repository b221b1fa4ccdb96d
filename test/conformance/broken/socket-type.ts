import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const CHECK = "if (socketType !== null && !isCompatible(own, socketType)) {"

seesBroken("37/socket-type", [
  {
    breaks: "talks to every type of socket",
    file: "zmtp/connection.ts",
    from: CHECK,
    to: `if (socketType === "none") {`,
    testee: router,
    seenBy: ["37/socket-type/3", "37/socket-type/4", "37/socket-type/6"],
  },
  {
    breaks: "talks to its usual partner only",
    file: "zmtp/connection.ts",
    from: CHECK,
    to: `if (socketType !== "DEALER" && socketType !== null) {`,
    testee: router,
    seenBy: ["37/socket-type/2"],
  },
  {
    breaks: "minds the case of names",
    file: "zmtp/metadata.ts",
    from: "const key = name.toLowerCase()",
    to: `const key = name === "Socket-Type" ? name.toLowerCase() : name`,
    testee: router,
    seenBy: ["37/socket-type/8"],
  },
  {
    breaks: "takes an Identity of any size",
    file: "zmtp/connection.ts",
    from: "identity.length > LARGEST_IDENTITY || ",
    to: "",
    testee: router,
    seenBy: ["37/socket-type/14"],
  },
  {
    breaks: "has a reason with spaces in its ERROR",
    file: "zmtp/connection.ts",
    from: "`wrong-socket-type-for-${own}`",
    to: "`wrong type for ${own}`",
    testee: router,
    seenBy: ["37/socket-type/7"],
  },
])
