// Where a runtime is known to behave differently, and the reason. Everything else that differs is a failure.

/** By runtime and row: what the row's failure says, and what users are told. */
export const DEVIATIONS = {
  deno: {
    "foreign address tcp": {
      says: /EINVAL, not EADDRNOTAVAIL/,
      text: "binding to an address that is not this machine's is EINVAL: Deno's node:net says no more",
    },
  },
}
