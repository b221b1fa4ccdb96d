/** All the cases there are, by section. */
import type { Section } from "../case.js"
import { frames } from "./frames.js"
import { greetings } from "./greeting.js"

/** In the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [greetings, frames]
