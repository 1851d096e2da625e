import { readJobCounts } from '../counters';
import type { JobStore } from '../job-store';
import type { Rows } from '../rows';
import { changeJob } from './changing';
import { keepEarlyStatus, readEarlyDue, readEarlyFor, readNextEarly, dropEarlyStatus } from './early-statuses';
import { moveJob } from './moving';
import {
  readDueJobs,
  readJob,
  readJobByProviderId,
  readJobs,
  readJobsById,
  readNextDueJob,
  readUnreported,
} from './reading-jobs';
import { submitJob, submitJobs } from './submitting';

export function jobsOnRows(rows: Rows): JobStore {
  return {
    submit: (job, identity, says) => submitJob(rows, { job, identity, says }),
    submitAll: (list) => submitJobs(rows, list),
    change: (epoch, next, says) => changeJob(rows, epoch, next, says),
    move: (id, scope, says) => moveJob(rows, id, scope, says),

    get: (id) => readJob(rows, id),
    getAll: (ids) => readJobsById(rows, ids),
    byProviderId: (scope, providerId) => readJobByProviderId(rows, scope, providerId),
    due: (query) => readDueJobs(rows, query),
    nextDue: (scope, states) => readNextDueJob(rows, scope, states),
    list: (query) => readJobs(rows, query),
    counts: (scope) => readJobCounts(rows, scope),
    unreported: (query) => readUnreported(rows, query),

    keepEarly: (item) => keepEarlyStatus(rows, item),
    earlyFor: (scope, providerId) => readEarlyFor(rows, scope, providerId),
    earlyDue: (scope, now, limit) => readEarlyDue(rows, scope, now, limit),
    nextEarly: (scope) => readNextEarly(rows, scope),
    dropEarly: (scope, key) => dropEarlyStatus(rows, scope, key),
  };
}
