import { blame } from '../blame';
import type { EventHead } from '../event-row';
import type { ReleaseRequest, ReleaseResult } from '../store';
import type { Change } from './batch-writer';
import { eachPage, headOf, rowsOf } from './heads';
import { below } from './key-space';
import type { LevelDatabase } from './level-database';
import { dueQueue, saveRow, stateQueue } from './placement';
import { acquit, release, releaseAfterCrash } from './row-steps';
import { loadRow, rowKey, toEventRow, type StoredRow } from './stored-row';
import type { View } from './view';

export function releaseOffers(database: LevelDatabase, request: ReleaseRequest): Promise<ReleaseResult> {
  return request.crashed ? database.write(crashChange(request)) : releaseEach(database, request);
}

async function releaseEach(database: LevelDatabase, request: ReleaseRequest): Promise<ReleaseResult> {
  const result: ReleaseResult = { released: 0, suspects: 0, dead: [] };
  const keys = request.keys && new Set(request.keys);
  await eachPage(database, stateQueue(request.scope, 'offered'), async (view, heads) => {
    const named = heads.filter(({ key }) => keys?.has(key) !== false);
    for (const row of await rowsOf(view, named)) {
      if (row.owner !== request.owner) continue;
      saveRow(view, row, release(row, request.now));
      result.released += 1;
      if (row.suspect) result.suspects += 1;
    }
  });
  return result;
}

/** In one step: a crash in the middle of it must not be judged by the half that was left. */
function crashChange({ scope, owner, now, suspectAfter }: ReleaseRequest): Change<ReleaseResult> {
  return {
    reads: [],
    async run(view) {
      const entries = await view.page({ ...below(stateQueue(scope, 'offered')), limit: Infinity });
      const inFlow = (await rowsOf(view, entries.map(headOf))).filter((row) => row.owner === owner);
      const [next] = (await view.page({ ...below(dueQueue(scope, 'suspect')), limit: 1 })).map(headOf);
      if (next) await acquitAbsent(view, next, inFlow);
      const blamed = blame(inFlow, { suspectAfter, waiting: next?.suspect?.group });
      const result: ReleaseResult = { released: 0, suspects: 0, dead: [] };
      for (const row of inFlow) {
        const after = releaseAfterCrash(row, blamed.get(row.key) ?? { crashes: row.crashes + 1 }, now);
        saveRow(view, row, after);
        if (after.state === 'dead') result.dead.push(toEventRow(after));
        else result.released += 1;
        if (after.suspect) result.suspects += 1;
      }
      return result;
    },
  };
}

/** The one that seemed to crash Node-RED waited, and it crashed all the same. */
async function acquitAbsent(view: View, { key, suspect }: EventHead, inFlow: readonly StoredRow[]): Promise<void> {
  if (!suspect?.alone || inFlow.some((row) => row.suspect)) return;
  const row = await loadRow(view, key);
  if (row) saveRow(view, row, acquit(row));
}

export function acquitChange(keys: string[]): Change<void> {
  return {
    reads: keys.map(rowKey),
    async run(view) {
      for (const key of keys) {
        const row = await loadRow(view, key);
        if (row && row.state !== 'completed' && row.state !== 'dead') saveRow(view, row, acquit(row));
      }
    },
  };
}
