/** All tables, in order. */
import type { Scenario } from "../lib/scenario.js"
import { connections, crowd } from "./crowds.js"
import { curve, handshakes } from "./encrypted.js"
import { eventLoop, fairness } from "./floods.js"
import { fanOut, subscriptions } from "./publishing.js"
import { dealerRouter, pipelined, reqRep } from "./round-trips.js"
import { batch, inproc, multipart, pushPull, pushPullIpc, threads } from "./throughput.js"
import { large, loading, queued } from "./weight.js"

export const SCENARIOS: readonly Scenario[] = [
  pushPull,
  pushPullIpc,
  multipart,
  batch,
  curve,
  handshakes,
  inproc,
  threads,
  reqRep,
  dealerRouter,
  pipelined,
  fanOut,
  subscriptions,
  crowd,
  connections,
  queued,
  large,
  eventLoop,
  fairness,
  loading,
]
