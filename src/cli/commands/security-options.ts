/**
 * The options that make connections secure, and whether those of a command line have an effect together.
 * Knows names of options, and whether a value is from the command line or from the environment. Does not know keys.
 */
import { Option, type Command } from "commander"
import { EXIT, Failure } from "../exit.js"

/** How a connection is protected. */
export interface SecurityFlags {
  readonly curveServer?: boolean
  readonly curveServerKey?: string
  readonly curvePublicKey?: string
  readonly curveSecretKey?: string
  readonly curveCertificate?: string
  readonly plainServer?: boolean
  readonly plainUsername?: string
  readonly plainPassword?: string
}

/** Their names, without what may stand in front of them. */
const NAMES = {
  curve: [
    "curve-server",
    "curve-server-key",
    "curve-certificate",
    "curve-public-key",
    "curve-secret-key",
  ],
  plain: ["plain-server", "plain-username", "plain-password"],
} as const
/** Why a STREAM has none of them. */
export const PLAIN_TCP = "a stream is plain TCP, and has no security"
const KEYS = "(a key is 40 characters of Z85, or the path of a certificate)"

/** Those of CURVE and PLAIN, for either side. `of`: the socket they are for, if the command has several. */
export function addSecurityOptions(command: Command, of?: string): Command {
  const prefix = of === undefined ? "" : `${of}-`
  command
    .optionsGroup(securityHeading(of))
    .option(`--${prefix}curve-server`, "be a CURVE server; needs a secret key")
    .option(`--${prefix}plain-server`, "be a PLAIN server, for this user name and password")
  return addClientSecurityOptions(command, of)
}

/** Those of CURVE and PLAIN that a client needs. */
export function addClientSecurityOptions(command: Command, of?: string): Command {
  const prefix = of === undefined ? "" : `${of}-`
  command.hook("preAction", () => {
    assertUsed(command, of)
  })
  return command
    .optionsGroup(securityHeading(of))
    .option(`--${prefix}curve-server-key <key>`, "be a CURVE client: the server's public key")
    .option(
      `--${prefix}curve-certificate <path>`,
      "our certificate with both keys, as `purezmq keygen --file` makes one",
    )
    .option(`--${prefix}curve-public-key <key>`, "our public key (default: that of the secret key)")
    .addOption(
      new Option(
        `--${prefix}curve-secret-key <key>`,
        "our secret key (default, for a client: a new one)",
      ).env("PUREZMQ_CURVE_SECRET_KEY"),
    )
    .option(`--${prefix}plain-username <name>`, "user name for PLAIN, which is not encrypted")
    .addOption(
      new Option(`--${prefix}plain-password <password>`, "password for PLAIN").env(
        "PUREZMQ_PLAIN_PASSWORD",
      ),
    )
}

function securityHeading(of: string | undefined): string {
  return of === undefined ? `Security ${KEYS}:` : `Security of ${of} ${KEYS}:`
}

/** For a socket that has no security. @throws Failure, which says why, if the command line asks for some. */
export function assertNoSecurity(command: Command, why: string, of?: string): void {
  const [name] = given(command, [...NAMES.curve, ...NAMES.plain], of)
  if (name !== undefined) throw usage(`${name}: ${why}`)
}

/**
 * Whoever writes down a secret wants it to be used; secrets of the environment may be there for other commands.
 * @throws Failure for what would be ignored, and the connection be less secure than it looks.
 */
function assertUsed(command: Command, of?: string): void {
  const [curve] = given(command, NAMES.curve, of)
  const [plain] = given(command, NAMES.plain, of)
  if (curve !== undefined && plain !== undefined) {
    throw usage(`${curve} and ${plain}: a connection has either CURVE or PLAIN`)
  }
  if (curve !== undefined) assertCurve(command, curve, of)
  const username = written("plain-username", of)
  if (plain !== undefined && !isGiven(command, username)) {
    throw usage(`${plain}: PLAIN needs both ${username} and ${written("plain-password", of)}`)
  }
}

/** `first`: one of the options that was given. */
function assertCurve(command: Command, first: string, of?: string): void {
  const server = written("curve-server", of)
  const serverKey = written("curve-server-key", of)
  if (!isGiven(command, server) && !isGiven(command, serverKey)) {
    const isServer = command.options.some(({ long }) => long === server)
    throw usage(
      `${first}: CURVE needs ${isServer ? `${server}, or ` : ""}${serverKey} to be a client`,
    )
  }
  const certificate = written("curve-certificate", of)
  const [key] = given(command, ["curve-public-key", "curve-secret-key"], of)
  if (key !== undefined && isGiven(command, certificate)) {
    throw usage(`${certificate} and ${key}: a certificate has both of our keys`)
  }
}

/** Which of these the command line itself has, as they are written there. */
function given(command: Command, names: readonly string[], of?: string): (string | undefined)[] {
  return names.map((name) => written(name, of)).filter((name) => isGiven(command, name))
}

function written(name: string, of?: string): string {
  return of === undefined ? `--${name}` : `--${of}-${name}`
}

function isGiven(command: Command, long: string): boolean {
  const option = command.options.find((each) => each.long === long)
  return option !== undefined && command.getOptionValueSource(option.attributeName()) === "cli"
}

function usage(text: string): Failure {
  return new Failure(EXIT.usage, text)
}
