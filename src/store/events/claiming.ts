import type { EventHead, OpenRow } from '../event-row';
import { below, upTo, type KeyRange } from '../path';
import { listPage, type Hand, type Listed, type Rows } from '../rows';
import type { ClaimDecision, ClaimRequest } from '../store';
import { offer, park } from './event-steps';
import { HEADS_PAGE, headOf, listedInHand, replaceEvent } from './events-in-hand';
import { dueQueue, stateQueue } from './placement';
import { rowKey, toEventRow } from './stored-event';

/** Goes on while all it met was parked, or taken by somebody else; once events are offered they are handed over. */
export async function claim(rows: Rows, request: ClaimRequest): Promise<OpenRow[]> {
  for (;;) {
    const page = await listPage(rows, { ...rangeOf(request), limit: HEADS_PAGE });
    const taken = decide(request, page, rows);
    if (taken.length === 0) return [];
    const keys = taken.map(({ head }) => rowKey(head.key));
    const offered = await rows.change(keys, (hand) => carryOut(hand, request.owner, taken));
    const isOver = page.length < HEADS_PAGE || taken.length < page.length;
    if (offered.length > 0 || (isOver && taken.every(({ decision }) => decision === 'park'))) return offered;
  }
}

function rangeOf({ scope, queue, now }: ClaimRequest): KeyRange {
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
  listed: Listed;
  head: EventHead;
  decision: Exclude<ClaimDecision, 'leave'>;
}

/** Up to the limit, or to the first head that is left. */
function decide(request: ClaimRequest, page: readonly Listed[], rows: Rows): Taken[] {
  const taken: Taken[] = [];
  let offers = 0;
  for (const listed of page) {
    if (offers >= request.limit) break;
    const head = headOf(listed, rows);
    const decision = request.decide(head);
    if (decision === 'leave') break;
    if (decision !== 'park') offers += 1;
    taken.push({ listed, head, decision });
  }
  return taken;
}

/** Without those that have left their queue since they were looked at. */
function carryOut(hand: Hand, owner: string, taken: readonly Taken[]): OpenRow[] {
  const byKey = new Map(taken.map((each) => [each.head.key, each]));
  const events = listedInHand(
    hand,
    taken.map(({ listed }) => listed),
  );
  const offered: OpenRow[] = [];
  for (const event of events) {
    const { head, decision = 'park' } = byKey.get(event.key) ?? {};
    if (event.state === 'completed' || !isStill(event, head)) continue;
    const next = decision === 'park' ? park(event) : offer(event, owner, decision.offer.leaseUntil);
    replaceEvent(hand, event, next);
    if (next.state === 'offered') offered.push(toEventRow(next));
  }
  return offered;
}

function isStill(event: EventHead, head: EventHead | undefined): boolean {
  return event.state === head?.state && event.seq === head.seq && event.suspect?.group === head.suspect?.group;
}
