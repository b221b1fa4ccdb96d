import { seesBroken } from "../../helpers/broken.js"

const server = { socketType: "ROUTER", mechanism: "PLAIN" } as const
const client = { ...server, socketType: "DEALER", role: "connects" } as const

seesBroken("24/plain", [
  {
    breaks: "takes names of commands in lower case",
    file: "zmtp/mechanisms/plain-server.ts",
    from: `name === "HELLO" && awaits === "HELLO"`,
    to: `name.toUpperCase() === "HELLO" && awaits === "HELLO"`,
    testee: server,
    seenBy: ["24/plain/11"],
  },
  {
    breaks: "does not look behind the password",
    file: "zmtp/mechanisms/plain-server.ts",
    from: "if (2 + username.length + password.length < data.length)",
    to: "if (data.length > 1000)",
    testee: server,
    seenBy: ["24/plain/7"],
  },
  {
    breaks: "lets a client say who it is twice",
    file: "zmtp/mechanisms/plain-server.ts",
    from: `name === "HELLO" && awaits === "HELLO"`,
    to: `name === "HELLO"`,
    testee: server,
    seenBy: ["24/plain/13"],
  },
  {
    breaks: "takes any command for the one that it waits for",
    file: "zmtp/mechanisms/plain-client.ts",
    from: "if (name !== awaited)",
    to: `if (name === "ERROR")`,
    testee: client,
    seenBy: ["24/plain/27"],
  },
])
