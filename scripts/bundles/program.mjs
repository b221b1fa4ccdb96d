// The program that is bundled: what a bundler or a minifier could break is used once.
import { mkdtempSync, rmdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as zmq from "purezmq"
import { readableFrom, writableTo } from "purezmq/streams"

function check(condition, what) {
  if (!condition) throw new Error(what)
}

async function exchange(endpoint, how) {
  const pull = new zmq.Pull({ receiveHighWaterMark: 7 })
  const push = new zmq.Push()
  await pull[how](endpoint)
  push.connect(pull.lastEndpoint)
  const big = Buffer.alloc(1_000_000, "big")
  for (const message of [["hello"], ["", "two"], [big]]) {
    await push.send(message)
    const parts = await pull.receive()
    const fits = parts.every((part, i) => part.equals(Buffer.from(message[i])))
    check(fits && parts.length === message.length, `${endpoint}: another message arrived`)
  }
  check(pull.receiveHighWaterMark === 7, "an option given to the constructor")
  refuses(() => new zmq.Pull().bindSync(pull.lastEndpoint), "EADDRINUSE", "Address already in use")
  push.close()
  pull.close()
}

/** The error is recognized by its code, message and class, whatever a minifier calls the class. */
function refuses(call, code, message) {
  let caught = null
  try {
    call()
  } catch (error) {
    caught = error
  }
  check(caught instanceof Error, `${code} was not thrown`)
  check(caught.code === code && caught.message === message, `${code}: ${String(caught)}`)
  check(caught.name === "Error" && caught.errno > 0, `${code} is called ${caught.name}`)
}

async function options() {
  const socket = new zmq.Subscriber()
  for (const [name, value] of [
    ["linger", 5],
    ["reconnectInterval", 17],
    ["sendTimeout", 3],
    ["heartbeatInterval", 99],
    ["routingId", "me"],
  ]) {
    const dealer = new zmq.Dealer({ [name]: value })
    check(dealer[name] === value, `option ${name} by the constructor`)
    dealer[name] = value
    check(dealer[name] === value && name in zmq.Dealer.prototype, `option ${name}`)
    dealer.close()
  }
  refuses(() => (socket.linger = -2), "EINVAL", "Invalid argument")
  check(socket instanceof zmq.Socket && new zmq.Context() instanceof zmq.Context, "classes")
  socket.close()
  check(zmq.capability.ipc === (process.platform !== "win32"), "capability")
  check(typeof zmq.version === "string", "version")
}

async function events() {
  const pair = new zmq.Pair()
  const bound = new Promise((resolve) => pair.events.on("bind", resolve))
  await pair.bind("tcp://127.0.0.1:*")
  check((await bound).address === pair.lastEndpoint, "events")
  pair.close()
}

async function streams() {
  const pull = new zmq.Pull()
  const push = new zmq.Push()
  await pull.bind("inproc://streams")
  push.connect("inproc://streams")
  writableTo(push).end("streamed")
  for await (const [part] of readableFrom(pull)) {
    check(String(part) === "streamed", "streams")
    break
  }
}

async function main() {
  for (const how of ["bind", "bindSync"]) {
    await exchange("tcp://127.0.0.1:*", how)
    if (process.platform !== "win32") {
      const folder = mkdtempSync(join(tmpdir(), "purezmq-bundle-"))
      await exchange(`ipc://${folder}/socket`, how)
      rmdirSync(folder)
    }
    await exchange(`inproc://bundled-${how}`, how)
  }
  await options()
  await events()
  await streams()
  console.log("bundle works")
}

void main()
