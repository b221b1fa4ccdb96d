/** go-zeromq/zmq4 0.17. */
import type { Knowledge } from "./known.js"

export const GO_ZEROMQ: Knowledge = {
  differences: [
    {
      what: "A connection whose handshake fails is left open",
      why: "RFC 37: the connection is closed. An error in the greeting or the handshake, or ERROR, makes the library forget the connection without closing it. Nothing that comes over it is looked at any more, but the other side waits.",
      cases: [
        ...["37/greeting/19", "37/greeting/20", "37/greeting/21", "37/greeting/22"],
        ...["37/greeting/24", "37/greeting/25", "37/frames/11", "37/metadata/20", "37/metadata/22"],
        ...["37/socket-type/3", "37/socket-type/5", "37/null/9", "37/null/11", "37/null/12"],
        ...["37/errors/1", "37/errors/2", "37/errors/3", "37/errors/10"],
        ...["24/plain/4", "24/plain/5", "24/plain/6", "24/plain/7", "24/plain/8", "24/plain/11"],
        ...["24/plain/12", "24/plain/13", "24/plain/14", "24/plain/15", "24/plain/16"],
        ...[
          "24/plain/17",
          "24/plain/24",
          "24/plain/25",
          "24/plain/26",
          "24/plain/27",
          "24/plain/28",
        ],
        ...["24/plain/29", "24/plain/30", "37/robustness/12"],
      ],
    },
    {
      what: "Handshakes are made one after the other, and wait for each for ever",
      why: "RFC 37 says nothing of it, but who has not shown who he is must not keep others from being served. One silent connection is enough to let nobody in.",
      cases: [
        ...["37/greeting/27", "37/null/7", "37/robustness/6", "37/robustness/11"],
        ...["37/floods/1", "37/floods/6", "24/plain/9"],
      ],
    },
    {
      what: "Metadata whose sizes do not fit ends the process",
      why: "RFC 37: metadata may be anything until it has been checked. A size that goes beyond the end, or metadata that ends early, is a slice out of bounds, and nobody recovers from that panic.",
      cases: [
        ...["37/metadata/9", "37/metadata/18", "37/metadata/19", "37/metadata/21"],
        ...["37/robustness/8", "37/robustness/9"],
      ],
    },
    {
      what: "Memory is set aside for a frame by the size that it announces",
      why: "RFC 37: a size is no more than a claim. What the process cannot have is a panic, which ends it.",
      cases: ["37/frames/6", "37/frames/7", "37/robustness/5", "37/robustness/10"],
    },
    {
      what: "A peer that says no type, or none that there is, ends the process",
      why: "RFC 37: peers should say their type, and need not. What is not in its table is a panic.",
      cases: ["37/socket-type/4", "37/socket-type/9"],
    },
    {
      what: "Commands after the handshake are told to applications",
      why: "RFC 37: commands are between implementations; those that nobody knows are ignored. It knows none after READY: PING is not answered, and all of them are messages.",
      cases: [
        ...["37/commands/9", "37/commands/10", "37/commands/11", "37/commands/12"],
        ...["37/commands/13", "37/commands/14", "37/heartbeat/8"],
      ],
    },
    {
      what: "A PLAIN server lets everybody in",
      why: "RFC 24: the server looks at the user name and the password. This one does not read them yet.",
      cases: ["1", "3", "4", "5", "6", "7", "8"].map((n) => `27/zap/${n}`),
    },
    {
      what: "After a lost connection it does not come back, or not in order",
      why: "RFC 37: sockets connect again by themselves. It was told to (WithAutomaticReconnect); what comes over the new connection then is the end of a greeting, or nothing, or there is none.",
      cases: ["37/errors/7", "37/errors/8", "29/sub/9"],
    },
    {
      what: "A REP takes all parts up to the last empty one for the way back",
      why: "RFC 28: up to the first. A request with an empty part of its own is answered with a piece of itself in front.",
      cases: ["28/rep/3"],
    },
    {
      what: "Two peers of a ROUTER may have the same name",
      why: "RFC 28: names are unique. What is for one of them goes to the other.",
      cases: ["28/router/4"],
    },
    {
      what: "It does not say who is the server",
      why: "RFC 37: the as-server byte should be 1 at the server of PLAIN. It is always 0.",
      cases: ["37/greeting/5"],
    },
    {
      what: "A DEALER sends each message to all of its peers",
      why: "RFC 28: to one peer after the other.",
      cases: ["28/dealer/2", "28/dealer/3", "28/dealer/4"],
    },
    {
      what: "A PAIR serves as many peers as come",
      why: "RFC 31: one at most. What it sends goes to all, those of an earlier connection too that was left open.",
      cases: ["31/pair/2", ...["1", "2", "3", "4"].map((n) => `37/robustness/${n}`)],
    },
    {
      what: "A peer that does not read keeps all the others waiting",
      why: "RFC 28: ROUTER and REP do not block. Writing to one connection holds a lock that is needed for all.",
      cases: ["28/router/12", "28/rep/10"],
    },
    {
      what: "Names and identities are taken as they come, and no reason is given for a refusal",
      why: "RFC 37: names have their characters, an Identity up to 255 bytes of which the first is not 0, and ERROR should say why a type is refused.",
      cases: [
        ...["37/metadata/16", "37/metadata/17", "37/socket-type/6"],
        ...["37/socket-type/13", "37/socket-type/14", "37/socket-type/8", "28/router/7"],
      ],
    },
    {
      what: "A publisher does not count subscriptions to the same topic",
      why: "RFC 29: two subscriptions have to be cancelled twice. Topics are a set, as at libzmq's subscribers.",
      cases: ["29/pub/13"],
    },
  ],
}
