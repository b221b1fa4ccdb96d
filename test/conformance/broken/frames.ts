import { seesBroken } from "../../helpers/broken.js"

const router = { socketType: "ROUTER" } as const

seesBroken("37/frames", [
  {
    breaks: "says short sizes in the long form",
    file: "zmtp/encoder.ts",
    from: "if (size > LARGEST_SHORT_BODY) {\n    encodeLongHeader(flags, size, batch, LONG_HEADER_BYTES + size)\n    batch.block",
    to: "if (size > 3) {\n    encodeLongHeader(flags, size, batch, LONG_HEADER_BYTES + size)\n    batch.block",
    testee: router,
    seenBy: ["37/frames/4"],
  },
  {
    breaks: "sets a reserved flag",
    file: "zmtp/encoder.ts",
    from: "  block[at] = flags\n  block[at + 1] = size\n",
    to: "  block[at] = flags | 8\n  block[at + 1] = size\n",
    testee: router,
    seenBy: ["37/frames/8"],
  },
])
