import { readJobCounts } from '../counters';
import type { JobStore } from '../job-store';
import type { Rows } from '../rows';
import { changeJob } from './changing';
import { holdStatus, readHeldDue, readHeldFor, readNextHeld, releaseStatus } from './early-statuses';
import { moveJob } from './moving';
import { readDueJobs, readJob, readJobByProviderId, readJobs, readNextDueJob, readUntold } from './reading-jobs';
import { submitJob, submitJobs } from './submitting';

export function jobsOnRows(rows: Rows): JobStore {
  return {
    submit: (job, identity, says) => submitJob(rows, { job, identity, says }),
    submitAll: (list) => submitJobs(rows, list),
    change: (epoch, next, says) => changeJob(rows, epoch, next, says),
    move: (id, scope, says) => moveJob(rows, id, scope, says),

    get: (id) => readJob(rows, id),
    byProviderId: (scope, providerId) => readJobByProviderId(rows, scope, providerId),
    due: (query) => readDueJobs(rows, query),
    nextDue: (scope, states) => readNextDueJob(rows, scope, states),
    list: (query) => readJobs(rows, query),
    counts: (scope) => readJobCounts(rows, scope),
    untold: (scope, node, limit) => readUntold(rows, scope, node, limit),

    hold: (item) => holdStatus(rows, item),
    heldFor: (scope, providerId) => readHeldFor(rows, scope, providerId),
    heldDue: (scope, now, limit) => readHeldDue(rows, scope, now, limit),
    nextHeld: (scope) => readNextHeld(rows, scope),
    unhold: (scope, key) => releaseStatus(rows, scope, key),
  };
}
