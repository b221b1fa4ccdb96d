/**
 * 37/greeting: the 64 bytes each side sends first, versions, and what becomes of peers that speak something else.
 */
import type { Section } from "../case.js"
import { openCases, saidCases } from "./greeting/said.js"
import { strangerCases } from "./greeting/strangers.js"
import { takenCases } from "./greeting/taken.js"

export const greetings: Section = {
  id: "37/greeting",
  title: "Greeting and versions",
  cases: [...saidCases, ...takenCases, ...strangerCases, ...openCases],
}
