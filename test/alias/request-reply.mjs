// REQ and REP, by names.
import assert from "node:assert/strict"
import { Reply, Request } from "zeromq"

const server = new Reply()
await server.bind(process.env.ENDPOINT ?? "tcp://127.0.0.1:*")
const serving = (async () => {
  for await (const [number] of server) {
    await server.send((2 * parseInt(number.toString(), 10)).toString())
  }
})()

const client = new Request()
client.connect(server.lastEndpoint)
await client.send("4")
const [result] = await client.receive()
assert.equal(result.toString(), "8")
client.close()
server.close()
await serving
console.log("request and reply: 2 * 4 = 8")
