/**
 * What peers made of Debian's libzmq, 4.3.4, lack.
 */

/** For the `lacks` of such a peer. */
export const LIBZMQ_4_3_4_LACKS: Readonly<Record<string, string>> = {
  "req server":
    "a REQ of libzmq 4.3.4 that is the mechanism's server closes the connection at the reply, libzmq's too",
}
