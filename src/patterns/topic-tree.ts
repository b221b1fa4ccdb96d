/**
 * A radix tree of topics: finds all that are a prefix of a message in O(length of the topic), however many
 * there are. All walks are loops: a topic may be as long as a message, and must not overflow the stack.
 * Knows byte strings. Does not know pipes, or what is stored.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"

/** From so many bytes on, native comparison is worth its call. */
const LONG = 256
/** Longest label that is made of two. */
const LONGEST_JOINED = 4096

/** A place in the tree: the topic that leads to it, and what is stored there. It stays the same object. */
export class TopicNode<V> {
  value: V | null = null
  label: Buffer
  parent: TopicNode<V> | null
  children: Map<number, TopicNode<V>> | null = null

  constructor(label: Buffer, parent: TopicNode<V> | null) {
    this.label = label
    this.parent = parent
  }
}

/** Values by topic. */
export class TopicTree<V> {
  /** Topics that have a value. */
  size = 0
  readonly #root = new TopicNode<V>(EMPTY, null)

  /** The node of exactly this topic; null when it has no value. */
  find(topic: Buffer): TopicNode<V> | null {
    let node = this.#root
    let at = 0
    while (at < topic.length) {
      const child = node.children?.get(topic[at])
      if (child === undefined || !continuesWith(topic, at, child.label)) return null
      at += child.label.length
      node = child
    }
    return node.value === null ? null : node
  }

  /** Stores a value under a topic that has none, and answers its node. */
  add(topic: Buffer, value: V): TopicNode<V> {
    let node = this.#root
    let at = 0
    while (at < topic.length) {
      const child = node.children?.get(topic[at])
      if (child === undefined) {
        node = link(node, new TopicNode<V>(Buffer.from(topic.subarray(at)), node))
        break
      }
      const common = commonLength(topic, at, child.label)
      node = common === child.label.length ? child : split(child, common)
      at += common
    }
    node.value = value
    this.size += 1
    return node
  }

  /** Takes the value out of a node, and the node out of the tree unless others lie behind it. */
  remove(node: TopicNode<V>): void {
    node.value = null
    this.size -= 1
    let at = node
    while (at.parent !== null && at.value === null && at.children === null) {
      const parent = at.parent
      parent.children?.delete(at.label[0])
      if (parent.children?.size === 0) parent.children = null
      at = parent
    }
    mergeDown(at)
  }

  /** Puts the values of all topics that `text` begins with into `found`; answers how many. */
  collect(text: Buffer, found: V[]): number {
    // hot
    let count = 0
    let node = this.#root
    let at = 0
    for (;;) {
      if (node.value !== null) found[count++] = node.value
      if (node.children === null || at >= text.length) return count
      const child = node.children.get(text[at])
      if (child === undefined || !continuesWith(text, at, child.label)) return count
      at += child.label.length
      node = child
    }
  }

  /** Whether any topic is a prefix of `text`. */
  matches(text: Buffer): boolean {
    // hot
    let node = this.#root
    let at = 0
    for (;;) {
      if (node.value !== null) return true
      if (node.children === null || at >= text.length) return false
      const child = node.children.get(text[at])
      if (child === undefined || !continuesWith(text, at, child.label)) return false
      at += child.label.length
      node = child
    }
  }

  /** Every topic that has a value. */
  topics(): Buffer[] {
    const found: Buffer[] = []
    const open: { node: TopicNode<V>; topic: Buffer }[] = [{ node: this.#root, topic: EMPTY }]
    for (let at = 0; at < open.length; at++) {
      const { node, topic } = open[at]
      if (node.value !== null) found.push(topic)
      if (node.children === null) continue
      for (const child of node.children.values()) {
        open.push({ node: child, topic: Buffer.concat([topic, child.label]) })
      }
    }
    return found
  }
}

/** The topic that leads to a node. */
export function topicOf(node: TopicNode<unknown>): Buffer {
  const labels: Buffer[] = []
  for (let at: TopicNode<unknown> | null = node; at !== null; at = at.parent) labels.push(at.label)
  return Buffer.concat(labels.reverse())
}

function continuesWith(text: Buffer, at: number, label: Buffer): boolean {
  // hot
  if (text.length - at < label.length) return false
  if (label.length > LONG) return label.compare(text, at, at + label.length) === 0
  for (let i = 0; i < label.length; i++) if (text[at + i] !== label[i]) return false
  return true
}

function commonLength(text: Buffer, at: number, label: Buffer): number {
  const most = Math.min(text.length - at, label.length)
  let common = 0
  while (
    common + LONG <= most &&
    !label.compare(text, at + common, at + common + LONG, common, common + LONG)
  )
    common += LONG
  while (common < most && text[at + common] === label[common]) common += 1
  return common
}

function link<V>(parent: TopicNode<V>, child: TopicNode<V>): TopicNode<V> {
  parent.children ??= new Map()
  parent.children.set(child.label[0], child)
  child.parent = parent
  return child
}

/** Puts a new node above `node`, which keeps the end of its label; answers the new one. */
function split<V>(node: TopicNode<V>, at: number): TopicNode<V> {
  // A copy: the short topic may outlive the long one, and must not keep its memory.
  const upper = new TopicNode<V>(Buffer.from(node.label.subarray(0, at)), node.parent)
  if (node.parent !== null) link(node.parent, upper)
  node.label = node.label.subarray(at)
  link(upper, node)
  return upper
}

/**
 * A node without a value and with one child only gives its label to that child; or, where the child's is so long that
 * copying it for each short topic that comes and goes would be work without end, takes that of such a node above it.
 */
function mergeDown<V>(node: TopicNode<V>): void {
  if (!isLink(node)) return
  for (const child of node.children.values()) {
    if (!join(node, child) && isLink(node.parent)) join(node.parent, node)
  }
}

/** A node that only leads from one other to the next. */
function isLink<V>(
  node: TopicNode<V>,
): node is TopicNode<V> & { parent: TopicNode<V>; children: Map<number, TopicNode<V>> } {
  return node.parent !== null && node.value === null && node.children?.size === 1
}

/** Has `child` take the place of its parent, unless their label would be too long. */
function join<V>(node: TopicNode<V> & { parent: TopicNode<V> }, child: TopicNode<V>): boolean {
  if (node.label.length + child.label.length > LONGEST_JOINED) return false
  child.label = Buffer.concat([node.label, child.label])
  link(node.parent, child)
  return true
}
