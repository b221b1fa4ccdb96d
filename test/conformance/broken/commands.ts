import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const OTHERS =
  "    // Other commands are of later versions: RFC 37 leaves room for them, libzmq ignores them."

seesBroken("37/commands", [
  {
    breaks: "closes at commands it does not know",
    file: "zmtp/connection.ts",
    from: OTHERS,
    to: `else throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", name)`,
    testee: router,
    seenBy: ["37/commands/9", "37/commands/10", "37/commands/11"],
  },
  {
    breaks: "delivers commands it does not know",
    file: "zmtp/connection.ts",
    from: OTHERS,
    to: "else this.#handler.onMessage([data])",
    testee: router,
    seenBy: ["37/commands/9", "37/commands/11"],
  },
  {
    breaks: "takes a command whose name runs past its end",
    file: "zmtp/command.ts",
    from: "if (end === 1 || end > body.length) {",
    to: "if (end === 1) {",
    testee: router,
    seenBy: ["37/commands/14"],
  },
  {
    breaks: "takes a command without a name",
    file: "zmtp/command.ts",
    from: "if (end === 1 || end > body.length) {",
    to: "if (body.length > 0 && end > body.length) {",
    testee: router,
    seenBy: ["37/commands/12", "37/commands/13"],
  },
])
