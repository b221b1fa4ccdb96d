import { seesBroken } from "../../helpers/broken.js"

const server = { socketType: "ROUTER", mechanism: "PLAIN" } as const

seesBroken("27/zap", [
  {
    breaks: "tells a client that may come later not to come again",
    file: "zmtp/mechanisms/denial.ts",
    from: "if (status !== 300)",
    to: "if (status !== 0)",
    testee: server,
    seenBy: ["27/zap/10"],
  },
  {
    breaks: "lets in whom it has not refused",
    file: "zmtp/mechanisms/denial.ts",
    from: "if (status === 200) return",
    to: "if (status !== 400) return",
    testee: server,
    seenBy: ["27/zap/9", "27/zap/10", "27/zap/11"],
  },
  {
    breaks: "lets everybody in",
    file: "zmtp/mechanisms/denial.ts",
    from: "if (status === 200) return",
    to: "if (status > 0) return",
    testee: server,
    seenBy: ["27/zap/1", "27/zap/4", "27/zap/6", "27/zap/7", "27/zap/8"],
  },
  {
    breaks: "lets in any client that can show a key",
    file: "zmtp/mechanisms/curve-server.ts",
    from: "if (status !== 200) {",
    to: "if (status === 500) {",
    testee: { ...server, mechanism: "CURVE" },
    seenBy: ["27/zap/2"],
  },
])
