import type { RowFields, Suspect } from './event-row';

/** What becomes of an event that was in the flow during a crash. */
export type Blame = 'dead' | { crashes: number; suspect?: Suspect };

export interface CrashFacts {
  /** After this many crashes in a row an event is a suspect. */
  suspectAfter: number;
  /** The lowest waiting group of suspects. */
  waiting: number | undefined;
}

/** After this many crashes in a row with it in the flow an event is a suspect. */
export const SUSPECT_AFTER = 3;

/** One crash may have been a coincidence; a second one with the same single suspect is not. */
const DEAD_AFTER = 2;
const FIRST_GROUP = 1_000_000;

/**
 * Decides which of the events in the flow may have crashed Node-RED (ADR 0018). Suspects are offered again in two
 * groups, the newer half first, so that every crash halves them; an event that was the only suspect in two crashes is
 * the cause. The other events become suspects once they have been there in too many crashes.
 */
export function blame(inFlow: readonly RowFields[], { suspectAfter, waiting }: CrashFacts): Map<string, Blame> {
  const blamed = new Map<string, Blame>();
  const tested = inFlow.filter(({ suspect }) => suspect !== undefined);
  let group = Math.min(FIRST_GROUP, waiting ?? Infinity, ...tested.map(({ suspect }) => suspect?.group ?? Infinity));

  function suspect(rows: readonly RowFields[], alone: number): void {
    const oldestFirst = [...rows].sort((a, b) => a.seq - b.seq);
    const half = Math.floor(oldestFirst.length / 2);
    for (const part of [oldestFirst.slice(0, half), oldestFirst.slice(half)]) {
      if (part.length > 0) group -= 1;
      for (const { key, crashes } of part) blamed.set(key, { crashes: crashes + 1, suspect: { group, alone } });
    }
  }

  const [only, another] = tested;
  if (only !== undefined && another === undefined) {
    const alone = (only.suspect?.alone ?? 0) + 1;
    if (alone >= DEAD_AFTER) blamed.set(only.key, 'dead');
    else suspect([only], alone);
  } else {
    suspect(tested, 0);
  }
  const accused: RowFields[] = [];
  for (const row of inFlow) {
    if (row.suspect !== undefined) continue;
    const crashes = row.survived ? 0 : row.crashes + 1;
    if (crashes >= suspectAfter) accused.push(row);
    else blamed.set(row.key, { crashes });
  }
  suspect(accused, 0);
  return blamed;
}
