/** All the cases there are, by section. */
import type { Section } from "../case.js"
import { commands } from "./commands.js"
import { errors } from "./errors.js"
import { floods } from "./floods.js"
import { frames } from "./frames.js"
import { greetings } from "./greeting.js"
import { heartbeat } from "./heartbeat.js"
import { metadata } from "./metadata.js"
import { nulls } from "./null.js"
import { ordering } from "./order.js"
import { robustness } from "./robustness.js"
import { socketTypes } from "./socket-type.js"
import { versions } from "./versions.js"

/** In the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [
  greetings,
  versions,
  frames,
  ordering,
  commands,
  nulls,
  metadata,
  socketTypes,
  errors,
  heartbeat,
  robustness,
  floods,
]
