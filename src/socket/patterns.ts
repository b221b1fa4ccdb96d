/** Which pattern a socket type has. */
import { DealerPattern } from "../patterns/dealer.js"
import { PairPattern } from "../patterns/pair.js"
import type { Pattern } from "../patterns/pattern.js"
import { PullPattern } from "../patterns/pull.js"
import { PushPattern } from "../patterns/push.js"
import { RepPattern } from "../patterns/rep.js"
import { ReqPattern } from "../patterns/req.js"
import { RouterPattern } from "../patterns/router.js"
import { StreamPattern } from "../patterns/stream.js"
import { PubPattern, XPubPattern } from "../patterns/xpub.js"
import { SubPattern, XSubPattern } from "../patterns/xsub.js"
import type { OptionValues } from "./option-values.js"
import type { SocketName } from "./socket-types.js"

const TWO_TO_32 = 2 ** 32

/** A new pattern for a socket; it reads the options as they are at each moment. */
export function createPattern(name: SocketName, options: OptionValues): Pattern {
  switch (name) {
    case "Pair":
      return new PairPattern()
    case "Publisher":
      return new PubPattern(options)
    case "Subscriber":
      return new SubPattern(options)
    case "Request":
      return new ReqPattern(options, anyNumber())
    case "Reply":
      return new RepPattern()
    case "Dealer":
      return new DealerPattern(options)
    case "Router":
      return new RouterPattern(options, anyNumber())
    case "Pull":
      return new PullPattern()
    case "Push":
      return new PushPattern()
    case "XPublisher":
      return new XPubPattern(options)
    case "XSubscriber":
      return new XSubPattern(options)
    case "Stream":
      return new StreamPattern(options, anyNumber())
  }
}

/** Where numbers begin. It need not be hard to guess: it only tells two lives of a socket apart. */
function anyNumber(): number {
  return Math.floor(Math.random() * TWO_TO_32)
}
