/** All the cases there are, by section. */
import type { Section } from "../case.js"
import { commands } from "./commands.js"
import { curve } from "./curve.js"
import { dealer } from "./dealer.js"
import { errors } from "./errors.js"
import { floods } from "./floods.js"
import { frames } from "./frames.js"
import { greetings } from "./greeting.js"
import { heartbeat } from "./heartbeat.js"
import { metadata } from "./metadata.js"
import { nulls } from "./null.js"
import { ordering } from "./order.js"
import { pair } from "./pair.js"
import { plain } from "./plain.js"
import { pub } from "./pub.js"
import { pull } from "./pull.js"
import { push } from "./push.js"
import { rep } from "./rep.js"
import { req } from "./req.js"
import { robustness } from "./robustness.js"
import { router } from "./router.js"
import { socketTypes } from "./socket-type.js"
import { sub } from "./sub.js"
import { versions } from "./versions.js"
import { xpub } from "./xpub.js"
import { xsub } from "./xsub.js"
import { zap } from "./zap.js"

/** In the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [
  ...[greetings, versions, frames, ordering, commands, metadata, socketTypes, heartbeat],
  ...[nulls, errors, plain, curve, zap],
  ...[req, rep, dealer, router],
  ...[pub, xpub, sub, xsub],
  ...[push, pull, pair],
  ...[robustness, floods],
]
