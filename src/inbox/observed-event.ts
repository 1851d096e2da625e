import type { Scope } from '../domain/event-key';
import type { EventKind, EventPayloads } from '../domain/events';
import { lastFours, type Happening, type Observation, type Observe } from '../domain/observation';

export interface ObservedEvent {
  key: string;
  kind: EventKind;
  payload?: EventPayloads[EventKind];
}

type Received = 'fax.received' | 'sms.received';

const KINDS: Record<Received, 'fax' | 'sms'> = { 'fax.received': 'fax', 'sms.received': 'sms' };

/** Tells what became of a received item; statuses and the like are told with the job that they are of. */
export function observeEvent(
  observe: Observe | undefined,
  what: Happening,
  { key, kind, payload }: ObservedEvent,
  more: Pick<Observation, 'source' | 'reason' | 'attempt' | 'acceptMs'> = {},
): void {
  if (!observe || !isReceived(kind)) return;
  observe({
    ...{ what, kind: KINDS[kind], direction: 'in', item: { type: 'event', id: key } },
    ...(payload && factsOf(payload)),
    ...more,
  });
}

/** Of an event that is closed, of which nothing but its key remains. */
export function kindOfKey(scope: Scope, key: string): EventKind {
  const kinds: Received[] = ['fax.received', 'sms.received'];
  return kinds.find((kind) => key.startsWith(`${scope}:${kind}:`)) ?? 'unknown';
}

function factsOf(payload: EventPayloads[EventKind]): Partial<Observation> {
  const { from, to, pages } = payload as { from?: unknown; to?: unknown; pages?: unknown };
  return {
    ...lastFours({ ...(typeof from === 'string' && { from }), ...(typeof to === 'string' && { to }) }),
    ...(typeof pages === 'number' && { pages }),
  };
}

function isReceived(kind: EventKind): kind is Received {
  return kind in KINDS;
}
