import type { ProviderEvent, Source } from '../domain/events';
import type { Job } from '../domain/job';
import type { OutboxContext } from './outbox-context';
import { asReported, track } from './track';

/** What the outbox needs of the inbox: to accept statuses of no job, and to know that jobs have written events. */
export interface EventInbox {
  accept(incoming: { event: ProviderEvent }, source: Source): Promise<unknown>;
  /** To be called when events of jobs were stored. */
  changed(): void;
}

const PAGE = 100;

/** Takes up the statuses that came before the answer to the job's request, which has now told the call's id. */
export async function takeEarly(context: OutboxContext, providerId: string, job: Job): Promise<void> {
  const { store, scope } = context;
  for (const { event, source, key } of await store.jobs.earlyFor(scope, providerId)) {
    await track(context, event, source, job);
    await store.jobs.dropEarly(scope, key);
  }
}

/**
 * Passes statuses that belong to no job after all on to the inbox. Resolves with the steady time at which the next one
 * is to go; undefined = there is none.
 */
export async function letGoEarly(context: OutboxContext, inbox: EventInbox): Promise<number | undefined> {
  const { store, scope, clock } = context;
  for (const { event, source, key } of await store.jobs.earlyDue(scope, clock.now(), PAGE)) {
    // The job may have its provider id by now.
    const tracked = await track(context, event, source);
    if (tracked !== 'own') await inbox.accept({ event: asReported(event, tracked) }, source);
    await store.jobs.dropEarly(scope, key);
  }
  return store.jobs.nextEarly(scope);
}
