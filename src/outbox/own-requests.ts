import type { Job } from '../domain/job';
import type { Sharing } from '../store/sharing';

/**
 * Requests that are on their way in this process, by job id. A deploy may end the connection that made one: it goes on
 * and writes its own result, so that nobody takes it for a request that was cut off.
 */
const requests = new Map<string, Promise<void>>();

type Own = Pick<Sharing, 'process'>;

export function keepRequest(own: Own, jobId: string, call: Promise<void>): void {
  const name = nameOf(own, jobId);
  requests.set(name, call);
  void call.finally(() => {
    if (requests.get(name) === call) requests.delete(name);
  });
}

/** Resolves when the call has ended; undefined = none is under way. */
export function requestUnderWay(own: Own, jobId: string): Promise<void> | undefined {
  return requests.get(nameOf(own, jobId));
}

/** Does somebody still wait for the answer to the job's request, here or in another process, and write it down then? */
export function isAnswerAwaited(sharing: Sharing, { id, sender = sharing.process }: Job): boolean {
  return sender === sharing.process ? requestUnderWay(sharing, id) !== undefined : sharing.runs(sender);
}

function nameOf({ process }: Own, jobId: string): string {
  return `${process} ${jobId}`;
}
