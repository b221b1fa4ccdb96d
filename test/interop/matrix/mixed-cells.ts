/**
 * Several peers at once: what one says, another hears, and all of them at one socket of ours.
 */
import { whyNot, type Cell, type Wish } from "./cell.js"
import { chain, fanIn, fanOut } from "./mixed.js"
import type { PeerKind } from "./peer-kind.js"
import { DEVICES, ourProxyBetween } from "./proxy.js"

/** A pipeline of so many languages, if there are so many. */
const LANGUAGES = 5

/** What peers that are here do together. */
export function mixedCells(kinds: readonly PeerKind[]): Cell[] {
  const able = kinds.filter(({ refused }) => refused === undefined)
  const wishes = [...brokers(able), ...crowds(able), ...pipelines(able)]
  // Each peer was asked already whether it offers its part.
  return wishes.map((wish) => ({ ...wish, notOffered: null }))
}

function offers(...words: string[]): (kind: PeerKind) => boolean {
  return (kind) => whyNot(kind, [...words, "connect", "tcp", "null"]) === null
}

/** One's client and the next one's worker, at a broker of ours; one's publisher and the next one's subscriber. */
function brokers(kinds: readonly PeerKind[]): Wish[] {
  return (["queue", "forwarder"] as const).flatMap((name) => {
    const { front, back } = DEVICES[name]
    const first = kinds.filter(offers(front.type, front.job, "mixed"))
    const second = kinds.filter(offers(back.type, back.job, "mixed"))
    return first.flatMap((one) => {
      const next = second.find((kind) => kinds.indexOf(kind) > kinds.indexOf(one)) ?? second.at(0)
      if (next === undefined || next === one) return []
      return [
        {
          id: `mixed/${name}/${one.name}+${next.name}`,
          group: "mixed",
          peers: [one.name, next.name],
          place: null,
          needs: [],
          run: (stage, peers) => ourProxyBetween(stage, DEVICES[name], [peers[0], peers[1]]),
        } satisfies Wish,
      ]
    })
  })
}

/** All at one socket. */
function crowds(kinds: readonly PeerKind[]): Wish[] {
  const all = [
    { name: "fan-in", run: fanIn, kinds: kinds.filter(offers("push", "send")) },
    { name: "fan-out", run: fanOut, kinds: kinds.filter(offers("sub", "receive")) },
  ]
  return all
    .filter(({ kinds: { length } }) => length > 1)
    .map(({ name, run, kinds: crowd }) => ({
      id: `mixed/${name}`,
      group: "mixed",
      peers: crowd.map((kind) => kind.name),
      place: null,
      needs: [],
      run,
    }))
}

/** One that sends, proxies, and one that receives, each in another language. */
function pipelines(kinds: readonly PeerKind[]): Wish[] {
  const isProxy = offers("proxy", "streamer")
  // Those that can be no proxy can still be at an end.
  const sender = hire(kinds, offers("push", "send"), [], isProxy)
  const receiver = hire(kinds, offers("pull", "receive"), sender, isProxy)
  let proxies: PeerKind[] = []
  while (proxies.length < LANGUAGES - 2) {
    const more = hire(kinds, isProxy, [...sender, ...proxies, ...receiver])
    if (more.length === 0) break
    proxies = [...proxies, ...more]
  }
  if (sender.length * receiver.length * proxies.length === 0) return []
  const names = [...sender, ...proxies, ...receiver].map(({ name }) => name)
  return [
    {
      id: `mixed/pipeline/${names.join("+")}`,
      group: "mixed",
      peers: names,
      place: null,
      needs: [],
      run: chain,
    },
  ]
}

/** The first that is able, in a language that nobody there has; those last of which something is said. None: nobody. */
function hire(
  kinds: readonly PeerKind[],
  isAble: (kind: PeerKind) => boolean,
  there: readonly PeerKind[],
  comesLast: (kind: PeerKind) => boolean = () => false,
): PeerKind[] {
  const able = kinds.filter(
    (kind) => isAble(kind) && !there.some(({ language }) => language === kind.language),
  )
  return [...able.filter((kind) => !comesLast(kind)), ...able].slice(0, 1)
}
