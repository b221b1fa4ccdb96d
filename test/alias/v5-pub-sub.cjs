// The API of versions 4 and 5.
const assert = require("node:assert/strict")
const zmq = require("zeromq/v5-compat")

const pub = zmq.socket("pub")
const sub = zmq.socket("sub")

pub.bind(process.env.ENDPOINT ?? "tcp://127.0.0.1:*", (error) => {
  if (error) throw error
  sub.connect(pub.getsockopt("last_endpoint"))
  sub.subscribe("mess")
  const publishing = setInterval(() => pub.send("message"), 5)

  sub.once("message", (message) => {
    assert.equal(message.toString(), "message")
    clearInterval(publishing)
    pub.close()
    sub.close()
    console.log("v5 pub and sub: message")
  })
})
