/** Types of chromium.mjs, for the benches that use it. */
export function findChromium(): string | undefined;
