import { keepDocument } from '../kept/kept-documents';
import type { Rows } from '../rows';
import type { CompleteRequest, CompleteResult, PendingAck, Store } from '../store';
import { acknowledged, acknowledgedLater, complete, completeAgain, renew } from './event-steps';
import { eventInHand, replaceEvent } from './events-in-hand';
import { rowKey, type ClosedEvent } from './stored-event';

export function completeEvent(rows: Rows, request: CompleteRequest): Promise<CompleteResult> {
  return rows.change([rowKey(request.key)], (hand) => {
    const event = eventInHand(hand, request.key);
    if (event === undefined) return { outcome: 'unknown' };
    const { scope, kind, state } = event;
    if (request.from?.includes(state) === false) return { outcome: 'already', scope, kind };
    if (state === 'completed') {
      replaceEvent(hand, event, completeAgain(event, request));
      return { outcome: 'already', scope, kind };
    }
    replaceEvent(hand, event, complete(event, request));
    for (const document of [event.document, event.spare]) {
      if (document !== undefined) keepDocument(hand, document.file, request.documentUntil);
    }
    return { outcome: 'completed', scope, kind };
  });
}

export function renewEvent(rows: Rows, key: string, renewal: Parameters<Store['renew']>[1]): Promise<void> {
  return rows.change([rowKey(key)], (hand) => {
    const event = eventInHand(hand, key);
    if (event?.state === 'completed') replaceEvent(hand, event, renew(event, renewal));
  });
}

export function ackDone(rows: Rows, ack: PendingAck, now: number): Promise<void> {
  return changeAck(rows, ack, (event) => acknowledged(event, now));
}

export function ackFailed(rows: Rows, ack: PendingAck, nextAt: number): Promise<void> {
  return changeAck(rows, ack, (event) => acknowledgedLater(event, nextAt));
}

/**
 * If a stronger acknowledgement was requested meanwhile, it has a plan of
 * its own, which the result of the weaker one does not change.
 */
function changeAck(rows: Rows, ack: PendingAck, next: (event: ClosedEvent) => ClosedEvent): Promise<void> {
  return rows.change([rowKey(ack.key)], (hand) => {
    const event = eventInHand(hand, ack.key);
    if (event?.state !== 'completed' || event.ackPlan === undefined || event.ack !== ack.action) return;
    replaceEvent(hand, event, next(event));
  });
}
