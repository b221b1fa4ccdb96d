// What the package is called and what it exports, by `require` and by each form of `import`.
const assert = require("node:assert/strict")
const zmq = require("zeromq")
const v5 = require("zeromq/v5-compat")

const NAMES = (
  "Authenticator Context Dealer Observer Pair Proxy Publisher Pull Push Reply Request Router Socket Stream Subscriber " +
  "XPublisher XSubscriber capability context curveKeyPair version"
).split(" ")

async function run() {
  assert.deepEqual(Object.keys(zmq).sort(), NAMES)
  // What editors import by themselves, and programs have kept.
  for (const name of ["lib/index.js", "lib", "lib/native"])
    assert.equal(require(`zeromq/${name}`), zmq)
  assert.equal(require("zeromq/lib/compat"), v5)
  assert.equal(require("zeromq/v5-compat.js"), v5)
  assert.match(require("zeromq/package.json").version, /^\d+\.\d+\.\d+/)

  const all = await import("zeromq")
  const names = Object.keys(all).filter((name) => name !== "module.exports")
  assert.deepEqual(names.sort(), [...NAMES, "default"].sort())
  assert.deepEqual(Object.keys(all.default).sort(), NAMES)
  assert.equal(all.default.Push, all.Push)

  const compat = await import("zeromq/v5-compat")
  for (const name of Object.keys(v5)) {
    assert(name in compat, name)
    assert(name in compat.default, name)
  }
  assert(!Object.keys(v5).includes("default"))

  // Loaded twice, by `require` and by `import`, it is one library all the same.
  const pull = new zmq.Pull()
  const push = new all.Push()
  pull.bindSync("inproc://twice")
  push.connect("inproc://twice")
  await push.send("hello")
  assert.equal((await pull.receive()).toString(), "hello")
  pull.close()
  push.close()

  if (zmq.capability.draft) assert.equal(Object.keys(require("zeromq/draft")).length, 7)
  else {
    assert.throws(() => require("zeromq/draft"), /draft/)
    await assert.rejects(import("zeromq/draft.js"), /draft/)
  }
  console.log(`names: ${NAMES.length} and ${Object.keys(v5).length}, by require and import`)
}

void run()
