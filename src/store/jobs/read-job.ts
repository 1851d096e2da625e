import type { JobState } from '../../domain/job';
import type { JobHead } from '../job-store';
import { rowReader } from '../read-row';
import type { StoredJob } from './stored-job';

const STATES: readonly JobState[] = ['queued', 'sending', 'accepted', 'unknown', 'finished'];

export const readStoredJob = rowReader<StoredJob>('a job', {
  id: 'string',
  scope: 'string',
  connection: 'string',
  order: 'record',
  reference: 'string?',
  state: STATES,
  epoch: 'number',
  calls: 'count',
  attempt: 'count',
  redials: 'record',
  providerId: 'string?',
  submittedAt: 'number',
  acceptedAt: 'number?',
  dueAt: 'number?',
  giveUpAt: 'number',
  patienceMs: 'number?',
  callAt: 'number?',
  sender: 'string?',
  movedAt: 'number?',
  lookups: 'count',
  goneSince: 'number?',
  inDoubt: 'boolean?',
  status: 'record',
  origin: 'record?',
  messages: 'list',
  finishedAt: 'number?',
  keepUntil: 'number?',
  documentUntil: 'number?',
  seq: 'number',
  providerIds: 'list',
  identity: 'string?',
});

/** What a list shows of a job. */
export const readJobHead = rowReader<JobHead>('the index entry of a job', {
  id: 'string',
  seq: 'number',
  kind: ['fax', 'sms'],
  to: 'string',
  state: STATES,
  attempt: 'count',
  submittedAt: 'number',
  dueAt: 'number?',
  giveUpAt: 'number',
  callAt: 'number?',
});
