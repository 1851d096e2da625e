import type { Scope } from '../domain/event-key';
import type { Job } from '../domain/job';
import { retainUntil } from '../domain/retention';
import { jobEvent, queuedEvent } from './job-changes';
import type { OutboxContext } from './outbox-context';
import { KEPT_STATES } from './own-job';

const PAGE = 200;

/**
 * Takes over the jobs that were submitted before the account was known: in order, each in one commit with its event.
 * `onJoined` is called for a job that was joined to one that an earlier message had made. Resolves with true if there
 * were any jobs.
 */
export async function adopt(context: OutboxContext, from: Scope, onJoined: (gone: Job) => void): Promise<boolean> {
  const { store, scope } = context;
  let isMoved = false;
  for (const state of KEPT_STATES) {
    for (let after = -1, more = true; more;) {
      const page = await store.jobs.list({ scope: from, state, after, limit: PAGE });
      for (const { id } of page) {
        const job = await store.jobs.get(id);
        const moved = await store.jobs.move(id, scope, (now) => eventOf(context, now));
        if (job && moved?.outcome === 'joined') onJoined(job);
        isMoved ||= moved !== undefined;
      }
      after = page.at(-1)?.seq ?? after;
      more = page.length === PAGE;
    }
  }
  return isMoved;
}

function eventOf({ clock, retention }: OutboxContext, job: Job) {
  const { keepUntil } = retainUntil(clock, retention);
  if (job.state === 'queued') return queuedEvent(job, { clock, keepUntil });
  const origin = { source: 'poll' as const, raw: {}, storedAt: clock.wall() };
  return jobEvent(job, origin, { now: clock.now(), keepUntil });
}
