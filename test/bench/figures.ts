/** Figures of a run that never was, to make reports of. */
import type { Figures } from "../../bench/lib/figures.js"
import type { Row } from "../../bench/lib/row.js"

const NO_TARGETS = { missing: {}, targets: [] }

const rows: Row[] = [
  {
    ...NO_TARGETS,
    key: "push-pull: 16 B",
    scenario: "push-pull",
    label: "16 B",
    unit: "msg/s",
    curve: { name: "", x: 16 },
    rounds: {
      ours: [4_100_000, 4_000_001, 3_900_000],
      native: [400_000, 410_000, 390_000],
      "raw callback": [12_000_000],
      "raw await": [6_000_000],
      "libzmq C": [5_000_000],
    },
  },
  {
    ...NO_TARGETS,
    key: "push-pull: 1 KiB",
    scenario: "push-pull",
    label: "1 KiB",
    unit: "msg/s",
    curve: { name: "", x: 1024 },
    rounds: { ours: [1_234_567], native: [300_000] },
    missing: { "libzmq C": "there is no C compiler `cc`" },
  },
  {
    ...NO_TARGETS,
    key: "event-loop: delay, p99",
    scenario: "event-loop",
    label: "delay, p99",
    unit: "ms",
    curve: null,
    rounds: { ours: [12.5], native: [4] },
  },
  {
    ...NO_TARGETS,
    key: "subscriptions: 1",
    scenario: "subscriptions",
    label: "1",
    unit: "msg/s",
    curve: { name: "", x: 1 },
    rounds: { ours: [1_000_000] },
  },
  {
    ...NO_TARGETS,
    key: "subscriptions: 1,000,000",
    scenario: "subscriptions",
    label: "1,000,000",
    unit: "msg/s",
    curve: { name: "", x: 1_000_000 },
    rounds: { ours: [400_000] },
  },
]

export const figures: Figures = {
  machine: {
    cpu: "A cpu",
    cores: 2,
    system: "Linux 6",
    node: "v20.20.2",
    date: "2026-11-21 10:00",
    load: 0.1,
    native: "6.8.0",
  },
  libzmq: { missing: "there is no C compiler `cc`" },
  rounds: 3,
  seconds: 0.8,
  quick: false,
  rows,
}
