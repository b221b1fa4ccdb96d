/**
 * The API of versions 4 and 5 of npm `zeromq`, for programs written for it: sockets that emit messages.
 *
 * @packageDocumentation
 */
export { version } from "./api/about.js"
export * from "./compat/constants.js"
export { Context } from "./compat/context.js"
export {
  createSocket,
  createSocket as socket,
  Socket,
  type SocketConstructor,
} from "./compat/create.js"
export { curveKeypair } from "./compat/curve.js"
export type { SocketType } from "./compat/inside.js"
export { options } from "./compat/options.js"
export { proxy } from "./compat/proxy.js"
