/**
 * The socket types that have a command: which way messages go, and what their help shows.
 */
import type { Example } from "./examples.js"

/** Which way messages go: out, in, a request and its reply, or both ways at any time. */
export type Direction = "sends" | "receives" | "requests" | "replies" | "both"

/** The names of the commands. */
export type KindName =
  | "pub"
  | "sub"
  | "req"
  | "rep"
  | "push"
  | "pull"
  | "dealer"
  | "router"
  | "pair"
  | "xpub"
  | "xsub"
  | "stream"

/** One of them. */
export interface SocketKind {
  readonly name: KindName
  readonly direction: Direction
  readonly summary: string
  readonly description: string
  /** The first part of a message is the routing id of a peer. */
  readonly hasId?: boolean
  readonly subscribes?: boolean
  /** It may be known by a name. */
  readonly hasIdentity?: boolean
  /** It can answer each message with itself. */
  readonly echoes?: boolean
  readonly examples: readonly Example[]
}

const AT = "tcp://127.0.0.1:5555"

export const SOCKET_KINDS: readonly SocketKind[] = [
  {
    name: "pub",
    direction: "sends",
    summary: "publish messages to subscribers",
    description:
      "Publishes messages (PUB): each goes to all subscribers whose prefix its first part begins with. It waits for the first subscription, unless told otherwise with --no-wait.",
    examples: [
      {
        title: "Publish one message, to a subscriber of weather",
        lines: [
          `$ purezmq pub --bind ${AT} weather sunny`,
          `$ purezmq sub --connect ${AT} --subscribe weather --count 1`,
          "weather\tsunny",
        ],
      },
      {
        title: "Publish what another program prints, line by line",
        lines: [
          `$ seq 3 | purezmq pub --bind ${AT}`,
          `$ purezmq sub --connect ${AT} --count 3`,
          "1",
          "2",
          "3",
        ],
      },
      {
        title: "Publish a message again and again, twice a second",
        lines: [
          `$ purezmq pub --bind ${AT} --interval 500ms tick`,
          `$ purezmq sub --connect ${AT} --count 2`,
          "tick",
          "tick",
        ],
      },
    ],
  },
  {
    name: "sub",
    direction: "receives",
    summary: "print what publishers publish",
    description:
      "Subscribes and prints what comes (SUB): everything, or with --subscribe what begins with a prefix.",
    subscribes: true,
    examples: [
      {
        title: "Print what is published under two prefixes, a message a line as JSON",
        lines: [
          `$ purezmq sub --connect ${AT} --subscribe a. --subscribe b. --format json --count 2`,
          '["a.1"]',
          '["b.2","two parts"]',
          `$ printf 'a.1\\nc.0\\nb.2\\ttwo parts\\n' | purezmq pub --bind ${AT}`,
        ],
      },
    ],
  },
  {
    name: "req",
    direction: "requests",
    summary: "send requests, print replies",
    description:
      "Sends requests and prints the reply to each (REQ). A request is sent when the reply to the one before has come.",
    hasIdentity: true,
    examples: [
      {
        title: "Ask once",
        lines: [
          `$ purezmq req --connect ${AT} 'How much?'`,
          "42",
          `$ purezmq rep --bind ${AT} --count 1 42`,
          "How much?",
        ],
      },
      {
        title: "Ask every 100 ms, three times, and give up after 5 seconds without a reply",
        lines: [
          `$ purezmq req --connect ${AT} --interval 100ms --count 3 --timeout 5 ping`,
          "ping",
          "ping",
          "ping",
          `$ purezmq rep --bind ${AT} --echo`,
        ],
      },
    ],
  },
  {
    name: "rep",
    direction: "replies",
    summary: "print requests, send replies",
    description:
      "Prints requests and answers each (REP): with the arguments, with itself (--echo), or with the next line of standard input.",
    echoes: true,
    hasIdentity: true,
    examples: [
      {
        title: "Answer requests with themselves",
        lines: [
          `$ purezmq rep --bind ${AT} --echo --count 1`,
          "hello",
          `$ purezmq req --connect ${AT} hello`,
          "hello",
        ],
      },
    ],
  },
  {
    name: "push",
    direction: "sends",
    summary: "hand messages to the next free worker",
    description:
      "Sends each message to the next peer that has room (PUSH). It waits for the first peer.",
    examples: [
      {
        title: "Hand a message to a worker",
        lines: [
          `$ purezmq push --connect ${AT} 'some work'`,
          `$ purezmq pull --bind ${AT} --count 1`,
          "some work",
        ],
      },
      {
        title: "Send a file as one message, and write it to another",
        lines: [
          `$ purezmq push --connect ${AT} --format raw --file package.json`,
          `$ purezmq pull --bind ${AT} --format raw --count 1 > /dev/null`,
        ],
      },
    ],
  },
  {
    name: "pull",
    direction: "receives",
    summary: "print messages that are handed out",
    description: "Prints what comes (PULL), from each peer in turn.",
    examples: [
      {
        title:
          "Print messages as quoted text, each part by itself, until there is none for 3 seconds",
        lines: [
          `$ purezmq pull --bind ${AT} --format quoted --timeout 3 || echo 'that was all'`,
          '"one"',
          '"two" "\\x00\\xff"',
          "that was all",
          `$ purezmq push --connect ${AT} --format quoted one`,
          `$ sleep 0.2; purezmq push --connect ${AT} --format quoted two '\\x00\\xff'`,
        ],
      },
    ],
  },
  {
    name: "dealer",
    direction: "both",
    summary: "talk to routers and repliers, both ways",
    description:
      "Sends to each peer in turn, and prints what comes (DEALER). A REP takes only messages with an empty part in front.",
    hasIdentity: true,
    echoes: true,
    examples: [
      {
        title: "Tell a router something, and print its answer",
        lines: [
          `$ purezmq dealer --connect ${AT} --identity ann --count 1 hello`,
          "hello yourself",
          `$ purezmq router --bind ${AT} --target ann --count 1 'hello yourself'`,
          "ann\thello",
        ],
      },
      {
        title: "Ask a replier: the empty part in front is what a REQ would send",
        lines: [
          `$ purezmq dealer --connect ${AT} --format quoted --count 1 '' hello`,
          '"" "hello"',
          `$ purezmq rep --bind ${AT} --echo --count 1`,
          "hello",
        ],
      },
    ],
  },
  {
    name: "router",
    direction: "both",
    summary: "talk to peers by their names, both ways",
    description:
      "Prints what comes, with the routing id of its peer in front, and sends to the peer that the first part names (ROUTER). With --target all goes to one peer. An id that is not printable is shown, and can be given, as 0x and hexadecimal digits.",
    hasId: true,
    hasIdentity: true,
    echoes: true,
    examples: [
      {
        title: "Answer every peer with what it said",
        lines: [
          `$ purezmq router --bind ${AT} --echo`,
          `$ purezmq dealer --connect ${AT} --count 1 hello`,
          "hello",
        ],
      },
      {
        title: "Tell one peer something, as soon as it is there, and do not wait for an answer",
        lines: [
          `$ purezmq router --bind ${AT} --target ann --count 0 'Are you there?'`,
          `$ purezmq dealer --connect ${AT} --identity ann --count 1`,
          "Are you there?",
        ],
      },
    ],
  },
  {
    name: "pair",
    direction: "both",
    summary: "talk to exactly one peer, both ways",
    description: "Sends to its one peer, and prints what comes from it (PAIR).",
    echoes: true,
    examples: [
      {
        title: "Talk to each other, line by line",
        lines: [
          `$ echo 'hello from b' | purezmq pair --bind ${AT} --count 1`,
          "hello from a",
          `$ echo 'hello from a' | purezmq pair --connect ${AT} --count 1`,
          "hello from b",
        ],
      },
    ],
  },
  {
    name: "xpub",
    direction: "both",
    summary: "publish, and print subscriptions",
    description:
      "Publishes messages, and prints subscriptions (XPUB): a part with a byte 01 and a prefix when somebody subscribes first, with 00 when the last one cancels.",
    examples: [
      {
        title: "Print the first subscription, as hexadecimal digits",
        lines: [
          `$ purezmq xpub --bind ${AT} --format hex --count 1`,
          "0177656174686572",
          `$ purezmq sub --connect ${AT} --subscribe weather`,
        ],
      },
    ],
  },
  {
    name: "xsub",
    direction: "both",
    summary: "subscribe by messages, and print what is published",
    description:
      "Prints what comes, and sends what it is given to publishers (XSUB): a part with a byte 01 and a prefix subscribes, one with 00 cancels. It begins with the subscriptions of --subscribe: everything, unless there are any.",
    subscribes: true,
    examples: [
      {
        title: "Subscribe to a prefix by a message",
        lines: [
          `$ purezmq xsub --connect ${AT} --format quoted --subscribe b --count 1 '\\x01a'`,
          '"a" "news"',
          `$ purezmq xpub --bind ${AT} --format quoted --interval 100ms a news`,
        ],
      },
    ],
  },
  {
    name: "stream",
    direction: "both",
    summary: "talk to programs that speak no ZeroMQ, over TCP",
    description:
      "Sends and prints plain bytes of TCP connections (STREAM). What comes has the routing id of its connection in front, but for --format raw; what is sent goes to --target, or to whoever has connected or spoken last. That a peer comes or goes is seen with --verbose.",
    hasId: true,
    examples: [
      {
        title: "Ask a web server",
        lines: [
          `$ purezmq stream --connect ${AT} --format quoted --count 1 'GET / HTTP/1.0\\r\\n\\r\\n' > /dev/null`,
          `$ purezmq stream --bind ${AT} --format quoted --count 1 'HTTP/1.0 204 No Content\\r\\n\\r\\n' > /dev/null`,
        ],
      },
    ],
  },
]
