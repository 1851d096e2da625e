import assert from 'node:assert/strict';

const MOST_TRACES = 5;
const MOST_RECORDS = 10;

/** What went wrong, as something that can be looked up in what a flow has noted. */
export type Wrong = Record<string, readonly string[]>;

/** Fails with what was noted of the first of those that went wrong. */
export function assertNone(wrong: Wrong, notedOf: (what: string) => readonly object[]): void {
  for (const [how, all] of Object.entries(wrong)) {
    const traces = all.slice(0, MOST_TRACES).map((what) => {
      const lines = notedOf(what).map((record) => JSON.stringify(record));
      return [what, ...lines.slice(0, MOST_RECORDS)].join('\n  ');
    });
    assert.equal(all.length, 0, `${how}: ${all.length}\n${traces.join('\n')}`);
  }
}

export function countsOf(wrong: Wrong): Record<string, number> {
  return Object.fromEntries(Object.entries(wrong).map(([how, all]) => [how, all.length]));
}

export function naming<T extends object>(id: string, records: readonly T[]): T[] {
  return records.filter((record) => JSON.stringify(record).toLowerCase().includes(id.toLowerCase()));
}
