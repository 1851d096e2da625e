import { compact } from '../../domain/compact';
import type { Job } from '../../domain/job';
import type { NewEvent } from '../event-row';
import { acceptInHand, readsOf } from '../events/receiving';
import type { Rows } from '../rows';
import { jobInHand, replaceJob } from './job-in-hand';
import { jobKey } from './stored-job';

export function changeJob(rows: Rows, epoch: number, next: Job, says: NewEvent | undefined): Promise<boolean> {
  return rows.change([jobKey(next.id), ...readsOf(says)], (hand) => {
    const before = jobInHand(hand, next.id);
    if (before?.epoch !== epoch) return false;
    const { seq, identity } = before;
    const providerIds = withProviderId(before.providerIds, next.providerId);
    replaceJob(hand, before, compact({ ...next, epoch: epoch + 1, seq, providerIds, identity }));
    if (says) acceptInHand(hand, says);
    return true;
  });
}

function withProviderId(known: string[], providerId: string | undefined): string[] {
  if (providerId === undefined || known.includes(providerId.toLowerCase())) return known;
  return [...known, providerId.toLowerCase()];
}
