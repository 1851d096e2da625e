import assert from 'node:assert/strict';
import type { StoredRows } from './stored-rows';

const MOST_TRACES = 5;
const MOST_RECORDS = 10;
const MOST_CHARACTERS = 1_500;

/** What went wrong, as something that can be looked up in what a flow has noted. */
export type Wrong = Record<string, readonly string[]>;

export interface Evidence {
  /** What the flow has noted of it. */
  notedOf: (what: string) => readonly object[];
  /** By what the store names it. */
  nameOf?: (what: string) => string;
  stored: StoredRows;
}

/** Rejects with what was noted, and what is stored, of the first of those that went wrong. */
export async function assertNone(wrong: Wrong, { notedOf, nameOf = (what) => what, stored }: Evidence): Promise<void> {
  for (const [how, all] of Object.entries(wrong)) {
    if (all.length === 0) continue;
    const traces: string[] = [];
    for (const what of all.slice(0, MOST_TRACES)) {
      const noted = notedOf(what).map((record) => JSON.stringify(record));
      const rows = await stored(nameOf(what)).catch((error: unknown) => [String(error)]);
      traces.push([what, ...some('noted', noted), ...some('stored', rows)].join('\n  '));
    }
    assert.fail(`${how}: ${all.length}\n${traces.join('\n')}`);
  }
}

function some(kind: string, lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_RECORDS).map((line) => `${kind} ${line.slice(0, MOST_CHARACTERS)}`);
  return shown.length > 0 ? shown : [`${kind}: nothing`];
}

export function countsOf(wrong: Wrong): Record<string, number> {
  return Object.fromEntries(Object.entries(wrong).map(([how, all]) => [how, all.length]));
}

export function naming<T extends object>(id: string, records: readonly T[]): T[] {
  return records.filter((record) => JSON.stringify(record).toLowerCase().includes(id.toLowerCase()));
}
