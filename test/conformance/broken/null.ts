import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const
const READY = `    handshake.write("READY", encodeMetadata(handshake.properties))\n`

seesBroken("37/null", [
  {
    breaks: "says READY twice",
    file: "zmtp/mechanisms/null.ts",
    from: READY,
    to: READY + READY,
    testee: router,
    seenBy: ["37/null/3", "37/null/4"],
  },
  {
    breaks: "takes any command for READY",
    file: "zmtp/mechanisms/null.ts",
    from: `command.name !== "READY" || `,
    to: "",
    testee: router,
    seenBy: ["37/null/9", "37/null/10"],
  },
  {
    breaks: "takes messages for commands of the handshake",
    file: "zmtp/decoder.ts",
    from: '      if (this.commandsOnly) {\n        throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", "message frame during the handshake")\n      }\n',
    to: "",
    testee: router,
    seenBy: ["37/null/12"],
  },
])
