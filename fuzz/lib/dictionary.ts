/** The words of ZMTP: what inputs are likely made of. */

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1")
const hex = (text: string): Buffer => Buffer.from(text, "hex")

/** Names of commands. */
export const COMMANDS = [
  "READY",
  "ERROR",
  "PING",
  "PONG",
  "SUBSCRIBE",
  "CANCEL",
  "HELLO",
  "WELCOME",
  "INITIATE",
  "MESSAGE",
  "JOIN",
  "LEAVE",
] as const

/** What mechanisms wait for that is no command: a peer may call one by that name. */
export const STATES = ["verdict", "a verdict", "a greeting", "nothing"] as const

export const SOCKET_TYPES = [
  "PAIR",
  "PUB",
  "SUB",
  "REQ",
  "REP",
  "DEALER",
  "ROUTER",
  "PULL",
  "PUSH",
  "XPUB",
  "XSUB",
] as const

const PROPERTIES = ["Socket-Type", "Identity", "User-Id", "Peer-Address", "X-a", "Resource"]
const MECHANISMS = ["NULL", "PLAIN", "CURVE", "GSSAPI", "STUB"]
const STATUSES = ["200", "300", "400", "500"]

/** Sizes on either side of a limit. */
export const SIZES = [
  0, 1, 2, 16, 17, 39, 40, 41, 126, 127, 128, 129, 253, 254, 255, 256, 257, 1023, 1024, 1025, 4095,
  4096, 4097, 8191, 8192, 8193, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff,
]

/** A size as the eight bytes of a long frame. */
function longSize(size: number | bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(size))
  return bytes
}

function shortSize(size: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(size)
  return bytes
}

function named(name: string): Buffer {
  return Buffer.concat([Buffer.from([name.length]), latin1(name)])
}

/** The words of commands and metadata. */
export const COMMAND_WORDS: readonly Buffer[] = [
  ...[...COMMANDS, ...STATES, ...PROPERTIES].map(named),
  ...[...COMMANDS, ...SOCKET_TYPES, ...STATUSES].map(latin1),
  ...SIZES.map(shortSize),
]

/** Those of a greeting. */
export const GREETING_WORDS: readonly Buffer[] = [
  hex("ff00000000000000017f"),
  hex("ff00000000000000007f"),
  hex("0300"),
  hex("0301"),
  hex("0100"),
  ...MECHANISMS.map((name) => latin1(name.padEnd(20, "\0"))),
  hex("0000"),
]

/** Those of frames, with their headers. */
export const FRAME_WORDS: readonly Buffer[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 255].map((flags) => Buffer.from([flags])),
  hex("0000"),
  hex("0100"),
  hex("0400"),
  ...SIZES.map(longSize),
  longSize(2n ** 53n),
  longSize(2n ** 63n - 1n),
  longSize(2n ** 63n),
  longSize(2n ** 64n - 1n),
  hex("04070450494e470000"),
  hex("0405 04504f4e47".replace(" ", "")),
]

/** All of them. */
export const ZMTP_WORDS: readonly Buffer[] = [...COMMAND_WORDS, ...GREETING_WORDS, ...FRAME_WORDS]
