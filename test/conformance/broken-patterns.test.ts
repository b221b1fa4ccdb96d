/** Peers that break a rule of a pattern: who gets which message. */
import "./broken/pipeline.js"
import "./broken/publish-subscribe.js"
import "./broken/request-reply.js"
