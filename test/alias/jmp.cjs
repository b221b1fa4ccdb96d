// jmp 2, made for zeromq 5: two of its sockets exchange signed Jupyter messages over tcp.
const assert = require("node:assert/strict")
const jmp = require("jmp")

const kernel = new jmp.Socket("router", "sha256", "secret")
const frontEnd = new jmp.Socket("dealer", "sha256", "secret")

kernel.bindSync("tcp://127.0.0.1:*")
frontEnd.connect(kernel.last_endpoint)

kernel.on("message", (request) => {
  assert.equal(request.header.msg_type, "kernel_info_request")
  request.respond(kernel, "kernel_info_reply", { language: "javascript" }, {}, "5.0")
})
frontEnd.on("message", (reply) => {
  assert.equal(reply.header.msg_type, "kernel_info_reply")
  assert.equal(reply.content.language, "javascript")
  for (const socket of [kernel, frontEnd]) {
    socket.removeAllListeners("message")
    socket.close()
  }
  console.log("jmp: kernel_info_reply from", reply.content.language)
})

// First one that is signed with another key: jmp does not let it through.
const forged = new jmp.Message()
forged.header.msg_type = "shutdown_request"
frontEnd._jmp.key = "guessed"
frontEnd.send(forged)
frontEnd._jmp.key = "secret"

const request = new jmp.Message()
request.header.msg_type = "kernel_info_request"
frontEnd.send(request)
