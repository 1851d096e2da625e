import type { Job } from '../domain/job';
import type { Sharing } from '../store/sharing';
import { deferred } from '../work/deferred';
import type { OutboxContext } from './outbox-context';

/**
 * Requests that are on their way in this process, by job id. A deploy may end the connection that made one: it goes on
 * and writes its own result, so that nobody takes it for a request that was cut off.
 */
const requests = new Map<string, Promise<void>>();

type Asking = Pick<OutboxContext, 'store' | 'holding'>;
type Own = Pick<Sharing, 'process'>;

/**
 * To be called before the request is written down: from then on whoever reads the job must see that its answer is awaited.
 * Returns what ends it; undefined: there is one already.
 */
export function keepRequest(own: Own, jobId: string): (() => void) | undefined {
  const name = nameOf(own, jobId);
  if (requests.has(name)) return undefined;
  const { promise, resolve } = deferred();
  requests.set(name, promise);
  return () => {
    requests.delete(name);
    resolve();
  };
}

/** Resolves when the call has ended; undefined = none is under way. */
export function requestUnderWay(own: Own, jobId: string): Promise<void> | undefined {
  return requests.get(nameOf(own, jobId));
}

/** Does somebody still wait for the answer to the job's request, here or in another process, and write it down then? */
export function isAnswerAwaited(asking: Asking, job: Job): boolean {
  const { sharing } = asking.store;
  const { id, sender = sharing.process } = job;
  return sender === sharing.process ? requestUnderWay(sharing, id) !== undefined : isAwaitedElsewhere(asking, job);
}

/**
 * As `isAnswerAwaited`, in another process. Only the holder can tell that nobody does: when it became it, it heard of all who
 * were before it, and nobody else begins requests.
 */
export function isAwaitedElsewhere(
  { store: { sharing }, holding }: Asking,
  { sender = sharing.process }: Job,
): boolean {
  return sender !== sharing.process && (!holding.isHeld || sharing.runs(sender));
}

function nameOf({ process }: Own, jobId: string): string {
  return `${process} ${jobId}`;
}
