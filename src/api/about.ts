/**
 * What this library is level with.
 */

/** The libzmq version whose protocol and behaviour this library matches; not its own version. */
export const version = "4.3.5"

/** What this version can do beyond tcp and inproc. */
export const capability = {
  ipc: true,
  pgm: false,
  tipc: false,
  norm: false,
  curve: false,
  gssapi: false,
  draft: false,
} as const
