/** libzmq 4.3, as npm zeromq and pyzmq have it. */
import type { Knowledge } from "./known.js"

export const LIBZMQ: Knowledge = {
  differences: [
    {
      what: "SUBSCRIBE and CANCEL are told to applications of every type of socket",
      why: "RFC 37: commands are between implementations. The decoder makes messages of these two before it is known whose they are. A peer that means no harm never says them to another type than PUB and XPUB.",
      cases: ["37/commands/11"],
    },
    {
      what: "Commands without a whole name are ignored",
      why: "RFC 37: a name has 1 to 255 letters, its size in front. What does not begin with the name of a known command is taken for a later version's, before its form is looked at.",
      cases: ["37/commands/12", "37/commands/13", "37/commands/14"],
    },
    {
      what: "Flags are looked at one by one, and reserved ones not at all",
      why: "RFC 37: reserved flags are 0, commands have the flag for commands and never more to follow. In the handshake every frame is taken for a command, later only the flags it knows are read. It leaves MESSAGE of CURVE in message frames, where RFC 25 and 26 have commands, and so do all that talk to it.",
      cases: [
        ...["37/frames/9", "37/frames/10", "37/null/12", "37/null/13", "24/plain/8"],
        ...["26/curve/58", "26/curve/61", "26/curve/62"],
      ],
    },
    {
      what: "A PONG goes out between two parts of a message",
      why: "RFC 37: by the grammar a message is its frames, one after the other. An answer to PING is encoded after the part that is under way. Whoever takes commands wherever they come, as libzmq does, notices nothing.",
      cases: ["37/order/9"],
    },
    {
      what: "Names of properties may be empty, and of any characters",
      why: "RFC 37: a name is 1 to 255 letters, digits and four signs. It is kept as it comes, and given to applications that ask for it.",
      cases: ["37/metadata/16", "37/metadata/17"],
    },
    {
      what: "Metadata that ends in the middle of a size or right behind one is taken",
      why: "RFC 37: a size has 4 bytes, and a value as many as that says. The rest is passed over when it is too short to be read. Nothing is read that is not there.",
      cases: ["37/metadata/19", "37/metadata/21"],
    },
    {
      what: "Socket-Type and Identity are known by this spelling only",
      why: "RFC 37: upper and lower case of names SHALL NOT be significant. Names are compared as they are, so senders have to write these two as the RFC does.",
      cases: ["37/socket-type/8"],
    },
    {
      what: "A wrong type of socket is refused without ERROR",
      why: "RFC 37: ERROR should say why. The connection is closed, and a peer that takes that for temporary comes again and again.",
      cases: ["37/socket-type/6"],
    },
    {
      what: "Identities may begin with 0, and have any size",
      why: "RFC 37: 0 to 255 bytes, of which the first is not 0. Those that begin so are what a ROUTER calls peers without one: a peer may guess the name of another, and be refused for it.",
      cases: ["37/socket-type/13", "37/socket-type/14", "28/router/7"],
    },
    {
      what: "A PING without its whole TTL is ignored",
      why: "RFC 37: two bytes. It is neither answered nor an error.",
      cases: ["37/heartbeat/7"],
    },
    {
      what: "A TTL is kept in 16 bits of milliseconds",
      why: "RFC 37: 16 bits of tenths of a second. From 655.4 s on it wraps round: a peer that asks for 11 minutes gets 64 ms. Ask for no more than 655 s.",
      cases: ["37/heartbeat/12"],
    },
    {
      what: "It does not say who is the server",
      why: "RFC 37: the as-server byte should be 1 at the server of PLAIN or CURVE. It is always 0, so that nobody who wants to talk to libzmq can insist on it.",
      cases: ["37/greeting/5"],
    },
    {
      what: "After an error of the protocol it does not come back",
      why: "RFC 37 has this for ERROR only, and leaves it open for the rest. Connections that the other side has closed are made again.",
      cases: ["37/errors/9"],
    },
    {
      what: "The zeros of a CURVE client's HELLO are not looked at",
      why: "RFC 26: padding and the content of the box are zeros, and all fields are to be checked. That the box opens is enough for it; what would be said in them comes to nothing.",
      cases: ["26/curve/8", "26/curve/9"],
    },
    {
      what: "The nonce of a CURVE client's INITIATE is not compared with that of HELLO",
      why: "RFC 26: one counter goes through all commands of a client. Counting begins after the handshake.",
      cases: ["26/curve/16"],
    },
    {
      what: "Whom a CURVE client vouches to is not looked at",
      why: "RFC 26: the vouch holds the client's short-term key and the server's long-term key. Only the first is compared: a server can use what its clients vouch at another server.",
      cases: ["26/curve/19"],
    },
    {
      what: "A CURVE client aborts its process at a WELCOME with a key of low order",
      why: "RFC 26 says nothing of such keys. What libsodium refuses to compute is an assertion. Only who has the server's secret key can do this.",
      cases: ["26/curve/40"],
    },
    {
      what: "PLAIN says ERROR with the size of its name and the first letter in one byte, 5e",
      why: "RFC 24: 05, ERROR, and the reason. A slip in the source that its own clients expect: to be understood by them others have to write it so, and to take both.",
      cases: ["27/zap/5"],
    },
    {
      what: "A client that is refused has to close the connection itself",
      why: "RFC 27 and 24 have the server close. It says ERROR and waits for the client to go, or for the end of the time that a handshake may take (30 s).",
      cases: ["27/zap/8"],
    },
    {
      what: "A client that may come later is kept waiting",
      why: "RFC 27: 300 is a temporary error, after which the server closes without ERROR. It says nothing and closes nothing before the end of the time that a handshake may take (30 s).",
      cases: ["27/zap/10"],
    },
    {
      what: "An XSUB sends subscriptions that its program makes as messages, as it gets them",
      why: "RFC 37: towards a peer of 3.1 they are commands. Those that were made before a peer came are said to it as commands. libzmq's publishers take both.",
      cases: ["29/xsub/7"],
    },
    {
      what: "A publisher does not count subscriptions to the same topic",
      why: "RFC 29: two subscriptions have to be cancelled twice. Subscribers count for themselves instead: SUBSCRIBE goes out for each, CANCEL for the last, and a publisher that counted would never hear of the end.",
      cases: ["29/pub/13"],
    },
    {
      what: "A subscription to a topic of 255 bytes breaks what it says to a publisher of ZMTP 3.0",
      why: "There a subscription is a message of one byte more than the topic, so this one needs the long form. It says the long size behind the flags of the short form, and everything after that is read at the wrong place.",
      cases: ["37/greeting/13", "29/sub/2", "29/sub/9"],
    },
  ],
  unseen: [
    "It starts a handshake with NULL at once on both sides, which is allowed.",
    "Versions 4.2.0 to 4.3.2 announce ZMTP 3.0, and send PING all the same.",
    "A property User-Id that a peer says under NULL is given to applications as if a ZAP handler had said it: no byte on the wire shows that.",
    "ZAP handlers are told the server's own identity as that of the client, and an empty domain where none was set: the wire does not show what they are told.",
    "How long it waits before it connects again is counted from each TCP connection, whether the handshake came to an end or not.",
    "A CURVE server keeps state for each client from HELLO on; by RFC 26 the cookie would do.",
    "What it does over WebSocket, which has no cases.",
  ],
}
