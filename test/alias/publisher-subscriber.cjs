// PUB and SUB: a subscriber gets its topic and no other.
const assert = require("node:assert/strict")
const zmq = require("zeromq")

async function run() {
  const publisher = new zmq.Publisher()
  await publisher.bind(process.env.ENDPOINT ?? "tcp://127.0.0.1:*")

  const subscriber = new zmq.Subscriber()
  subscriber.connect(publisher.lastEndpoint)
  subscriber.subscribe("kitty cats")

  // What is published before the subscription has come is for nobody: go on until one was heard.
  let heard = false
  const publishing = (async () => {
    while (!heard) {
      await publisher.send(["puppies", "woof!"])
      await publisher.send(["kitty cats", "meow!"])
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })()

  for await (const [topic, message] of subscriber) {
    assert.deepEqual([topic.toString(), message.toString()], ["kitty cats", "meow!"])
    heard = true
    break
  }
  await publishing
  publisher.close()
  subscriber.close()
  console.log("publisher and subscriber: meow!")
}

void run()
