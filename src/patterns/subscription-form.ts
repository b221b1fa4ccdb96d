/**
 * Subscriptions as they are inside a program (RFC 29): a part that is 01 and a topic, or 00 and a topic.
 */
import { Buffer } from "node:buffer"

/** Whether a part of a message can be read as one. */
export function isSubscriptionForm(part: Buffer): boolean {
  return part.length > 0 && part[0] <= 1
}

/** 1: a subscription, 0: its end. */
export function subscriptionForm(kind: 0 | 1, topic: Buffer): Buffer {
  const form = Buffer.allocUnsafe(1 + topic.length)
  form[0] = kind
  form.set(topic, 1)
  return form
}
