import type { Scope } from '../../domain/event-key';
import type { EventHead } from '../event-row';
import type { ExpireResult } from '../store';
import type { Change } from './batch-writer';
import { onePage, headOf, rowsOf } from './heads';
import { upTo } from './key-space';
import type { LevelDatabase } from './level-database';
import { dueQueue, saveRow, stateQueue } from './placement';
import { enqueue, expire, reoffer } from './row-steps';
import { loadRow, rowKey, toEventRow } from './stored-row';

/** More leases than a connection may have in the flow at once (docs/contract.md#receiving). */
const EXPIRE_LIMIT = 1_024;

export function unpark(
  database: LevelDatabase,
  scope: Scope,
  wants: (head: EventHead) => boolean,
  after: number,
): Promise<number | undefined> {
  return onePage(database, stateQueue(scope, 'parked'), after, async (view, heads) => {
    for (const row of await rowsOf(view, heads.filter(wants))) saveRow(view, row, enqueue(row));
  });
}

export function expireChange(scope: Scope, now: number, maxAttempts: number): Change<ExpireResult> {
  return {
    reads: [],
    async run(view) {
      const result: ExpireResult = { redeliver: [], dead: [] };
      const due = await view.page({ ...upTo(dueQueue(scope, 'lease'), now), limit: EXPIRE_LIMIT });
      for (const row of await rowsOf(view, due.map(headOf))) {
        const after = expire(row, now, maxAttempts);
        saveRow(view, row, after);
        if (after.state === 'dead') result.dead.push(toEventRow(after));
        else result.redeliver.push(after.key);
      }
      return result;
    },
  };
}

export function reofferChange(key: string): Change<boolean> {
  return {
    reads: [rowKey(key)],
    async run(view) {
      const row = await loadRow(view, key);
      if (row === undefined || !['dead', 'skipped', 'parked'].includes(row.state)) return false;
      saveRow(view, row, reoffer(row, await view.nextPlace()));
      return true;
    },
  };
}
