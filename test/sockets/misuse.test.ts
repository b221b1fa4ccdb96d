import { expect, it } from "vitest"
import { Dealer } from "../../src/index.js"

const ADDRESS = "Address must be a string"

it.each([
  ["bind", ADDRESS],
  ["bindSync", ADDRESS],
  ["unbind", ADDRESS],
  ["unbindSync", ADDRESS],
  ["connect", ADDRESS],
  ["disconnect", ADDRESS],
  ["send", "Message must be present"],
] as const)(
  "%s without its argument is a TypeError, thrown at once, in every state of the socket",
  async (method, message) => {
    const dealer = new Dealer()
    const misuse = () => {
      const call = Reflect.get(dealer, method) as () => unknown
      call.apply(dealer)
    }
    expect(misuse).toThrow(new TypeError(message))
    const binding = dealer.bind("tcp://127.0.0.1:*")
    expect(misuse).toThrow(new TypeError(message))
    await binding
    dealer.close()
    expect(misuse).toThrow(new TypeError(message))
  },
)
