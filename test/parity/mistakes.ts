/**
 * What goes wrong with sockets, one thing after the other: each answers what came of it, as text.
 */
import type { SocketName } from "../helpers/interop.js"
import { bound, call, freshName, wait, type Thing, type Workbench } from "./library.js"
import { outcome, settled, show } from "./outcome.js"

export type Scenario = (at: Workbench) => string | Promise<string>

/** The scenarios, by what is tried. */
export const MISTAKES = new Map<string, Scenario>()

function tried(title: string, scenario: Scenario): void {
  if (MISTAKES.has(title)) throw new Error(`"${title}" is tried twice`)
  MISTAKES.set(title, scenario)
}

const ENDPOINT_METHODS = ["bind", "bindSync", "unbind", "unbindSync", "connect", "disconnect"]
const WRONG_ARGUMENTS: readonly unknown[][] = [
  [],
  [1],
  [null],
  [undefined, undefined],
  ["inproc://x", 1],
  ["inproc://x", undefined],
  ["inproc://x", 1, 2],
  ["inproc://x", 1, 2, 3],
]

for (const name of ["Dealer", "Router"] as const) {
  for (const method of ENDPOINT_METHODS) {
    for (const given of WRONG_ARGUMENTS) {
      // These two are methods in JavaScript, which do not count.
      if (name === "Router" && method === "connect" && given.length > 1) continue
      tried(`${name}.${method}(${JSON.stringify(given).slice(1, -1)})`, (at) =>
        settled(() => call(at.open(name), method, ...given)),
      )
    }
  }
}

for (const [method, ...given] of [
  ["send"],
  ["send", undefined],
  ["send", "x", undefined],
  ["send", "x", {}, 1],
  ["send", "x", {}, 1, 2],
  ["receive", undefined],
  ["receive", {}, 1],
  ["receive", {}, 1, 2],
  ["close", 1],
  ["close", 1, 2],
] as const) {
  tried(`Dealer.${method}(${String(given.length)} arguments: ${show(given[0])})`, (at) =>
    settled(() => call(at.open("Dealer", { sendTimeout: 0, receiveTimeout: 0 }), method, ...given)),
  )
}

for (const method of ["subscribe", "unsubscribe"]) {
  for (const given of [1, null, undefined, {}, true]) {
    tried(`Subscriber.${method}(${show(given)})`, (at) =>
      outcome(() => call(at.open("Subscriber"), method, "fine", given)),
    )
  }
}

for (const given of [[], ["foo"], [3, 1], [3, null], [3, {}, 1], [99], [-1]]) {
  tried(`new Socket(${JSON.stringify(given).slice(1, -1)})`, (at) =>
    outcome(() => void call(at.make("Socket", ...given), "close")),
  )
}

tried("new Socket with a context that is none", (at) =>
  outcome(() => at.make("Socket", 3, { context: {} })),
)

type Given = (at: Workbench) => unknown[]
const pair: Given = (at) => [at.open("Pair")]
const closed: Given = (at) => {
  const socket = at.open("Pair")
  call(socket, "close")
  return [socket]
}
for (const [title, given] of Object.entries<Given>({
  nothing: () => [],
  "1": () => [1],
  text: () => ["text"],
  null: () => [null],
  "no socket": () => [{}],
  "a function": () => [() => 1],
  "a socket and 1": (at) => [at.open("Pair"), 1],
  "a closed socket": closed,
})) {
  tried(`new Observer(${title})`, (at) => outcome(() => void at.make("Observer", ...given(at))))
}
for (const [title, given] of Object.entries<Given>({
  nothing: () => [],
  "1, 2": () => [1, 2],
  "no sockets": () => [{}, {}],
  "a socket": pair,
  "a socket, no socket": (at) => [...pair(at), {}],
  "three sockets": (at) => [...pair(at), ...pair(at), ...pair(at)],
  "closed sockets": (at) => [...closed(at), ...closed(at)],
})) {
  tried(`new Proxy(${title})`, (at) => outcome(() => void at.make("Proxy", ...given(at))))
}

tried("a class field of a subclass", (at) => {
  class Named extends at.library["Dealer"] {
    readonly name = "x"
  }
  return outcome(() => new Named())
})
tried("an option that a wrong value is assigned to keeps its value", (at) => {
  const dealer = at.open("Dealer", { linger: 5 })
  const result = outcome(() => (dealer["linger"] = -2))
  return `${result}, ${String(dealer["linger"])}`
})

// --- busy

const ANY_CALL: readonly [string, ...unknown[]][] = [
  ["bind", "inproc://busy"],
  ["bindSync", "inproc://busy"],
  ["unbind", "inproc://busy"],
  ["unbindSync", "inproc://busy"],
  ["connect", "inproc://busy"],
  ["disconnect", "inproc://busy"],
  ["send", "x"],
  ["receive"],
]
const LOOKS = ["closed", "linger", "type", "events", "context"]

for (const [method, ...given] of ANY_CALL) {
  tried(`${method} while a bind is under way`, async (at) => {
    const dealer = at.open("Dealer", { sendTimeout: 0, receiveTimeout: 0 })
    const binding = wait(dealer, "bind", "tcp://127.0.0.1:*")
    const result = outcome(() => call(dealer, method, ...given))
    await binding
    return result
  })
  tried(`${method} while an unbind is under way`, async (at) => {
    const dealer = at.open("Dealer", { sendTimeout: 0, receiveTimeout: 0 })
    const address = await bound(dealer)
    const unbinding = wait(dealer, "unbind", address)
    const result = outcome(() => call(dealer, method, ...given))
    await unbinding
    return result
  })
  tried(`${method} while a proxy runs`, (at) =>
    whileProxied(at, (front) => outcome(() => call(front, method, ...given))),
  )
}
for (const look of LOOKS) {
  tried(`${look} while a bind is under way`, async (at) => {
    const dealer = at.open("Dealer")
    const binding = wait(dealer, "bind", "tcp://127.0.0.1:*")
    const result = outcome(() => dealer[look])
    await binding
    return result
  })
  if (look === "linger" || look === "type") continue
  // libzmq's sockets are in another thread then: its options are not looked at here.
  tried(`${look} while a proxy runs`, (at) =>
    whileProxied(at, (front) => outcome(() => front[look])),
  )
}
tried("close while a bind is under way", async (at) => {
  const dealer = at.open("Dealer")
  const binding = wait(dealer, "bind", "tcp://127.0.0.1:*")
  call(dealer, "close")
  const before = String(dealer["closed"])
  await binding
  return `${before}, then ${String(dealer["closed"])}`
})
tried("close while a bind is under way that fails", async (at) => {
  const address = await bound(at.open("Dealer"))
  const dealer = at.open("Dealer")
  const binding = settled(() => call(dealer, "bind", address))
  call(dealer, "close")
  const before = String(dealer["closed"])
  return `${before}, ${await binding}, then ${String(dealer["closed"])}`
})

async function whileProxied(at: Workbench, act: (front: Thing) => string): Promise<string> {
  const [front, back] = [at.open("Router"), at.open("Dealer")]
  await bound(front, freshName())
  await bound(back, freshName())
  const proxy = at.make("Proxy", front, back)
  const running = wait(proxy, "run")
  const result = act(front)
  call(proxy, "terminate")
  await running
  return `${result}; after: ${String(front["closed"])} ${String(back["closed"])}`
}

tried("a second send", (at) => {
  const push = at.open("Push")
  void settled(() => call(push, "send", "x"))
  return outcome(() => call(push, "send", "y"))
})
tried("a second receive", (at) => {
  const pull = at.open("Pull")
  void settled(() => call(pull, "receive"))
  return outcome(() => call(pull, "receive"))
})
tried("a second receive of an iterator", async (at) => {
  const pull = at.open("Pull")
  const iterator = (pull[Symbol.asyncIterator] as () => AsyncIterator<unknown>).call(pull)
  void settled(() => iterator.next())
  return settled(() => iterator.next())
})

// --- time

const SENDERS: readonly SocketName[] = [
  "Pair",
  "Publisher",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Push",
  "XPublisher",
  "XSubscriber",
  "Stream",
]
const RECEIVERS: readonly SocketName[] = [
  "Pair",
  "Subscriber",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Pull",
  "XPublisher",
  "XSubscriber",
  "Stream",
]

for (const timeout of [0, 10]) {
  for (const name of SENDERS) {
    tried(`${name}.send without peers, sendTimeout ${String(timeout)}`, (at) =>
      settled(() => call(at.open(name, { sendTimeout: timeout }), "send", ["a", "b"])),
    )
  }
  for (const name of RECEIVERS) {
    tried(`${name}.receive without peers, receiveTimeout ${String(timeout)}`, (at) =>
      settled(() => call(at.open(name, { receiveTimeout: timeout }), "receive")),
    )
  }
}
for (const name of [...SENDERS, "Subscriber", "Pull"] as const) {
  tried(`${name}.send without peers, closed while it waits`, (at) =>
    settled(() => {
      const socket = at.open(name)
      const answer = call(socket, "send", ["a", "b"])
      call(socket, "close")
      return answer
    }, 100),
  )
}
for (const name of [...RECEIVERS, "Publisher", "Push"] as const) {
  tried(`${name}.receive without peers, closed while it waits`, (at) =>
    settled(() => {
      const socket = at.open(name)
      const answer = call(socket, "receive")
      call(socket, "close")
      return answer
    }, 100),
  )
}
for (const [name, method] of [
  ["Subscriber", "send"],
  ["Pull", "send"],
  ["Publisher", "receive"],
  ["Push", "receive"],
] as const) {
  tried(`${name}.${method}, which cannot be`, (at) =>
    settled(() => call(at.open(name), method, ...(method === "send" ? ["x"] : [])), 100),
  )
}

// --- state

tried("a REQ that sends twice, sendTimeout 0", async (at) => {
  const [request, reply] = [at.open("Request", { sendTimeout: 0 }), at.open("Reply")]
  call(request, "connect", await bound(reply, freshName()))
  await wait(request, "send", "first")
  return settled(() => call(request, "send", "second"))
})
tried("a REQ that sends twice, sendTimeout 10", async (at) => {
  const [request, reply] = [at.open("Request", { sendTimeout: 10 }), at.open("Reply")]
  call(request, "connect", await bound(reply, freshName()))
  await wait(request, "send", "first")
  return settled(() => call(request, "send", "second"))
})
tried("a REP that receives twice, receiveTimeout 0", async (at) => {
  const [request, reply] = [at.open("Request"), at.open("Reply")]
  call(request, "connect", await bound(reply, freshName()))
  await wait(request, "send", "first")
  await wait(reply, "receive")
  reply["receiveTimeout"] = 0
  return settled(() => call(reply, "receive"))
})
tried("a ROUTER's message for nobody, mandatory, sendTimeout 0", (at) =>
  settled(() => call(at.open("Router", { mandatory: true, sendTimeout: 0 }), "send", ["a", "b"])),
)
tried("a ROUTER's message for nobody, mandatory, sendTimeout 10", (at) =>
  settled(() => call(at.open("Router", { mandatory: true, sendTimeout: 10 }), "send", ["a", "b"])),
)
tried("a ROUTER's message for nobody while another is there, mandatory", async (at) => {
  const [router, dealer] = [at.open("Router", { mandatory: true }), at.open("Dealer")]
  call(dealer, "connect", await bound(router, freshName()))
  await wait(dealer, "send", "hello")
  await wait(router, "receive")
  return settled(() => call(router, "send", ["nobody", "b"]))
})
tried("more sockets than maxSockets", (at) => {
  const context = at.make("Context", { maxSockets: 2 })
  at.open("Pair", { context })
  at.open("Pair", { context })
  return outcome(() => at.open("Pair", { context }))
})

// --- observers

tried("a second receive of an observer", (at) => {
  const events = at.open("Pair")["events"] as Thing
  void settled(() => call(events, "receive"))
  return outcome(() => call(events, "receive"))
})
tried("an observer's receive after the end", async (at) => {
  const socket = at.open("Pair")
  const events = socket["events"] as Thing
  const pending = settled(() => call(events, "receive"))
  call(socket, "close")
  const end = await pending
  return `${end}, then ${outcome(() => call(events, "receive"))}`
})
tried("events of a closed socket that had none", (at) => {
  const socket = at.open("Pair")
  call(socket, "close")
  return outcome(() => socket["events"])
})
for (const [method, ...given] of [
  ["receive", 1],
  ["close", 1],
  ["on"],
  ["on", "end", 1],
  ["off", "end", 1],
] as const) {
  tried(`events.${method}(${given.join()})`, (at) => {
    const socket = at.open("Pair")
    const events = socket["events"] as Thing
    const result = outcome(() => call(events, method, ...given))
    call(socket, "close")
    return result
  })
}

// The native binding's next observer would never see its end.
tried("an observer's receive after close", (at) => {
  const events = at.open("Pair")["events"] as Thing
  call(events, "close")
  return `${outcome(() => call(events, "receive"))}, closed: ${String(events["closed"])}`
})
tried("an observer's receive while it is closed", (at) => {
  const events = at.open("Pair")["events"] as Thing
  const pending = settled(() => call(events, "receive"))
  call(events, "close")
  return pending
})
// --- proxies

for (const method of ["run", "pause", "resume", "terminate"]) {
  tried(`proxy.${method} of sockets that are nowhere bound`, (at) => {
    const proxy = at.make("Proxy", at.open("Router"), at.open("Dealer"))
    return outcome(() => call(proxy, method))
  })
  tried(`proxy.${method}(1)`, (at) => {
    const proxy = at.make("Proxy", at.open("Router"), at.open("Dealer"))
    return outcome(() => call(proxy, method, 1))
  })
  tried(`proxy.${method} when it is over`, async (at) => {
    const [front, back] = [at.open("Router"), at.open("Dealer")]
    await bound(front, freshName())
    await bound(back, freshName())
    const proxy = at.make("Proxy", front, back)
    const running = wait(proxy, "run")
    call(proxy, "terminate")
    await running
    return outcome(() => call(proxy, method))
  })
}
tried("proxy.run with a back-end that is nowhere bound", async (at) => {
  const [front, back] = [at.open("Router"), at.open("Dealer")]
  await bound(front, freshName())
  return outcome(() => call(at.make("Proxy", front, back), "run"))
})
