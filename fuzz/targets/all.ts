/** All that is fuzzed. A new target is added here; a new security mechanism in test/helpers/roles.ts. */
import { ROLES } from "../../test/helpers/roles.js"
import type { Target } from "../lib/target.js"
import { commands, metadata } from "./commands.js"
import { connectionTarget } from "./connection.js"
import { decoder } from "./decoder.js"
import { rep, req } from "./envelopes.js"
import { greeting } from "./greeting.js"
import { interferenceTarget } from "./interference.js"
import { messageQueue } from "./message-queue.js"
import { options } from "./options.js"
import { roundTrip } from "./round-trip.js"
import { sub, xpub, xsub } from "./subscriptions.js"
import { endpoints, z85 } from "./text.js"

export const TARGETS: readonly Target[] = [
  greeting,
  decoder,
  commands,
  metadata,
  roundTrip,
  messageQueue,
  ...ROLES.flatMap((role) => [connectionTarget(role), interferenceTarget(role)]),
  req,
  rep,
  xpub,
  sub,
  xsub,
  endpoints,
  z85,
  options,
]
