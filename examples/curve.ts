/**
 * Encrypted client and server: with CURVE nobody on the path reads or changes anything, the client knows the server by its
 * public key, and an Authenticator on the server's side lets in the clients whose keys it has.
 *
 *     npx tsx examples/curve.ts
 *
 * Prints:
 *
 *     a key has 40 characters
 *     server: hello from a client I know
 *     client: hello from the server
 *     stranger: turned away with 400
 */
import { Authenticator, curveKeyPair, Reply, Request } from "purezmq"

// Made once, and kept: a secret key never leaves its owner, public keys are handed out.
const serverKeys = curveKeyPair()
const clientKeys = curveKeyPair()
console.log(`a key has ${serverKeys.publicKey.length} characters`)

const authenticator = new Authenticator({ curve: { "*": [clientKeys.publicKey] } })
const server = new Reply({ curveServer: true, curveSecretKey: serverKeys.secretKey })
await server.bind("tcp://127.0.0.1:*")
const endpoint = server.lastEndpoint ?? ""

function clientWith({ publicKey, secretKey }: { publicKey: string; secretKey: string }): Request {
  return new Request({
    linger: 0,
    curveServerKey: serverKeys.publicKey,
    curvePublicKey: publicKey,
    curveSecretKey: secretKey,
  })
}

const client = clientWith(clientKeys)
client.connect(endpoint)
await client.send("hello")
const { message, peer } = await server.receiveFrom()
const who = peer.userId === clientKeys.publicKey ? "a client I know" : "nobody I know"
console.log(`server: ${String(message[0])} from ${who}`)
await server.send("hello from the server")
const [reply] = await client.receive()
console.log(`client: ${String(reply)}`)

const stranger = clientWith(curveKeyPair())
const turnedAway = new Promise<number>((resolve) => {
  stranger.events.on("handshake:error:auth", ({ error }) => resolve(error.status))
})
stranger.connect(endpoint)
console.log(`stranger: turned away with ${await turnedAway}`)

for (const socket of [client, stranger, server, authenticator]) socket.close()
