/**
 * Exclusive pair: two PAIR sockets talk both ways, in no fixed turn, and with nobody else: a third is turned away.
 *
 *     npx tsx examples/pair.ts
 *
 * Prints:
 *
 *     server hears: ready
 *     client hears: step 1
 *     client hears: step 2
 *     server hears: done
 *     the intruder is turned away
 *     client hears: still with you
 */
import { Pair } from "purezmq"

const server = new Pair()
await server.bind("tcp://127.0.0.1:*")
const client = new Pair()
client.connect(server.lastEndpoint ?? "")

await client.send("ready")
console.log(`server hears: ${String(await server.receive())}`)
await server.send("step 1")
await server.send("step 2") // no answer is waited for
console.log(`client hears: ${String(await client.receive())}`)
console.log(`client hears: ${String(await client.receive())}`)
await client.send("done")
console.log(`server hears: ${String(await server.receive())}`)

const intruder = new Pair({ linger: 0 })
intruder.connect(server.lastEndpoint ?? "")
await new Promise<void>((resolve) => intruder.events.on("disconnect", () => resolve()))
console.log("the intruder is turned away")
intruder.close()

await server.send("still with you")
console.log(`client hears: ${String(await client.receive())}`)
client.close()
server.close()
