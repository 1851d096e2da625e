import type { Rule } from 'eslint';

export const MAY_IMPORT: ReadonlyMap<string, readonly string[]>;
export function folderOf(path: string): string | undefined;
export function wrongDirection(from: string, to: string): string | undefined;
export const importDirections: Rule.RuleModule;
