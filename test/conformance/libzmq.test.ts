/**
 * libzmq, seen by the cases of RFC 37: where it is known to go its own way, and nowhere else. A case that fails it for no
 * reason that can be given is a wrong one.
 */
import { describe, expect, it } from "vitest"
import * as libzmq from "zeromq"
import type { Case } from "../../src/conformance/case.js"
import { conform, failures } from "../helpers/conform.js"
import type { Library } from "../helpers/testee.js"

const TIMEOUT_MS = 120_000

/** Seen in 4.3.5, for a ROUTER that binds with NULL. */
const DEVIATIONS = [
  // A PONG goes out between two parts of a message that cannot be sent at once.
  "37/order/9",
  // Commands are delivered as messages: SUBSCRIBE and CANCEL, by all types of sockets.
  "37/commands/11",
  // Commands without a whole name are ignored, as if they had one.
  "37/commands/12",
  "37/commands/13",
  "37/commands/14",
  // READY is taken from a message frame.
  "37/null/12",
  // Names of properties may be empty, and of any characters.
  "37/metadata/16",
  "37/metadata/17",
  // Metadata that ends with a size, or in one, is taken.
  "37/metadata/19",
  "37/metadata/21",
  // A wrong type is refused without ERROR, and not seen when its name is in another case.
  "37/socket-type/6",
  "37/socket-type/8",
  // Identities may begin with 0, and have any size.
  "37/socket-type/13",
  "37/socket-type/14",
  // A PING without its whole TTL is ignored.
  "37/heartbeat/7",
  // A TTL is kept in 16 bits of milliseconds.
  "37/heartbeat/12",
]

/** RFC 37 but for its greeting and its frames. */
function isOfRfc37({ id }: Case): boolean {
  return id.startsWith("37/") && !/^37\/(greeting|frames)/.test(id)
}

describe("libzmq", () => {
  it(
    "deviates from RFC 37 where it is known to",
    async () => {
      const library = libzmq as unknown as Library
      const { results } = await conform({ socketType: "ROUTER", library }, isOfRfc37)
      const ids = failures(results).map((line) => line.split(" ")[0])
      expect(ids.sort()).toEqual([...DEVIATIONS].sort())
    },
    TIMEOUT_MS,
  )
})
