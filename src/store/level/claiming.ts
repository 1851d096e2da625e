import type { Scope } from '../../domain/event-key';
import type { EventHead, EventRow } from '../event-row';
import type { ClaimDecision, ClaimRequest } from '../store';
import type { Change } from './batch-writer';
import { headOf, HEADS_PAGE, rowsOf } from './heads';
import { below, upTo, type KeyRange } from './key-space';
import type { LevelDatabase } from './level-database';
import { dueQueue, saveRow, stateQueue } from './placement';
import type { PageRequest } from './reader';
import { offer, park } from './row-steps';
import { toEventRow } from './stored-row';
import type { View } from './view';

/** Goes on while all it met was parked; once rows are offered they are handed over, whatever else is due. */
export async function claim(database: LevelDatabase, request: ClaimRequest): Promise<EventRow[]> {
  for (;;) {
    const { offered, more } = await database.write(claimChange(request));
    if (offered.length > 0 || !more) return offered;
  }
}

interface Claimed {
  offered: EventRow[];
  more: boolean;
}

function claimChange(request: ClaimRequest): Change<Claimed> {
  return {
    reads: [],
    async run(view) {
      const heads = (await view.page(claimable(request))).map(headOf);
      const taken = decide(request, heads);
      const offered = await carryOut(view, request.owner, taken);
      return { offered, more: heads.length === HEADS_PAGE && taken.length === heads.length };
    },
  };
}

function claimable({ scope, queue, now }: ClaimRequest): PageRequest {
  return { ...rangeOf(scope, queue, now), limit: HEADS_PAGE };
}

function rangeOf(scope: Scope, queue: ClaimRequest['queue'], now: number): KeyRange {
  switch (queue) {
    case 'new':
      return below(stateQueue(scope, 'new'));
    case 'redeliver':
      return upTo(dueQueue(scope, 'redeliver'), now);
    case 'suspect':
      return below(dueQueue(scope, 'suspect'));
  }
}

interface Taken {
  head: EventHead;
  decision: Exclude<ClaimDecision, 'leave'>;
}

/** Up to the limit, or to the first head that is left. */
function decide(request: ClaimRequest, heads: EventHead[]): Taken[] {
  const taken: Taken[] = [];
  let offers = 0;
  for (const head of heads) {
    if (offers >= request.limit) break;
    const decision = request.decide(head);
    if (decision === 'leave') break;
    if (decision !== 'park') offers += 1;
    taken.push({ head, decision });
  }
  return taken;
}

async function carryOut(view: View, owner: string, taken: Taken[]): Promise<EventRow[]> {
  const rows = await rowsOf(
    view,
    taken.map(({ head }) => head),
  );
  const offered: EventRow[] = [];
  for (const [index, row] of rows.entries()) {
    const decision = taken[index]?.decision ?? 'park';
    const next = decision === 'park' ? park(row) : offer(row, owner, decision.offer.leaseUntil);
    saveRow(view, row, next);
    if (next.state === 'offered') offered.push(toEventRow(next));
  }
  return offered;
}
