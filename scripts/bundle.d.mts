// The types of bundle.mjs, for tests.
export function bundleLibrary(dist: string): Promise<void>
export function bundleCommand(dist: string): Promise<void>
