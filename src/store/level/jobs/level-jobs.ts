import type { JobStore } from '../../job-store';
import type { LevelDatabase } from '../level-database';
import { jobChange } from './changing';
import { holdChange, readHeldDue, readHeldFor, readNextHeld, unholdChange } from './held-statuses';
import { moveChange } from './moving';
import {
  readDueJobs,
  readJob,
  readJobByProviderId,
  readJobCounts,
  readJobs,
  readNextDueJob,
  readUntold,
} from './reading-jobs';
import { submitAllChange, submitAllResult, submitChange } from './submitting';

/** The jobs' part of the embedded store. */
export function levelJobs(database: LevelDatabase): JobStore {
  return {
    submit: (job, identity, says) => database.write(submitChange({ job, identity, says })),
    submitAll: (list) => submitAllResult(database.write(submitAllChange(list))),
    change: (epoch, next, says) => database.write(jobChange(epoch, next, says)),
    move: (id, scope, says) => database.write(moveChange(id, scope, says)),

    get: (id) => database.read((reader) => readJob(reader, id)),
    byProviderId: (scope, providerId) => database.read((reader) => readJobByProviderId(reader, scope, providerId)),
    due: (query) => database.read((reader) => readDueJobs(reader, query)),
    nextDue: (scope, states) => database.read((reader) => readNextDueJob(reader, scope, states)),
    list: (query) => database.read((reader) => readJobs(reader, query)),
    counts: (scope) => database.read((reader) => readJobCounts(reader, scope)),
    untold: (scope, node, limit) => database.read((reader) => readUntold(reader, scope, node, limit)),

    hold: (item) => database.write(holdChange(item)),
    heldFor: (scope, providerId) => database.read((reader) => readHeldFor(reader, scope, providerId)),
    heldDue: (scope, now, limit) => database.read((reader) => readHeldDue(reader, scope, now, limit)),
    nextHeld: (scope) => database.read((reader) => readNextHeld(reader, scope)),
    unhold: (scope, key) => database.write(unholdChange(scope, key)),
  };
}
