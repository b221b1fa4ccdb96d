/**
 * npm `libsodium-sumo` comes without types; `sodium.ts` says what we use of it.
 */
declare module "libsodium-sumo" {
  const entry: unknown
  export default entry
}
