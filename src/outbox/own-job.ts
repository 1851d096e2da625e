import { AccountUnknownError } from '../domain/errors';
import { isAt } from '../domain/event-key';
import type { Job, JobState } from '../domain/job';
import type { Provider } from '../providers/provider';
import type { JobStore } from '../store/job-store';
import type { OutboxContext } from './outbox-context';

/** What was taken before the account was known has not been sent. */
export const KEPT_STATES: readonly JobState[] = ['queued', 'finished'];

export interface OwnJobContext extends Pick<OutboxContext, 'connection' | 'scope' | 'keptIn'> {
  store: { jobs: Pick<JobStore, 'get'> };
  provider: Pick<Provider, 'name'>;
}

/**
 * The job of this id; undefined: there is none, or it is another account's. Until the account is known, what the connection
 * itself has taken is its own. Rejects with `AccountUnknownError` where only the account could tell.
 */
export async function ownJob(owner: OwnJobContext, id: string): Promise<Job | undefined> {
  const { store, provider, connection, scope, keptIn } = owner;
  const job = await store.jobs.get(id);
  if (job === undefined || job.scope === scope || job.scope === keptIn) return job;
  if (scope !== keptIn || !isAt(provider.name, job.scope)) return undefined;
  if (job.connection === connection) return job;
  throw new AccountUnknownError();
}
