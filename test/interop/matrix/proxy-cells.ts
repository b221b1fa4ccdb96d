/**
 * A proxy in the middle: ours between the peer's sockets, and the peer's between ours.
 */
import type { Wish } from "./cell.js"
import type { PeerKind } from "./peer-kind.js"
import { DEVICES, ourProxyBetween, theirProxyBetween } from "./proxy.js"

/** All that is tried so with this peer. */
export function proxyCells(kind: PeerKind): Wish[] {
  return Object.entries(DEVICES).flatMap(([name, device]) => {
    const { front, back } = device
    const cell = { group: "proxy", peers: [kind.name], place: null } as const
    return [
      {
        ...cell,
        id: `${kind.name}/proxy/ours-${name}`,
        needs: [front.type, front.job, back.type, back.job, "connect", "tcp", "null", "mixed"],
        run: (stage, [peer]) => ourProxyBetween(stage, device, [peer, peer]),
      },
      {
        ...cell,
        id: `${kind.name}/proxy/their-${name}`,
        needs: ["proxy", name, "tcp", "null"],
        run: (stage, [peer]) => theirProxyBetween(stage, name, peer),
      },
    ] satisfies Wish[]
  })
}
