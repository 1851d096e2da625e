/** Types of editors-to-use.mjs, for the benches that use it. */
export function nodeRedsToUse(): Promise<{ name: string; node: string; redJs: string }[]>;
