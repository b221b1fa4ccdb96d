/**
 * Questions and answers: a client, and a server that takes one request after the other.
 */
import { Reply, Request } from "../src/index.js" // in your program: from "purezmq"

const reply = new Reply()
await reply.bind("tcp://127.0.0.1:*")

async function serve(): Promise<void> {
  for await (const [name] of reply) await reply.send(`hello, ${String(name)}`)
}
const serving = serve()

const request = new Request()
request.connect(reply.lastEndpoint ?? "")
for (const name of ["Ada", "Grace", "Barbara"]) {
  await request.send(name)
  const [answer] = await request.receive()
  console.log(String(answer))
}

request.close()
reply.close()
await serving
