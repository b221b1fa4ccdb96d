// All forms of import in one program.
import assert from "node:assert/strict"
import zmq, { Push } from "zeromq"
import * as all from "zeromq"
import v5, { socket } from "zeromq/v5-compat"
import * as compat from "zeromq/v5-compat"

assert.equal(zmq.Push, Push)
assert.equal(all.Push, Push)
assert.equal(v5.socket, socket)
assert.equal(compat.socket, socket)
console.log("imports: default, namespace, names")
