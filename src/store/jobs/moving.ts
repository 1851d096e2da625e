import { compact } from '../../domain/compact';
import type { Scope } from '../../domain/event-key';
import type { Job } from '../../domain/job';
import type { NewEvent } from '../event-row';
import { acceptInHand } from '../events/receiving';
import { without } from '../../domain/without';
import type { Taken } from '../job-store';
import type { Hand, Rows } from '../rows';
import { forgetIdentity, putName } from './identity';
import { jobInHand, removeJob, replaceJob } from './job-in-hand';
import { jobKey, toJob, type StoredJob } from './stored-job';
import { findNamed, join, nameOf } from './submitting';

export function moveJob(
  rows: Rows,
  id: string,
  scope: Scope,
  says?: (moved: Job) => NewEvent,
): Promise<Taken | undefined> {
  return rows.change([jobKey(id)], (hand) => {
    const before = jobInHand(hand, id);
    if (before === undefined || before.scope === scope) return undefined;
    const moved = move(hand, before, scope);
    if (says && moved.outcome === 'new') acceptInHand(hand, says(moved.job));
    return moved;
  });
}

function move(hand: Hand, before: StoredJob, scope: Scope): Taken {
  const known = nameOf(hand, before);
  const name = known && { ...known, key: scope + known.key.slice(before.scope.length) };
  const found = name && findNamed(hand, name);
  if (found !== undefined && name?.content === found.content && !found.hasFailed) {
    removeJob(hand, jobKey(before.id));
    return join(hand, found.job, before);
  }
  forgetIdentity(hand, before);
  const isFree = name !== undefined && (found === undefined || found.content === name.content);
  const rest = without(before, 'identity');
  const after: StoredJob = compact({
    ...rest,
    scope,
    epoch: before.epoch + 1,
    identity: isFree ? name.key : undefined,
  });
  replaceJob(hand, before, after);
  if (isFree) putName(hand, after.id, name);
  return { outcome: 'new', job: toJob(after) };
}
