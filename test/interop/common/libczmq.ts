/**
 * What peers made of Debian's CZMQ lack.
 */

/** For the `lacks` of such a peer. */
export const CZMQ_LACKS: Readonly<Record<string, string>> = {
  "req plain server":
    "zauth names the user in its ZAP reply, and libzmq 4.3.4 then takes no replies at a REQ that is the server",
}
