import { KeyConflictError, StoreError } from '../domain/errors';
import type { Job } from '../domain/job';
import type { Observe } from '../domain/observation';
import { retainUntil } from '../domain/retention';
import type { Submission, Taken } from '../store/job-store';
import type { Acceptances } from './acceptances';
import { queuedEvent } from './job-changes';
import { identityOf, newJob, type SubmitRequest } from './new-job';
import { observedJob } from './observed-job';
import type { OutboxContext } from './outbox-context';
import type { SendingNodes } from './sending-nodes';
import { submitAgain } from './submit-again';

export interface Submitted {
  jobId: string;
  outcome: 'new' | 'joined';
}

export interface SubmitContext extends OutboxContext {
  acceptances: Acceptances;
  nodes: SendingNodes;
  observe?: Observe;
}

/**
 * Stores the jobs of one message in one commit: all of them or none. They are durable once it resolves. Rejects with
 * `StoreError` or `KeyConflictError`.
 */
export async function submit(context: SubmitContext, requests: readonly SubmitRequest[]): Promise<Submitted[]> {
  const { acceptances } = context;
  const submissions = requests.map((request) => submission(context, request));
  try {
    const all = await stored(context, submissions);
    for (const [index, taken] of all.entries()) noteTaken(context, taken, submissions[index]?.job);
    for (const [index, taken] of all.entries()) await takeAgain(context, taken, requests[index]);
    return all.map(({ outcome, job }) => ({ outcome, jobId: job.id }));
  } catch (error) {
    // A failed write may have reached the disk all the same, so the documents stay.
    for (const { job } of submissions) {
      if (error instanceof StoreError) acceptances.forget(job.id);
      else forgetJob(context, job);
    }
    throw error;
  }
}

async function stored(context: SubmitContext, submissions: readonly Submission[]): Promise<Taken[]> {
  const { store } = context;
  const wasWell = store.health.failure === undefined;
  const result = await store.jobs.submitAll(submissions).catch(async (error: unknown) => {
    const again = wasWell ? await submitAgain(context, submissions) : undefined;
    if (again === undefined) throw error;
    return again;
  });
  if (result.outcome === 'stored') return result.taken;
  throw new KeyConflictError('msg.idempotencyKey was used for another fax or SMS: use a new key for new content');
}

/** Output 1 is prepared before the job is stored, because from then on the provider may accept it at any time. */
function submission(context: SubmitContext, request: SubmitRequest): Submission {
  const { store, scope, clock, retention, acceptances, keptIn } = context;
  const { isShared, instance } = store.sharing;
  const job = newJob(request, { ...context, instance: isShared ? instance : undefined });
  acceptances.expect(job.id, { node: request.node, message: request.live });
  const { keepUntil } = retainUntil(clock, retention);
  return {
    job,
    identity: identityOf(request, scope),
    says: scope === keptIn ? undefined : queuedEvent(job, { clock, keepUntil }),
  };
}

/** Must be called at once after the commit, because a new job may be sent, and change, from then on. */
function noteTaken(context: SubmitContext, { outcome, job }: Taken, given: Job | undefined): void {
  if (outcome === 'joined') {
    if (given) forgetJob(context, given);
    return;
  }
  context.acceptances.stored(job);
  context.observe?.(observedJob('queued', job));
  context.nodes.showProgress(job);
}

/** For a message that joined a job because its event was offered again: see `Acceptances.again`. */
async function takeAgain(
  { acceptances }: SubmitContext,
  { outcome, job }: Taken,
  request: SubmitRequest | undefined,
): Promise<void> {
  if (outcome !== 'joined' || request?.cause?.redelivered !== true) return;
  await acceptances.again(job.id, { node: request.node, message: request.live });
}

/**
 * Forgets a job that was not stored or was joined to another one, and deletes its documents unless another job uses
 * them.
 */
export function forgetJob(context: Pick<SubmitContext, 'acceptances' | 'store' | 'documents'>, job: Job): void {
  const { acceptances, store, documents } = context;
  acceptances.forget(job.id);
  if (job.order.kind === 'sms') return;
  const removeUnused = async (file: string): Promise<void> => {
    if (!(await store.knowsDocument(file))) await documents.remove(file);
  };
  for (const { file } of job.order.documents) void removeUnused(file).catch(() => undefined);
}
