import { seesBroken } from "../../helpers/broken.js"

const pub = { socketType: "PUB" } as const
const sub = { socketType: "SUB" } as const
const xpub = { socketType: "XPUB" } as const
const xsub = { socketType: "XSUB" } as const

seesBroken("29/pub", [
  {
    breaks: "sends everything to everybody",
    file: "patterns/xpub.ts",
    from: "    return this.subscriptions.collect(topic, chosen)\n",
    to: "    let n = 0; this.subscriptions.collect(topic, chosen)\n    for (const peer of this.peers) chosen[n++] = peer\n    return n\n",
    testee: pub,
    seenBy: ["29/pub/1", "29/pub/7", "29/pub/10", "29/pub/15"],
  },
  {
    breaks: "does not take subscriptions back",
    file: "patterns/xpub.ts",
    from: "    else this.subscriptions.remove(pipe, topic)\n  }\n\n  /** A peer sent something else. */",
    to: "  }\n\n  /** A peer sent something else. */",
    testee: pub,
    seenBy: ["29/pub/10", "29/pub/11", "29/pub/16"],
  },
  {
    breaks: "sends a message for each topic that matches",
    file: "patterns/subscriptions.ts",
    from: "if (pipe.mark >= mark) continue",
    to: "",
    testee: pub,
    seenBy: ["29/pub/9"],
  },
])

seesBroken("29/xpub", [
  {
    breaks: "does not tell of the subscriptions of those who leave",
    file: "patterns/xpub.ts",
    from: "if (!this.isManual && this.#shows(removal)) this.#tellCancelled(topic, removal, pipe)",
    to: "if (this.isManual && this.#shows(removal)) this.#tellCancelled(topic, removal, pipe)",
    testee: xpub,
    seenBy: ["29/xpub/3"],
  },
  {
    breaks: "sends a message for each topic that matches",
    file: "patterns/subscriptions.ts",
    from: "if (pipe.mark >= mark) continue",
    to: "",
    testee: xpub,
    seenBy: ["29/xpub/5"],
  },
])

seesBroken("29/sub", [
  {
    breaks: "does not say all its subscriptions to each publisher",
    file: "patterns/xsub.ts",
    from: "const forms = this.topicTree.topics().map(",
    to: "const forms = this.topicTree.topics().slice(this.#peers.size - 1).map(",
    testee: sub,
    seenBy: ["29/sub/4"],
  },
  {
    breaks: "says commands to publishers of 3.0",
    file: "zmtp/connection.ts",
    from: "this.#sendsCommands = greeting.hasCommands && subscribes(",
    to: "this.#sendsCommands = subscribes(",
    testee: sub,
    seenBy: ["29/sub/2"],
  },
])

seesBroken("29/xsub", [
  {
    breaks: "does not send messages of its program",
    file: "patterns/xsub.ts",
    from: "if (message.length > 1) this.#sendToAll(this.#severalParts(message))",
    to: "if (message.length > 1) return true",
    testee: xsub,
    seenBy: ["29/xsub/5"],
  },
  {
    breaks: "does not cancel",
    file: "patterns/xsub.ts",
    from: "if (this.#remove(topic)) this.#tell(subscriptionForm(0, topic))",
    to: "this.#remove(topic)",
    testee: xsub,
    seenBy: ["29/xsub/3", "29/xsub/4", "29/xsub/7"],
  },
])
