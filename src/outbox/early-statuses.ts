import type { ProviderEvent, Source } from '../domain/events';
import type { Job } from '../domain/job';
import type { OutboxContext } from './outbox-context';
import { asTold, track } from './track';

/** Where events go that no job keeps, and those that a job's change has written into the store. */
export interface EventInbox {
  accept(incoming: { event: ProviderEvent }, source: Source): Promise<unknown>;
  /** Events of jobs are in it. */
  changed(): void;
}

const PAGE = 100;

/** The answer to a request has named the call: statuses that came before it are known to be of this job now. */
export async function takeEarly(context: OutboxContext, providerId: string, job: Job): Promise<void> {
  const { store, scope } = context;
  for (const { event, source, key } of await store.jobs.earlyFor(scope, providerId)) {
    await track(context, event, source, job);
    await store.jobs.dropEarly(scope, key);
  }
}

/** Lets go of statuses that belong to no job after all. Returns when the next one may go; undefined = there is none. */
export async function letGoEarly(context: OutboxContext, inbox: EventInbox): Promise<number | undefined> {
  const { store, scope, clock } = context;
  for (const { event, source, key } of await store.jobs.earlyDue(scope, clock.now(), PAGE)) {
    // Its job may have learned its provider id by now.
    const tracked = await track(context, event, source);
    if (tracked !== 'own') await inbox.accept({ event: asTold(event, tracked) }, source);
    await store.jobs.dropEarly(scope, key);
  }
  return store.jobs.nextEarly(scope);
}
