import { bearInMind, type MemoryContext } from './after-change';
import type { OutboxContext } from './outbox-context';
import { isAnswerAwaited } from './own-requests';
import { recoverSending } from './recover';

const PAGE = 100;

/**
 * Others track statuses, cancel and decide, and a commit that seemed to fail may have been made: what comes of it the holder
 * has to see, so that numbers and channels become free. And a request whose process has gone is answered by nobody any more.
 * Resolves with whether something may go now.
 */
export async function followOthers(context: OutboxContext & MemoryContext): Promise<boolean> {
  const { store, scope, underWay } = context;
  const sending = await store.jobs.list({ scope, state: 'sending', limit: PAGE });
  let isNews = false;
  const ids = new Set([...underWay.taking(), ...sending.map(({ id }) => id)]);
  for (const job of await store.jobs.getAll([...ids])) {
    if (job === undefined) continue;
    const before = underWay.get(job.id);
    if (before !== undefined && before.epoch < job.epoch) {
      bearInMind(context, { before, after: job });
      isNews = true;
    }
    // What has begun, and perhaps ended, in this process meanwhile is known better already.
    const isTheirs = job.state === 'sending' && job.sender !== store.sharing.process;
    if (before === undefined && isTheirs) underWay.note(job);
    if (job.state === 'sending' && !isAnswerAwaited(context, job)) await recoverSending(context, job.id);
  }
  return isNews;
}
