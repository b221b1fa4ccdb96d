// A Jupyter kernel (jp-kernel, made for zeromq 5) and a front end (enchannel-zmq-backend, made for zeromq 6).
const assert = require("node:assert/strict")
const { createMainChannel } = require("enchannel-zmq-backend")
const Kernel = require("jp-kernel")
const zmq = require("zeromq")

/** Ports that are free: bound once, all at the same time, and let go. */
async function freePorts(count) {
  const sockets = Array.from({ length: count }, () => new zmq.Pull())
  for (const socket of sockets) await socket.bind("tcp://127.0.0.1:*")
  const ports = sockets.map(({ lastEndpoint }) => Number(lastEndpoint.split(":")[2]))
  for (const socket of sockets) {
    await socket.unbind(socket.lastEndpoint)
    socket.close()
  }
  return ports
}

async function run() {
  const [hb_port, shell_port, control_port, stdin_port, iopub_port] = await freePorts(5)
  const connection = {
    transport: "tcp",
    ip: "127.0.0.1",
    key: "secret",
    signature_scheme: "hmac-sha256",
    ...{ hb_port, shell_port, control_port, stdin_port, iopub_port },
  }
  const kernel = new Kernel({
    connection,
    cwd: process.cwd(),
    protocolVersion: "5.0",
    kernelInfoReply: { implementation: "jp-kernel", protocol_version: "5.0" },
  })

  const channel = await createMainChannel(connection)
  const ask = (msg_type, content) => ({
    channel: "shell",
    header: { msg_id: msg_type, msg_type, version: "5.0", date: new Date().toISOString() },
    content,
  })
  const reply = (type) =>
    new Promise((resolve) => {
      const subscription = channel.subscribe((message) => {
        if (message.header.msg_type !== type) return
        subscription.unsubscribe()
        resolve(message.content)
      })
    })

  const info = reply("kernel_info_reply")
  channel.next(ask("kernel_info_request", {}))
  assert.equal((await info).implementation, "jp-kernel")

  const executed = reply("execute_reply")
  channel.next(ask("execute_request", { code: "6 * 7", silent: false }))
  assert.equal((await executed).status, "ok")

  channel.complete()
  await new Promise((resolve) => kernel.destroy(resolve))
  kernel.stdinSocket.close()
  console.log("Jupyter: front end and kernel talk, 6 * 7 was run")
}

void run()
