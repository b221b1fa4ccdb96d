/**
 * Which peer of a socket it was that has shaken hands: events do not say.
 * Knows what peers are told apart by. Does not know events.
 */
import type { Peer } from "../../index.js"

/** The peers that were met already. Several may look the same: on ipc they have one endpoint. */
export class Acquaintances {
  #known: string[] = []

  /** The first of these that was not there before; null: all were. */
  meet(peers: readonly Peer[]): Peer | null {
    const peer = this.#strangersAmong(peers).at(0)
    if (peer === undefined) return null
    this.#known.push(nameOf(peer))
    return peer
  }

  /** Forgets who is not among these any more. */
  forget(peers: readonly Peer[]): void {
    this.#strangersAmong(peers)
  }

  #strangersAmong(peers: readonly Peer[]): Peer[] {
    const before = [...this.#known]
    this.#known = []
    return peers.filter((peer) => {
      const at = before.indexOf(nameOf(peer))
      if (at === -1) return true
      this.#known.push(...before.splice(at, 1))
      return false
    })
  }
}

function nameOf({ endpoint, socketType, routingId }: Peer): string {
  return `${endpoint} ${socketType ?? ""} ${routingId.toString("hex")}`
}
