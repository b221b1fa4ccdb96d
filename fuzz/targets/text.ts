/** What users give as text: endpoints, filters, Z85. */
import { ZmqError } from "../../src/errors.js"
import { admission, parseFilter } from "../../src/transports/accept-filter.js"
import {
  parseEndpoint,
  parseTcpBind,
  parseTcpConnect,
  printTcp,
  type HostPort,
} from "../../src/transports/endpoint.js"
import { decodeZ85, encodeZ85 } from "../../src/zmtp/z85.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const LARGEST_PORT = 65_535
const ENDPOINTS = [
  "tcp://127.0.0.1:5555",
  "tcp://*:*",
  "tcp://[::1]:80",
  "tcp://[fe80::1%lo]:65535",
  "tcp://lo:0",
  "tcp://127.0.0.1:0;example.com:5555",
  "ipc:///tmp/name",
  "ipc://@abstract",
  "inproc://name",
  "10.0.0.0/8",
  "[fe80::]/10",
]
const WORDS = ["://", "tcp", "ipc", "*", "[", "]", ":", ";", "%", "/", "::", "65536", "256", "0"]

function demandHostPort({ host, port }: HostPort): void {
  demand(Number.isInteger(port) && port >= 0 && port <= LARGEST_PORT, `port ${String(port)}`)
  demand(host !== "", "no host")
  if (host === "*") return
  const printed = printTcp(host, port).slice("tcp://".length)
  const again = parseTcpBind(printed)
  demand(again.host === host && again.port === port, `${printed} is read as ${again.host}`)
}

/** An input is an endpoint, a tcp address or a filter in UTF-8. */
export const endpoints: Target = {
  name: "endpoints",
  framesFrom: null,
  longest: 2000,
  words: [...ENDPOINTS, ...WORDS].map((text) => Buffer.from(text)),
  seeds: ENDPOINTS.map((text) => Buffer.from(text)),
  run(input) {
    const text = input.toString()
    let address = text
    refusal(() => {
      const endpoint = parseEndpoint(text)
      demand(`${endpoint.scheme}://${endpoint.address}` === text, "put together again it differs")
      demand(endpoint.scheme !== "" && endpoint.address !== "", "an empty half")
      address = endpoint.address
    }, ZmqError)
    refusal(() => demandHostPort(parseTcpBind(address)), ZmqError)
    refusal(() => {
      const { target, source } = parseTcpConnect(address)
      demandHostPort(target)
      demand(target.port > 0 && target.host !== "*", "nobody can connect there")
      if (source !== null) demandHostPort(source)
    }, ZmqError)
    const filter = parseFilter(text)
    if (filter === null) return
    const { address: network, family, prefix } = filter
    demand(prefix >= 0 && prefix <= (family === "ipv4" ? 32 : 128), `prefix ${String(prefix)}`)
    demand(admission([text])?.(network) === true, "a network without its own address")
  },
}

/** An input is text of Z85, and bytes to be encoded. */
export const z85: Target = {
  name: "z85",
  framesFrom: null,
  longest: 400,
  words: ["00000", "%nSc0", "#####", "HelloWorld"].map((text) => Buffer.from(text)),
  seeds: [Buffer.from("HelloWorld"), Buffer.from("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7")],
  run(input) {
    const text = input.toString("latin1")
    const bytes = decodeZ85(text)
    demand(bytes === null || encodeZ85(bytes) === text, "decoded and encoded it differs")
    const encoded = encodeZ85(input)
    demand((encoded === null) === (input.length % 4 !== 0), "a length it has or has not")
    if (encoded !== null) {
      demand(decodeZ85(encoded)?.equals(input) === true, "encoded and decoded it differs")
    }
  },
}
