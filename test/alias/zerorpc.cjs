// zerorpc, made for zeromq 4: calls, errors and a stream.
const assert = require("node:assert/strict")
const zerorpc = require("zerorpc")

// zerorpc reads the parameters of these from their text, and knows no other way to write a function.
const server = new zerorpc.Server({
  hello: function (name, reply) {
    reply(null, `Hello, ${name}!`)
  },
  fail: function (reply) {
    reply(new Error("as asked"))
  },
  count: function (to, reply) {
    for (let i = 1; i <= to; i++) reply(null, i, i < to)
  },
})
const endpoint = `ipc://${process.cwd()}/zerorpc.sock`
server.bind(endpoint)
const client = new zerorpc.Client()
client.connect(endpoint)

client.invoke("hello", "Ada", (error, greeting) => {
  assert.ifError(error)
  assert.equal(greeting, "Hello, Ada!")
  client.invoke("fail", (failure) => {
    assert.equal(failure.message, "as asked")
    const counted = []
    client.invoke("count", 5, (broken, number, more) => {
      assert.ifError(broken)
      if (number !== undefined) counted.push(number)
      if (more) return
      assert.deepEqual(counted, [1, 2, 3, 4, 5])
      client.close()
      server.close()
      console.log("zerorpc: Hello, Ada!")
    })
  })
})
