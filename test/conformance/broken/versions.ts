import { seesBroken } from "../../helpers/broken.js"

const sub = { socketType: "SUB" } as const
const CHOICE = "greeting.hasCommands && subscribes(this.#options.socketType)"

seesBroken("37/versions", [
  {
    breaks: "sends commands to peers that have none",
    file: "zmtp/connection.ts",
    from: CHOICE,
    to: "subscribes(this.#options.socketType)",
    testee: sub,
    seenBy: ["37/versions/1"],
  },
  {
    breaks: "speaks 3.0 to peers of later versions",
    file: "zmtp/greeting.ts",
    from: "hasCommands: bytes[VERSION_MAJOR] > 3 || bytes[VERSION_MINOR] >= 1",
    to: "hasCommands: bytes[VERSION_MAJOR] === 3 && bytes[VERSION_MINOR] === 1",
    testee: sub,
    seenBy: ["37/versions/8"],
  },
])
