import type { Scope } from '../../domain/event-key';
import { SUSPECT_AFTER } from '../blame';
import { releaseOffers } from '../events/releasing';
import { below, textAfter } from '../path';
import type { Rows } from '../rows';
import type { ReleaseResult } from '../store';
import type { Reader } from '../steps/reader';
import { takeStep } from '../steps/take-step';
import { Draft, View } from '../steps/view';
import { EMBEDDED } from '../level/open-level-store';

export interface Released extends Pick<ReleaseResult, 'released' | 'suspects'> {
  dead: number;
  /** The rows as they become; not written to the old store. */
  changes: ReadonlyMap<string, string | undefined>;
}

/** Events that were in the flow when the old Node-RED stopped are offered again, as after any stop. */
export async function releaseAll(db: Reader, { crashed, now }: { crashed: boolean; now: number }): Promise<Released> {
  const draft = new Draft();
  const rows = rowsOnTop(db, draft);
  const total = { released: 0, suspects: 0, dead: 0 };
  for await (const scope of scopesIn(db)) {
    const request = { scope, owner: EMBEDDED, now, crashed, suspectAfter: SUSPECT_AFTER };
    const { released, suspects, dead } = await releaseOffers(rows, request);
    total.released += released;
    total.suspects += suspects;
    total.dead += dead.length;
  }
  return { ...total, changes: draft.changes };
}

/** The accounts that have open events. */
async function* scopesIn(db: Reader): AsyncIterable<Scope> {
  const { gte, lt } = below(STATE);
  for (let from = gte; ;) {
    const [first] = await db.page({ gte: from, lt, limit: 1 });
    if (first === undefined) return;
    const [, part = ''] = first[0].split('/');
    const scope = `${STATE}/${part}`;
    yield textAfter(STATE, scope) as Scope;
    from = below(scope).lt;
  }
}

const STATE = 'state';

/** The rows of a store that is not in use, with the changes of all steps on top. */
function rowsOnTop(db: Reader, draft: Draft): Rows {
  const view = (): View => new View(draft, new Map(), db, NO_LEDGER);
  return {
    async change(_reads, step) {
      const own = view();
      const result = await takeStep(own, step);
      own.keep();
      return result;
    },
    get: (keys) => view().getMany([...keys]),
    list: (ranges) => Promise.all(ranges.map((page) => view().page(page))),
    counts: () => Promise.resolve(new Map()),
    damaged: (what) => db.damaged(what),
  };
}

/** Releasing events needs neither new places nor counts. */
const NO_LEDGER = {
  nextPlace(): never {
    throw new RangeError('nothing arrives while a store is moved');
  },
  count: () => Promise.resolve(0),
};
