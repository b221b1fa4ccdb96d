/** Timings and changes as lines on a terminal. */
import type { Change } from "./comparison.js"
import type { Micro, Timing } from "./harness.js"

const NAME_WIDTH = 50

/** One timing. */
export function timingLine({ name, bytes }: Micro, { nanoseconds, noise }: Timing): string {
  const perSecond = `${(1000 / nanoseconds).toFixed(2)} M/s`.padStart(14)
  const throughput = bytes === undefined ? "" : `${(bytes / nanoseconds).toFixed(2)} GB/s`
  return `  ${name.padEnd(NAME_WIDTH)}${nanosecondsText(nanoseconds)}${perSecond}${noiseText(noise)}${throughput.padStart(14)}`
}

/** The line above changes. */
export function changeHead(): string {
  const columns = ["before", "after"].map((word) => word.padStart(14)).join("")
  return `\n  ${"slowest change first".padEnd(NAME_WIDTH)}${columns}${"ratio".padStart(9)}${"noise".padStart(10)}`
}

/** One change. */
export function changeLine({ name, before, after, ratio, noise, beyondNoise }: Change): string {
  const verdict = beyondNoise ? (ratio > 1 ? "   slower" : "   faster") : ""
  const times = nanosecondsText(before) + nanosecondsText(after)
  return `  ${name.padEnd(NAME_WIDTH)}${times}${ratio.toFixed(2).padStart(9)}${noiseText(noise)}${verdict}`
}

function nanosecondsText(nanoseconds: number): string {
  return `${nanoseconds.toFixed(1)} ns`.padStart(14)
}

function noiseText(noise: number): string {
  return `+-${(noise * 100).toFixed(0)} %`.padStart(10)
}
