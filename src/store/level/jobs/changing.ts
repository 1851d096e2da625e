import type { Job } from '../../../domain/job';
import type { NewEvent } from '../../event-row';
import type { Change } from '../batch-writer';
import { acceptChange } from '../receiving';
import type { View } from '../view';
import { saveJob } from './job-placement';
import { jobKey, loadJob, type StoredJob } from './stored-job';
import { forgetIdentity } from './submitting';

export function jobChange(epoch: number, next: Job, says: NewEvent | undefined): Change<boolean> {
  const event = says && acceptChange(says);
  return {
    reads: [jobKey(next.id), ...(event?.reads ?? [])],
    async run(view) {
      const before = await loadJob(view, next.id);
      if (before?.epoch !== epoch) return false;
      const { seq, identity } = before;
      const providerIds = withProviderId(before.providerIds, next.providerId);
      const kept = { epoch: epoch + 1, seq, providerIds, ...(identity !== undefined && { identity }) };
      await saveJob(view, before, { ...next, ...kept });
      await event?.run(view);
      return true;
    },
  };
}

function withProviderId(known: string[], providerId: string | undefined): string[] {
  if (providerId === undefined || known.includes(providerId.toLowerCase())) return known;
  return [...known, providerId.toLowerCase()];
}

export async function removeJob(view: View, key: string): Promise<void> {
  const text = await view.get(key);
  if (text === undefined) return;
  const job = JSON.parse(text) as StoredJob;
  await forgetIdentity(view, job);
  await saveJob(view, job, undefined);
}
