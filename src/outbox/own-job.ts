import { AccountUnknownError } from '../domain/errors';
import { isAt } from '../domain/event-key';
import type { Job, JobState } from '../domain/job';
import type { Provider } from '../providers/provider';
import type { JobStore } from '../store/job-store';
import type { OutboxContext } from './outbox-context';

/** Jobs kept until the account is known have not been sent, so these are their only states. */
export const KEPT_STATES: readonly JobState[] = ['queued', 'finished'];

export interface OwnJobContext extends Pick<OutboxContext, 'connection' | 'scope' | 'keptIn'> {
  store: { jobs: Pick<JobStore, 'get'> };
  provider: Pick<Provider, 'name'>;
}

/**
 * The job of this id; undefined: there is none, or it belongs to another account. Until the account is known, jobs
 * that this connection has submitted count as its own. Rejects with `AccountUnknownError` if only the account could
 * decide.
 */
export async function ownJob(owner: OwnJobContext, id: string): Promise<Job | undefined> {
  const { store, provider, connection, scope, keptIn } = owner;
  const job = await store.jobs.get(id);
  if (job === undefined || job.scope === scope || job.scope === keptIn) return job;
  if (scope !== keptIn || !isAt(provider.name, job.scope)) return undefined;
  if (job.connection === connection) return job;
  throw new AccountUnknownError();
}
