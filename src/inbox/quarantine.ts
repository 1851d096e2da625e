import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { QuarantineFullError } from '../domain/errors';
import type { Scope } from '../domain/event-key';
import type { Source } from '../domain/events';
import type { Log } from '../domain/log';
import type { Observe } from '../domain/observation';
import { retainUntil, type Retention } from '../domain/retention';
import type { Store } from '../store/store';

export interface Quarantining {
  store: Store;
  scope: Scope;
  clock: Clock;
  log: Log;
  retention: Retention;
  observe?: Observe;
}

/** Keeps input that no codec understands, the same bytes only once. Resolves with true if they are new. */
export async function quarantine(
  { store, scope, clock, log, retention, observe }: Quarantining,
  { reason, body, source }: { reason: string; body: Buffer; source: Source },
): Promise<boolean> {
  const id = createHash('sha256').update(body).digest('hex');
  const { keepUntil } = retainUntil(clock, retention);
  const result = await store.quarantine({ scope, id, source, reason, body, storedAt: clock.wall(), keepUntil });
  if (result === 'full') throw new QuarantineFullError("the quarantine is full: empty it in the connection's dialog");
  // Repeated input is only counted: a caller that knows the path must not be able to flood the log.
  if (result !== 'kept') return false;
  log.warn(
    `input ${id.slice(0, 12)} of ${body.length} bytes could not be understood (${reason}): it is kept in the quarantine`,
  );
  observe?.({ what: 'quarantined', direction: 'in', item: { type: 'quarantined', id }, source, reason });
  return true;
}
