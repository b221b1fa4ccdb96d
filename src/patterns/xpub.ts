/**
 * PUB and XPUB (RFC 29): each message goes to every peer that subscribed to a prefix of its first part, and is
 * dropped for a peer that has no room. An XPUB's user also sees the subscriptions.
 */
import type { Buffer } from "node:buffer"
import type { Message } from "../message.js"
import type { Pipe } from "../pipe.js"
import { Queue } from "../queue.js"
import { BasePattern } from "./pattern.js"
import { isSubscriptionForm, subscriptionForm } from "./subscription-form.js"
import { Subscriptions, type Removal } from "./subscriptions.js"

/** Options that may change while the socket is in use. */
export interface PublishOptions {
  /** Wait rather than drop when a subscriber has no room. */
  readonly noDrop: boolean
  /** Send to those who did not subscribe. */
  readonly invertMatching: boolean
  /** Look for subscriptions in the further parts of a message only when its first part is one. */
  readonly onlyFirstSubscribe: boolean
  /** Show every subscription, or every subscription and cancellation, rather than the first and the last. */
  readonly verbosity: "allSubs" | "allSubsUnsubs" | null
  /** The user subscribes for the peers. */
  readonly manual: boolean
  /** With `manual`: the next message goes only to the peer whose subscription the user received last. */
  readonly manualLastValue: boolean
  /** Sent first to each new peer; null for none. */
  readonly welcomeMessage: Buffer | null
  /** Most subscriptions of one peer; 0: any number. */
  readonly maxSubscriptions: number
  /** Most messages of one peer that are kept for the user; 0: any number. */
  readonly receiveHighWaterMark: number
}

/** A copy for one of many peers is this much less work than a send of its own. */
const PEERS_A_UNIT = 64
/** So many topics of a peer that is gone are forgotten at a time: one or two milliseconds. */
const TOPICS_A_SWEEP = 1024

/** PUB: subscriptions are obeyed and not shown; what else peers send is dropped. */
export class PubPattern extends BasePattern {
  protected readonly options: PublishOptions
  protected readonly subscriptions = new Subscriptions()
  protected readonly peers = new Set<Pipe>()
  readonly #chosen: Pipe[] = []

  constructor(options: PublishOptions) {
    super()
    this.options = options
  }

  /** Distinct topics subscribed to. */
  override get topics(): number {
    return this.subscriptions.topics
  }

  attach(pipe: Pipe): void {
    this.peers.add(pipe)
    const welcome = this.options.welcomeMessage
    if (welcome !== null) pipe.outgoing.write([welcome])
    // A peer in this process may have said something before it was attached.
    this.readable(pipe)
  }

  /** A publisher that dials keeps what is queued; what that peer wanted it will say again. */
  override disconnected(pipe: Pipe): void {
    this.readable(pipe)
    this.forget(pipe)
  }

  detach(pipe: Pipe): void {
    this.readable(pipe)
    this.peers.delete(pipe)
    this.left(pipe)
    this.sweep()
  }

  override readable(pipe: Pipe): void {
    while (this.mayRead(pipe)) {
      const message = pipe.incoming.read()
      if (message === null) return
      if (message.length > 1) this.#severalParts(pipe, message)
      else if (isSubscriptionForm(message[0])) this.#asked(pipe, message[0])
      else this.userMessage(pipe, message)
    }
  }

  override send(message: Message): boolean {
    // hot
    const chosen = this.#chosen
    const count = this.#choose(message[0], chosen)
    this.cost = 1 + Math.floor(count / PEERS_A_UNIT)
    if (this.options.noDrop && !haveRoom(chosen, count)) return false
    for (let i = 0; i < count; i++) if (!chosen[i].outgoing.write(message)) this.dropped += 1
    return true
  }

  override canSend(): boolean {
    return true
  }

  /** Whether more of this peer's messages can be taken now. */
  protected mayRead(_pipe: Pipe): boolean {
    return true
  }

  /** Who keeps count of what a peer asks for. */
  protected get limited(): Subscriptions {
    return this.subscriptions
  }

  /** A peer said 01 topic or 00 topic. */
  protected subscribed(pipe: Pipe, form: Buffer): void {
    const topic = form.subarray(1)
    if (form[0] === 1) this.subscriptions.add(pipe, topic)
    else this.subscriptions.remove(pipe, topic)
  }

  /** A peer sent something else. */
  protected userMessage(_pipe: Pipe, _message: Message): void {}

  /** Drops all subscriptions of a peer. */
  protected forget(pipe: Pipe): void {
    this.subscriptions.removeAll(pipe, null)
  }

  /** A peer is gone: its subscriptions are swept away. */
  protected left(pipe: Pipe): void {
    this.subscriptions.leave(pipe)
  }

  override sweep(): boolean {
    return this.subscriptions.sweep(TOPICS_A_SWEEP, null)
  }

  /** Whom a publication goes to. */
  protected choose(topic: Buffer, chosen: Pipe[]): number {
    return this.subscriptions.collect(topic, chosen)
  }

  #asked(pipe: Pipe, form: Buffer): void {
    // What comes behind a request too many may still be in our hands.
    if (!this.peers.has(pipe)) return
    const most = this.options.maxSubscriptions
    if (form[0] === 1 && !this.limited.hasRoomFor(pipe, form.subarray(1), most)) {
      const why = `more than ${String(most)} subscriptions (maxSubscriptions)`
      if (this.refuse?.(pipe, why) === true) return
    }
    this.subscribed(pipe, form)
  }

  /** As libzmq: each part may be a subscription; what is between them are messages of their own. */
  #severalParts(pipe: Pipe, message: Message): void {
    const all = !this.options.onlyFirstSubscribe || isSubscriptionForm(message[0])
    let rest: Message = []
    for (const part of message) {
      if (!all || !isSubscriptionForm(part)) {
        rest.push(part)
        continue
      }
      if (rest.length > 0) this.userMessage(pipe, rest)
      rest = []
      this.#asked(pipe, part)
    }
    if (rest.length > 0) this.userMessage(pipe, rest)
  }

  #choose(topic: Buffer, chosen: Pipe[]): number {
    const count = this.choose(topic, chosen)
    if (!this.options.invertMatching) return count
    let others = 0
    for (const pipe of this.peers) {
      if (!this.subscriptions.wasChosen(pipe)) chosen[others++] = pipe
    }
    return others
  }
}

function haveRoom(pipes: readonly Pipe[], count: number): boolean {
  for (let i = 0; i < count; i++) if (!pipes[i].outgoing.hasRoom()) return false
  return true
}

/** A message for the user, and whom it is from. */
interface Notice {
  readonly message: Message
  readonly pipe: Pipe
  /** It tells of a subscription or its end. */
  readonly isSubscription: boolean
}

/** What the user has yet to read of one peer. */
interface Unread {
  messages: number
  subscriptions: number
  /** The peer is not read for now. */
  held: boolean
}

function limitOf(most: number): number {
  return most === 0 ? Infinity : most
}

/** XPUB: as PUB, and the user receives subscriptions and whatever else peers send. */
export class XPubPattern extends PubPattern {
  readonly #notices = new Queue<Notice>()
  /** With `manual`: what the peers asked for, to tell the user when one leaves. */
  readonly #wishes = new Subscriptions()
  readonly #unread = new Map<Pipe, Unread>()
  /** The peer whose connection is over, while what it has said last is read. */
  #left: Pipe | null = null
  /** With `manual`: whose subscription the user received last. */
  #last: Pipe | null = null
  #source: Pipe | null = null

  /** The user subscribes for the peers. */
  get isManual(): boolean {
    return this.options.manual
  }

  override receive(): Message | null {
    const notice = this.#notices.shift()
    if (notice === null) return null
    this.#source = notice.pipe
    this.#told(notice)
    if (this.isManual && notice.isSubscription) {
      this.#last = this.peers.has(notice.pipe) ? notice.pipe : null
    }
    return notice.message
  }

  override source(): Pipe | null {
    return this.#source
  }

  override send(message: Message): boolean {
    // hot
    if (!super.send(message)) return false
    if (this.#isForLast()) this.#last = null
    return true
  }

  override canReceive(): boolean {
    return this.#notices.length > 0
  }

  override disconnected(pipe: Pipe): void {
    this.#left = pipe
    super.disconnected(pipe)
    this.#left = null
  }

  override detach(pipe: Pipe): void {
    this.#left = pipe
    super.detach(pipe)
    this.#left = null
    if (pipe === this.#last) this.#last = null
  }

  /** With `manual`: subscribes the peer whose subscription was received last. */
  subscribeLast(topic: Buffer): void {
    if (!this.isManual || this.#last === null) return
    this.subscriptions.add(this.#last, topic)
  }

  /** With `manual`: the opposite. */
  unsubscribeLast(topic: Buffer): void {
    if (this.isManual && this.#last !== null) this.subscriptions.remove(this.#last, topic)
  }

  protected override subscribed(pipe: Pipe, form: Buffer): void {
    const topic = form.subarray(1)
    const adds = form[0] === 1
    let notify = true
    if (this.isManual) {
      if (adds) this.#wishes.add(pipe, topic)
      else this.#wishes.remove(pipe, topic)
    } else if (adds) {
      notify = this.subscriptions.add(pipe, topic) || this.options.verbosity !== null
    } else {
      notify = this.#shows(this.subscriptions.remove(pipe, topic))
    }
    if (notify) this.#tell({ message: [form], pipe, isSubscription: true })
  }

  protected override get limited(): Subscriptions {
    return this.isManual ? this.#wishes : this.subscriptions
  }

  /** A peer that says more than the user reads is held back, as by any socket; unless it has left. */
  protected override mayRead(pipe: Pipe): boolean {
    const unread = this.#unread.get(pipe)
    if (unread === undefined || pipe === this.#left || !this.#isFull(unread, 1)) return true
    unread.held = true
    return false
  }

  protected override userMessage(pipe: Pipe, message: Message): void {
    this.#tell({ message, pipe, isSubscription: false })
  }

  protected override forget(pipe: Pipe): void {
    this.#wishes.removeAll(pipe, this.#tellCancelled)
    this.subscriptions.removeAll(pipe, this.#removed)
  }

  protected override left(pipe: Pipe): void {
    super.left(pipe)
    this.#wishes.leave(pipe)
  }

  override sweep(): boolean {
    const areWishesSwept = this.#wishes.sweep(TOPICS_A_SWEEP, this.#tellCancelled)
    return this.subscriptions.sweep(TOPICS_A_SWEEP, this.#removed) && areWishesSwept
  }

  protected override choose(topic: Buffer, chosen: Pipe[]): number {
    const count = super.choose(topic, chosen)
    if (!this.#isForLast()) return count
    const last = this.#last
    let kept = 0
    for (let i = 0; i < count; i++) {
      if (chosen[i] === last) kept = 1
      else chosen[i].mark = 0 // not chosen after all
    }
    if (last !== null) chosen[0] = last
    return kept
  }

  #isForLast(): boolean {
    return this.#last !== null && this.options.manual && this.options.manualLastValue
  }

  /** The user sees the last cancellation of a topic and, as in libzmq, one of a topic that nobody holds. */
  #shows(removal: Removal): boolean {
    return removal !== "others hold it" || this.options.verbosity === "allSubsUnsubs"
  }

  readonly #removed = (topic: Buffer, removal: Removal, pipe: Pipe): void => {
    if (!this.isManual && this.#shows(removal)) this.#tellCancelled(topic, removal, pipe)
  }

  readonly #tellCancelled = (topic: Buffer, _removal: Removal, pipe: Pipe): void => {
    const message = [subscriptionForm(0, topic)]
    this.#tell({ message, pipe, isSubscription: true })
  }

  #tell(notice: Notice): void {
    this.#notices.push(notice)
    let unread = this.#unread.get(notice.pipe)
    if (unread === undefined) {
      unread = { messages: 0, subscriptions: 0, held: false }
      this.#unread.set(notice.pipe, unread)
    }
    unread[notice.isSubscription ? "subscriptions" : "messages"] += 1
  }

  /** The user has read one: a peer that was held back goes on when half of its share is read. */
  #told({ pipe, isSubscription }: Notice): void {
    const unread = this.#unread.get(pipe)
    if (unread === undefined) return
    unread[isSubscription ? "subscriptions" : "messages"] -= 1
    if (unread.held && !this.#isFull(unread, 2)) {
      unread.held = false
      this.readable(pipe)
    }
    if (unread.messages + unread.subscriptions === 0) this.#unread.delete(pipe)
  }

  #isFull({ messages, subscriptions }: Unread, times: number): boolean {
    const { receiveHighWaterMark, maxSubscriptions } = this.options
    return (
      messages * times >= limitOf(receiveHighWaterMark) ||
      subscriptions * times >= limitOf(maxSubscriptions)
    )
  }
}
