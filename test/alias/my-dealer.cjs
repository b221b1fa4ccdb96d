// An option by libzmq's number, as an accessor of one's own.
const assert = require("node:assert/strict")
const { Dealer, Router } = require("zeromq")

class MyDealer extends Dealer {
  get sendHighWaterMark() {
    return this.getInt32Option(23)
  }

  set sendHighWaterMark(value) {
    this.setInt32Option(23, value)
  }
}

async function run() {
  const dealer = new MyDealer({ sendHighWaterMark: 456 })
  assert.equal(dealer.sendHighWaterMark, 456)
  const router = new Router()
  await router.bind("tcp://127.0.0.1:*")
  dealer.connect(router.lastEndpoint)
  await dealer.send("hello")
  const [, hello] = await router.receive()
  assert.equal(hello.toString(), "hello")
  dealer.close()
  router.close()
  console.log("MyDealer: high-water mark 456, by number")
}

void run()
