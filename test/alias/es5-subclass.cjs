// Programs of versions 4 and 5 inherit from Socket as one did before classes. The package they require is an alias.
const assert = require("node:assert/strict")
const util = require("node:util")
const zmq = require("zeromq-v5")

function JsonSocket(type) {
  zmq.Socket.call(this, type)
  this.on("message", (...parts) => {
    this.emit("json", ...parts.map((part) => JSON.parse(part.toString())))
  })
}
util.inherits(JsonSocket, zmq.Socket)
JsonSocket.prototype.sendJson = function (...values) {
  return this.send(values.map((value) => JSON.stringify(value)))
}

class Numbered extends zmq.Socket {
  sent = 0
  send(...given) {
    this.sent += 1
    return super.send(...given)
  }
}

const rep = new JsonSocket("rep")
const req = new Numbered("req")
assert(rep instanceof zmq.Socket && req instanceof zmq.Socket)

rep.on("json", ({ question }) => rep.sendJson({ answer: question.length }))
req.on("message", (reply) => {
  assert.deepEqual(JSON.parse(reply.toString()), { answer: 3 })
  assert.equal(req.sent, 1)
  rep.close()
  req.close()
  console.log("v5 with ES5 and ES6 subclasses: 3")
})
req.connect(rep.bindSync("tcp://127.0.0.1:*").last_endpoint)
req.send('{ "question": "why" }')
