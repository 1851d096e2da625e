import { StoreError } from '../../domain/errors';
import type { Scope } from '../../domain/event-key';
import type { ClaimRequest, EventHead, EventRow, ExpireResult, ReleaseRequest, ReleaseResult } from '../store';
import type { Change } from './batch-writer';
import { beyond, below, upTo } from './key-space';
import type { LevelDatabase } from './level-database';
import { dueQueue, saveRow, stateQueue } from './placement';
import type { Entry, PageRequest } from './reader';
import { enqueue, expire, offer, park, release, reoffer } from './row-steps';
import { nextSequence, SEQUENCE_KEY } from './sequence';
import { loadRow, rowKey, toEventRow, type StoredRow } from './stored-row';
import type { View } from './view';

/** Heads looked at in one change: what waits behind it in the writer should not wait long. */
const PAGE = 256;

/** More leases than a connection may have in the flow at once (CONTRACT section 4). */
const EXPIRE_LIMIT = 1_024;

/** Goes on while all it met was parked; once rows are offered they are handed over, whatever else is due. */
export async function claim(database: LevelDatabase, request: ClaimRequest): Promise<EventRow[]> {
  for (;;) {
    const { offered, more } = await database.write(claimChange(request));
    if (offered.length > 0 || !more) return offered;
  }
}

function claimChange(request: ClaimRequest): Change<{ offered: EventRow[]; more: boolean }> {
  return {
    reads: [],
    async run(view) {
      const heads = (await view.page(claimable(request))).map(headOf);
      const offered: EventRow[] = [];
      for (const head of heads) {
        if (offered.length >= request.limit) break;
        const decision = request.decide(head);
        if (decision === 'leave') return { offered, more: false };
        const row = await rowOf(view, head);
        const next = decision === 'park' ? park(row) : offer(row, request.owner, decision.offer.leaseUntil);
        await saveRow(view, row, next);
        if (decision !== 'park') offered.push(toEventRow(next));
      }
      return { offered, more: heads.length === PAGE && offered.length < request.limit };
    },
  };
}

function claimable({ scope, queue, now }: ClaimRequest): PageRequest {
  const range = queue === 'new' ? below(stateQueue(scope, 'new')) : upTo(dueQueue(scope, 'redeliver'), now);
  return { ...range, limit: PAGE };
}

export async function unpark(
  database: LevelDatabase,
  scope: Scope,
  wants: (head: EventHead) => boolean,
): Promise<number> {
  let count = 0;
  await eachHead(database, stateQueue(scope, 'parked'), async (view, head) => {
    if (!wants(head)) return;
    const row = await rowOf(view, head);
    await saveRow(view, row, enqueue(row));
    count += 1;
  });
  return count;
}

export async function releaseOffers(database: LevelDatabase, request: ReleaseRequest): Promise<ReleaseResult> {
  const result = { released: 0, suspects: 0 };
  const keys = request.keys && new Set(request.keys);
  await eachHead(database, stateQueue(request.scope, 'offered'), async (view, head) => {
    if (keys?.has(head.key) === false) return;
    const row = await rowOf(view, head);
    if (row.owner !== request.owner) return;
    const after = release(row, request);
    await saveRow(view, row, after);
    result[after.state === 'offered' ? 'suspects' : 'released'] += 1;
  });
  return result;
}

export function expireChange(scope: Scope, now: number, maxAttempts: number): Change<ExpireResult> {
  return {
    reads: [],
    async run(view) {
      const result: ExpireResult = { redeliver: [], dead: [] };
      for (const entry of await view.page({ ...upTo(dueQueue(scope, 'lease'), now), limit: EXPIRE_LIMIT })) {
        const row = await rowOf(view, headOf(entry));
        const after = expire(row, now, maxAttempts);
        await saveRow(view, row, after);
        if (after.state === 'dead') result.dead.push(toEventRow(after));
        else result.redeliver.push(after.key);
      }
      return result;
    },
  };
}

export function reofferChange(key: string): Change<boolean> {
  return {
    reads: [rowKey(key), SEQUENCE_KEY],
    async run(view) {
      const row = await loadRow(view, key);
      if (row === undefined || !['dead', 'skipped', 'parked'].includes(row.state)) return false;
      await saveRow(view, row, reoffer(row, await nextSequence(view)));
      return true;
    },
  };
}

/** Walks the heads of one state, a page a change, so that many rows neither fill the memory nor hold up the writer. */
async function eachHead(
  database: LevelDatabase,
  queue: string,
  step: (view: View, head: EventHead) => Promise<void>,
): Promise<void> {
  let after = 0;
  let more = true;
  while (more) {
    const from = after;
    const heads = await database.write({
      reads: [],
      async run(view) {
        const page = (await view.page({ ...beyond(queue, from), limit: PAGE })).map(headOf);
        for (const head of page) await step(view, head);
        return page;
      },
    });
    after = heads.at(-1)?.seq ?? from;
    more = heads.length === PAGE;
  }
}

function headOf([, value]: Entry): EventHead {
  return JSON.parse(value) as EventHead;
}

/** Head and row are written in one batch, so one without the other means damaged files. */
async function rowOf(view: View, head: EventHead): Promise<StoredRow> {
  const row = await loadRow(view, head.key);
  if (row === undefined) throw new StoreError('the store is damaged: an index entry has no row');
  return row;
}
