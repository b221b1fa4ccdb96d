/**
 * What an application says of itself to its peers: `X-` properties, sent in the handshake (RFC 37, "Metadata").
 * Knows what may be said. Does not know when it is sent.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import type { Properties } from "../zmtp/metadata.js"

export type { Properties }

/** RFC 37's letters: a peer refuses a connection that announces others. */
const NAME = /^X-[A-Za-z0-9\-_.+]*$/
const LONGEST_NAME = 255

/** Properties from an object. @throws TypeError when it is none, ZmqError EINVAL for one that may not be said. */
export function propertiesOf(given: unknown): Properties {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError("Option value must be an object")
  }
  return Object.entries(given).map(([name, value]) => property(name, value))
}

/** With one more, written `X-name:value` as libzmq takes it. The first of a name stays. @throws ZmqError EINVAL. */
export function withProperty(properties: Properties, text: Buffer): Properties {
  const colon = text.indexOf(":")
  if (colon === -1) throw new ZmqError("EINVAL")
  const added = property(text.toString("latin1", 0, colon), text.subarray(colon + 1))
  if (properties.some(([name]) => name === added[0])) return properties
  return [...properties, added]
}

/** Properties as an object. */
export function textOf(properties: Properties): Record<string, string> {
  return Object.fromEntries(properties.map(([name, value]) => [name, value.toString()]))
}

function property(name: string, value: unknown): Properties[number] {
  if (typeof value !== "string" && !Buffer.isBuffer(value)) {
    throw new TypeError(`Value of ${name} must be a string or buffer`)
  }
  // libzmq has no empty values.
  if (!NAME.test(name) || name.length > LONGEST_NAME || value.length === 0) {
    throw new ZmqError("EINVAL")
  }
  return [name, Buffer.from(value)]
}
