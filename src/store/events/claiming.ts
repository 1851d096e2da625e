import type { EventHead, OpenRow } from '../event-row';
import { below, upTo, type KeyRange } from '../path';
import { listPage, type Hand, type Listed, type Rows } from '../rows';
import type { ClaimDecision, ClaimRequest } from '../store';
import { offer, park } from './event-steps';
import { HEADS_PAGE, headOf, listedInHand, replaceEvent } from './events-in-hand';
import { dueQueue, stateQueue } from './placement';
import { rowKey, toEventRow } from './stored-event';

/**
 * The most pages of skipped heads that one claim reads, so that a long queue of
 * other instances' events does not keep the caller from its other work.
 */
const SKIPPED_PAGES = 8;

/**
 * Continues while everything it finds is parked, skipped, or taken by
 * another instance; returns as soon as it has offered events.
 */
export async function claim(rows: Rows, request: ClaimRequest): Promise<OpenRow[]> {
  const { looked = { pages: 0, isEnd: true } } = request;
  const enough = looked.pages + SKIPPED_PAGES;
  while (looked.pages < enough) {
    const page = await listPage(rows, { ...behind(rangeOf(request), looked.after), limit: HEADS_PAGE });
    const { taken, isCut } = decide(request, page, rows);
    looked.isEnd = isCut || page.length < HEADS_PAGE;
    if (taken.length > 0) {
      const offered = await take(rows, request.owner, taken);
      if (offered.length > 0 || (looked.isEnd && taken.every(({ decision }) => decision === 'park'))) return offered;
    } else if (looked.isEnd) {
      return [];
    } else {
      looked.after = page.at(-1)?.[0];
      looked.pages += 1;
    }
  }
  return [];
}

function take(rows: Rows, owner: string, taken: readonly Taken[]): Promise<OpenRow[]> {
  const keys = taken.map(({ head }) => rowKey(head.key));
  return rows.change(keys, (hand) => carryOut(hand, owner, taken));
}

function behind({ gte, lt }: KeyRange, place: string | undefined): KeyRange {
  return { gte: place === undefined ? gte : `${place}\0`, lt };
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
  decision: Exclude<ClaimDecision, 'skip' | 'leave'>;
}

/** Decides up to the limit or to the first head that is left in the queue; `isCut` says that it stopped there. */
function decide(
  request: ClaimRequest,
  page: readonly Listed[],
  rows: Rows,
): { taken: readonly Taken[]; isCut: boolean } {
  const taken: Taken[] = [];
  let offers = 0;
  for (const listed of page) {
    if (offers >= request.limit) return { taken, isCut: true };
    const head = headOf(listed, rows);
    const decision = request.decide(head);
    if (decision === 'leave') return { taken, isCut: true };
    if (decision === 'skip') continue;
    if (decision !== 'park') offers += 1;
    taken.push({ listed, head, decision });
  }
  return { taken, isCut: false };
}

/** Leaves out events that have left their queue since they were listed. */
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
