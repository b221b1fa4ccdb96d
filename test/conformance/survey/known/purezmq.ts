/** Our own sockets, where they do otherwise on purpose. */
import type { Knowledge } from "./known.js"

export const PUREZMQ: Knowledge = {
  differences: [
    {
      what: "A PLAIN server says ERROR as libzmq's clients read it",
      why: "RFC 24 has a name of five letters with its size in front. libzmq's PLAIN clients take only the size of the name and its first letter as the one byte 5e; at anything else they would come again for ever with the wrong password.",
      cases: ["27/zap/5"],
    },
    {
      what: "A publisher does not count subscriptions to the same topic",
      why: "RFC 29: two subscriptions have to be cancelled twice. libzmq's subscribers count for themselves: SUBSCRIBE goes out for each, CANCEL for the last, and a publisher that counted would never hear of the end.",
      cases: ["29/pub/13"],
    },
  ],
}
