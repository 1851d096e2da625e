import { bearInMind, type AfterChangeContext, type MemoryContext } from './after-change';
import type { OutboxContext } from './outbox-context';
import { isAnswerAwaited } from './own-requests';
import { recoverSending } from './recover';

const PAGE = 100;

type Followers = Pick<AfterChangeContext, 'acceptances' | 'nodes'>;

/**
 * For the holder: other instances track statuses, cancel and decide, too, and a commit that seemed to fail may have
 * been made. Each may free numbers and channels here. And a request whose process has ended will never be answered.
 * Resolves with true if a waiting job may now be sent.
 */
export async function followOthers(context: OutboxContext & MemoryContext & Followers): Promise<boolean> {
  const { store, scope, underWay } = context;
  const sending = await store.jobs.list({ scope, state: 'sending', limit: PAGE });
  let isNews = false;
  const ids = new Set([...underWay.taking(), ...sending.map(({ id }) => id)]);
  for (const job of await store.jobs.getAll([...ids])) {
    if (job === undefined) continue;
    const before = underWay.get(job.id);
    if (before !== undefined && before.epoch < job.epoch) {
      bearInMind(context, { before, after: job });
      context.acceptances.settle(job);
      context.nodes.showProgress(job);
      isNews = true;
    }
    // Of requests of its own this process knows more than the rows just read.
    const isTheirs = job.state === 'sending' && job.sender !== store.sharing.process;
    if (before === undefined && isTheirs) underWay.note(job);
    if (job.state === 'sending' && !isAnswerAwaited(context, job)) await recoverSending(context, job.id);
  }
  return isNews;
}
