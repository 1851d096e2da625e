import type { Scope } from '../../../domain/event-key';
import type { NewEvent } from '../../event-row';
import type { JobStore } from '../../job-store';
import type { Change } from '../batch-writer';
import { acceptChange } from '../receiving';
import { without } from '../stored-row';
import type { View } from '../view';
import { removeJob } from './changing';
import { saveJob } from './job-placement';
import { jobKey, loadJob, toJob, type StoredJob } from './stored-job';
import { findNamed, forgetIdentity, join, nameOf, putName } from './submitting';

type Moved = Awaited<ReturnType<JobStore['move']>>;

export function moveChange(id: string, scope: Scope, says: NewEvent | undefined): Change<Moved> {
  const event = says && acceptChange(says);
  return {
    reads: [jobKey(id), ...(event?.reads ?? [])],
    async run(view) {
      const before = await loadJob(view, id);
      if (before === undefined || before.scope === scope) return undefined;
      const moved = await move(view, before, scope);
      if (moved?.outcome === 'new') await event?.run(view);
      return moved;
    },
  };
}

async function move(view: View, before: StoredJob, scope: Scope): Promise<Moved> {
  const known = await nameOf(view, before);
  const name = known && { ...known, key: scope + known.key.slice(before.scope.length) };
  const found = name && (await findNamed(view, name));
  if (found !== undefined && name?.content === found.content && !found.hasFailed) {
    await removeJob(view, jobKey(before.id));
    return join(view, found.job, before);
  }
  await forgetIdentity(view, before);
  const isFree = name !== undefined && (found === undefined || found.content === name.content);
  const rest = without(before, 'identity');
  const after: StoredJob = { ...rest, scope, epoch: before.epoch + 1, ...(isFree && { identity: name.key }) };
  await saveJob(view, before, after);
  if (isFree) putName(view, after.id, name);
  return { outcome: 'new', job: toJob(after) };
}
