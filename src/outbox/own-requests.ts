import type { Job } from '../domain/job';
import type { Sharing } from '../store/sharing';
import { deferred } from '../work/deferred';
import type { OutboxContext } from './outbox-context';

/**
 * Requests under way in this process, by job. A deploy may end the connection that made one: the request goes on all
 * the same and stores its own result, and the next connection must not take it for one that was cut off.
 */
const requests = new Map<string, Promise<void>>();

type Asking = Pick<OutboxContext, 'store' | 'holding'>;
type Own = Pick<Sharing, 'process'>;

/**
 * To be called before the request is stored: from then on every reader of the job must see that its answer is awaited.
 * Returns the function that ends this; undefined: the job already has a request under way.
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

/** Resolves when the job's request has ended; undefined = none is under way. */
export function requestUnderWay(own: Own, jobId: string): Promise<void> | undefined {
  return requests.get(nameOf(own, jobId));
}

/** True if a process, this or another one, still waits for the answer to the job's request and will store it. */
export function isAnswerAwaited(asking: Asking, job: Job): boolean {
  const { sharing } = asking.store;
  const { id, sender = sharing.process } = job;
  return sender === sharing.process ? requestUnderWay(sharing, id) !== undefined : isAwaitedElsewhere(asking, job);
}

/**
 * As `isAnswerAwaited`, but in another process. Only the holder can rule it out: since it became the holder no other
 * process begins requests, and it knows which of the earlier ones still run.
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
