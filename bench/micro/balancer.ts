/** Choosing a peer to send to, and one to receive from: the cost must not follow the number of peers. */
import { Buffer } from "node:buffer"
import type { Message } from "../../src/message.js"
import { FairQueue } from "../../src/patterns/fair-queue.js"
import { LoadBalancer } from "../../src/patterns/load-balancer.js"
import { Lane } from "../../src/lane.js"
import { Pipe } from "../../src/pipe.js"
import type { Making, Micro } from "./harness.js"

const MESSAGES = 1000
/** Larger than what a lane copies: this is about choosing. */
const MESSAGE: Message = [Buffer.alloc(1024, "x")]

function pipes(count: number): Pipe[] {
  return Array.from({ length: count }, () => new Pipe(new Lane(0, false), new Lane(0, false)))
}

function balancing(peers: number): Micro {
  const balancer = new LoadBalancer()
  const all = pipes(peers)
  for (const pipe of all) balancer.attach(pipe)
  return {
    name: `load balancer, peers: ${peers.toLocaleString("en-US")}`,
    operations: MESSAGES,
    run() {
      for (let i = 0; i < MESSAGES; i++) {
        balancer.send(MESSAGE)
        // Peers take turns in the order they came.
        all[i % peers].outgoing.read()
      }
      return MESSAGES
    },
  }
}

function queueing(peers: number, active: number): Micro {
  const fairQueue = new FairQueue()
  const all = pipes(peers)
  for (const pipe of all) {
    pipe.owner = { onReadable: (readable) => fairQueue.readable(readable), onWritable: () => {} }
    fairQueue.attach(pipe)
  }
  return {
    name: `fair queue, sending: ${active.toLocaleString("en-US")} of ${peers.toLocaleString("en-US")}`,
    operations: MESSAGES,
    run() {
      let received = 0
      for (let i = 0; i < MESSAGES; i++) all[i % active].incoming.deliver(MESSAGE)
      while (fairQueue.receive() !== null) received += 1
      if (received !== MESSAGES) throw new Error("messages are missing")
      return received
    },
  }
}

export const balancer: readonly Making[] = [
  () => balancing(1),
  () => balancing(10),
  () => balancing(1000),
  () => balancing(10_000),
  () => queueing(1, 1),
  () => queueing(10, 10),
  () => queueing(1000, 10),
  () => queueing(1000, 1000),
  () => queueing(10_000, 10),
]
