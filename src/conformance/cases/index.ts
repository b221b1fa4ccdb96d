/** All the cases there are, by section. */
import type { Section } from "../case.js"
import { curve } from "./curve.js"
import { dealer } from "./dealer.js"
import { frames } from "./frames.js"
import { greetings } from "./greeting.js"
import { plain } from "./plain.js"
import { rep } from "./rep.js"
import { req } from "./req.js"
import { router } from "./router.js"
import { zap } from "./zap.js"

/** In the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [
  greetings,
  frames,
  plain,
  curve,
  zap,
  req,
  rep,
  dealer,
  router,
]
