import { compact } from '../domain/compact';
import type { Scope } from '../domain/event-key';
import type { EventKind, KindAndPayload } from '../domain/events';
import { lastFour, type Happening, type Observation, type Observe } from '../domain/observation';

/** A closed event has no payload any more. */
export type ObservedEvent = { key: string } & (KindAndPayload | { kind: EventKind; payload?: undefined });

type Received = 'fax.received' | 'sms.received';

const KINDS: Record<Received, 'fax' | 'sms'> = { 'fax.received': 'fax', 'sms.received': 'sms' };

/** Reports what happens to a received item. Other kinds are not reported here: statuses are, with their job. */
export function observeEvent(
  observe: Observe | undefined,
  what: Happening,
  event: ObservedEvent,
  more: Pick<Observation, 'source' | 'reason' | 'attempt' | 'acceptMs'> = {},
): void {
  if (!observe || (event.kind !== 'fax.received' && event.kind !== 'sms.received')) return;
  observe(
    compact<Observation>({
      what,
      kind: KINDS[event.kind],
      direction: 'in',
      item: { type: 'event', id: event.key },
      from4: lastFour(event.payload?.from),
      to4: lastFour(event.payload?.to),
      pages: event.kind === 'fax.received' ? event.payload?.pages : undefined,
      source: more.source,
      reason: more.reason,
      attempt: more.attempt,
      acceptMs: more.acceptMs,
    }),
  );
}

/** The kind of a received item, read from its key alone; `unknown` for all other kinds. */
export function kindOfKey(scope: Scope, key: string): EventKind {
  const kinds: Received[] = ['fax.received', 'sms.received'];
  return kinds.find((kind) => key.startsWith(`${scope}:${kind}:`)) ?? 'unknown';
}
