/** JeroMQ 0.6. */
import type { Knowledge } from "./known.js"

export const JEROMQ: Knowledge = {
  differences: [
    {
      what: "Memory is set aside for a frame by the size that it announces",
      why: "RFC 37: a size is no more than a claim. A frame of up to 2 GiB is allocated at its header, before the handshake too; what the process does not have ends its I/O thread, and nobody is served from then on. A greatest size of messages (setMaxMsgSize) keeps this away.",
      cases: ["37/robustness/5", "37/robustness/6", "37/robustness/10"],
    },
    {
      what: "A publisher does not survive a long topic",
      why: "RFC 29: topics may have any size. The tree of topics has a level for each byte and is walked by recursion: 64 KiB are more than the stack of a thread.",
      cases: ["29/pub/8"],
    },
    {
      what: "A connection counts as a peer before its handshake is over",
      why: "RFC 37: traffic follows on a handshake. A DEALER shares its messages out among all who have connected, and a PAIR has its one peer in whoever came first, though he has said nothing: what is sent meanwhile waits for him.",
      cases: ["37/greeting/27", "37/floods/1", "37/floods/6"],
    },
    {
      what: "A size of 2^63 or more is taken for a negative one, and its frame for an empty one",
      why: "RFC 37: the highest bit is 0. Java's integers have a sign.",
      cases: ["37/frames/6"],
    },
    {
      what: "A PLAIN server takes no user name and no password of more than 127 bytes",
      why: "RFC 24: each has up to 255. The byte for the size is read with a sign, and a negative size is an exception in the I/O thread: the connection stays, and is never answered. A HELLO that is cut short ends the same way.",
      cases: ["24/plain/5", "24/plain/6", "24/plain/9", "27/zap/1"],
    },
    {
      what: "A CURVE client's metadata has room for 256 bytes, and a server's for as many",
      why: "RFC 26 and 37: metadata has any size. What INITIATE and READY hold is opened into a buffer of this size; more is an exception in the I/O thread, and the connection stays without an answer.",
      cases: [
        ...["37/metadata/6", "37/metadata/8", "37/metadata/11", "37/metadata/12"],
        ...["37/socket-type/4", "37/socket-type/12", "26/curve/22", "28/router/1"],
      ],
    },
    {
      what: "The last letter of a command's name is not compared",
      why: "RFC 26: the name is MESSAGE. It is outside of the box, and MESSAGD is taken for it. What is in the box cannot be changed so.",
      cases: ["26/curve/53"],
    },
    {
      what: "Nonces of CURVE have 63 bits",
      why: "RFC 26: the counter has 64. Java's long has a sign, and what has the highest bit set counts as less than all others.",
      cases: ["26/curve/68"],
    },
    {
      what: "Who makes a HELLO that does not open gets ERROR, and has to close the connection itself",
      why: "RFC 26: the server closes. It says ERROR without a reason and waits for the client to go, or for the end of the time that a handshake may take (30 s).",
      cases: ["26/curve/10", "26/curve/11", "26/curve/12"],
    },
    {
      what: "A client that is refused has to close the connection itself",
      why: "RFC 27 and 24 have the server close. It says ERROR and waits for the client to go, as libzmq does.",
      cases: ["27/zap/8"],
    },
    {
      what: "Keys of low order are computed with",
      why: "RFC 26 says nothing of them. What is agreed on with such a key is known to all; the one who sends it gives away his own secrets only.",
      cases: ["26/curve/40"],
    },
    {
      what: "The zeros of a CURVE client's HELLO, the nonce of its INITIATE and whom it vouches to are not looked at",
      why: "RFC 26: all fields are to be checked. The code follows libzmq's, which leaves out the same.",
      cases: ["26/curve/8", "26/curve/9", "26/curve/16", "26/curve/19"],
    },
    {
      what: "Reserved flags are not looked at, and handshake commands taken from any frame",
      why: "RFC 37: reserved flags are 0, and commands have the flag for commands. As libzmq does, every frame of the handshake is taken for a command.",
      cases: [
        ...["37/frames/9", "37/frames/10", "37/null/12", "37/null/13", "24/plain/8"],
        ...["26/curve/58"],
      ],
    },
    {
      what: "Commands without a whole name are ignored, and so is a PING without its whole TTL",
      why: "RFC 37: a name has 1 to 255 letters, its size in front; a TTL has two bytes. What is not the form of a known command is passed over, as libzmq does.",
      cases: ["37/commands/12", "37/commands/13", "37/commands/14", "37/heartbeat/7"],
    },
    {
      what: "A PONG goes out between two parts of a message",
      why: "RFC 37: by the grammar a message is its frames, one after the other. An answer to PING is encoded after the part that is under way, as libzmq does.",
      cases: ["37/order/9"],
    },
    {
      what: "Metadata is taken as it comes: names of any characters, sizes that are cut short",
      why: "RFC 37: a name is 1 to 255 letters, digits and four signs, a size has 4 bytes. The rest is passed over when it is too short to be read, as libzmq does.",
      cases: ["37/metadata/17", "37/metadata/19", "37/metadata/21"],
    },
    {
      what: "Socket-Type and Identity are known by this spelling only",
      why: "RFC 37: upper and lower case of names SHALL NOT be significant. Names are compared as they are, as libzmq does.",
      cases: ["37/socket-type/8"],
    },
    {
      what: "A wrong type of socket is refused without ERROR",
      why: "RFC 37: ERROR should say why. The connection is closed, as libzmq does.",
      cases: ["37/socket-type/6"],
    },
    {
      what: "Identities may begin with 0, and have any size",
      why: "RFC 37: 0 to 255 bytes, of which the first is not 0. They are kept as they come, as libzmq does.",
      cases: ["37/socket-type/13", "37/socket-type/14", "28/router/7"],
    },
    {
      what: "It does not say who is the server",
      why: "RFC 37: the as-server byte should be 1 at the server of PLAIN or CURVE. It is always 0, as libzmq's.",
      cases: ["37/greeting/5"],
    },
    {
      what: "A publisher does not count subscriptions to the same topic",
      why: "RFC 29: two subscriptions have to be cancelled twice. Subscribers count for themselves, as libzmq's do, and say CANCEL once.",
      cases: ["29/pub/13"],
    },
  ],
}
