export function brokenCites(files: readonly string[], root: string): string[];
