import { seesBroken } from "../../helpers/broken.js"

seesBroken("37/errors", [
  {
    breaks: "does not care for ERROR",
    file: "zmtp/mechanisms/null.ts",
    from: `if (command.name === "ERROR") throw new RefusedError(decodeError(command.data))`,
    to: `if (command.name === "ERROR") return`,
    testee: { socketType: "ROUTER" },
    seenBy: ["37/errors/1", "37/errors/3"],
  },
  {
    breaks: "comes back after ERROR",
    file: "zmtp/errors.ts",
    from: `      "give up",\n`,
    to: `      "retry",\n`,
    testee: { socketType: "ROUTER", role: "connects" },
    seenBy: ["37/errors/2"],
  },
  {
    breaks: "comes back with a password that was refused",
    file: "zmtp/errors.ts",
    from: `      "give up",\n`,
    to: `      "retry",\n`,
    testee: { socketType: "ROUTER", mechanism: "PLAIN", role: "connects" },
    seenBy: ["37/errors/2", "37/errors/10"],
  },
])
