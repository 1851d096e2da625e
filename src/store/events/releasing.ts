import { blame } from '../blame';
import type { EventHead } from '../event-row';
import { below, beyond } from '../path';
import { listPage, type Hand, type Listed, type Rows } from '../rows';
import type { ReleaseRequest, ReleaseResult } from '../store';
import { acquit, release, releaseAfterCrash } from './event-steps';
import {
  eventInHand,
  eventsInHand,
  HEADS_PAGE,
  headOf,
  listedInHand,
  pageEnd,
  replaceEvent,
  rowKeysOf,
} from './events-in-hand';
import { dueQueue, stateQueue } from './placement';
import { rowKey, toEventRow, type OpenEvent, type StoredEvent } from './stored-event';

export function releaseOffers(rows: Rows, request: ReleaseRequest): Promise<ReleaseResult> {
  return request.crashed ? rows.change([], (hand) => releaseCrashed(hand, request)) : releaseEach(rows, request);
}

/** One page in each change, so that many rows neither fill the memory nor block the writer. */
async function releaseEach(rows: Rows, { scope, owner, now, keys }: ReleaseRequest): Promise<ReleaseResult> {
  const result: ReleaseResult = { released: 0, suspects: 0, dead: [] };
  const asked = keys && new Set(keys);
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await listPage(rows, { ...beyond(stateQueue(scope, 'offered'), after), limit: HEADS_PAGE });
    const named = page.filter((listed) => {
      const head = headOf(listed, rows);
      return mayBeHeldBy(owner)(head) && asked?.has(head.key) !== false;
    });
    const released =
      named.length === 0 ? [] : await rows.change(rowKeysOf(named, rows), releasing(named, { owner, now }));
    result.released += released.length;
    result.suspects += released.filter(({ suspect }) => suspect).length;
    after = pageEnd(page, rows);
  }
  return result;
}

function releasing(page: readonly Listed[], { owner, now }: Pick<ReleaseRequest, 'owner' | 'now'>) {
  return (hand: Hand): OpenEvent[] => {
    const held = listedInHand(hand, page).filter(isHeldBy(owner));
    for (const event of held) replaceEvent(hand, event, release(event, now));
    return held;
  };
}

/** In one step, because after a crash in the middle the blame would be decided by the events that were left. */
function releaseCrashed(hand: Hand, request: ReleaseRequest): ReleaseResult {
  const { scope, owner, now, suspectAfter, mayBeReleased = false } = request;
  const offered = hand.list({ ...below(stateQueue(scope, 'offered')), limit: Infinity });
  const [next] = hand.list({ ...below(dueQueue(scope, 'suspect')), limit: 1 }).map((listed) => headOf(listed, hand));
  const maybeHeld = offered.filter((listed) => mayBeHeldBy(owner)(headOf(listed, hand)));
  const inFlow = listedInHand(hand, maybeHeld).filter(isHeldBy(owner));
  if (next && !(mayBeReleased && inFlow.length === 0)) acquitAbsent(hand, next, inFlow);
  const blamed = blame(inFlow, { suspectAfter, waiting: next?.suspect?.group });
  const result: ReleaseResult = { released: 0, suspects: 0, dead: [] };
  for (const event of inFlow) {
    const after = releaseAfterCrash(event, blamed.get(event.key) ?? { crashes: event.crashes + 1 }, now);
    replaceEvent(hand, event, after);
    if (after.state === 'dead') result.dead.push(toEventRow(after));
    else result.released += 1;
    if (after.suspect) result.suspects += 1;
  }
  return result;
}

/** Heads written by an earlier version have no owner. */
function mayBeHeldBy(owner: string) {
  return (head: EventHead): boolean => (head.owner ?? owner) === owner;
}

function isHeldBy(owner: string) {
  return (event: StoredEvent): event is OpenEvent => event.state === 'offered' && event.owner === owner;
}

/** The prime suspect was not in the flow, and Node-RED crashed all the same: it is not the cause. */
function acquitAbsent(hand: Hand, { key, suspect }: EventHead, inFlow: readonly OpenEvent[]): void {
  if (!suspect?.alone || inFlow.some((event) => event.suspect)) return;
  const event = eventInHand(hand, key);
  if (event && event.state !== 'completed') replaceEvent(hand, event, acquit(event));
}

export function acquitEvents(rows: Rows, keys: string[]): Promise<void> {
  return rows.change(keys.map(rowKey), (hand) => {
    for (const event of eventsInHand(hand, keys)) {
      if (event.state !== 'completed' && event.state !== 'dead') replaceEvent(hand, event, acquit(event));
    }
  });
}
