import type { ConnectionCounts } from '../../src/connection/connection';
import { toIso } from '../../src/domain/clock';
import type { JobHead } from '../../src/store/job-store';
import type { EventHead } from '../../src/store/event-row';
import type { QuarantineItem } from '../../src/store/store';
import type { Deployed } from './deployed';

export interface ViewContext {
  /** May the user see where the provider reaches a connection? The path can be all that protects it. */
  secrets: boolean;
}

/** What the dialog and the admin API show of a connection: states and counts, no content. */
export async function describeConnection(
  { settings, connection, simulator, webhook }: Deployed,
  { secrets }: ViewContext,
) {
  // While the store fails, that is just what the dialog has to show.
  const counts = await connection.counts().catch(() => undefined);
  return {
    id: settings.id,
    name: settings.name,
    provider: settings.provider,
    ...connection.state,
    ...(counts && { counts: describeCounts(counts) }),
    ...(secrets && webhook?.address && { webhook: webhook.address }),
    ...(simulator && { simulator: simulator.summary() }),
  };
}

function describeCounts({ jobs, ...events }: ConnectionCounts) {
  return {
    ...events,
    waiting: events.fetching + events.new + events.parked,
    queued: jobs.queued,
    'under-way': jobs.sending + jobs.accepted,
    unknown: jobs.unknown,
    finished: jobs.finished,
  };
}

export function describeEvent(head: EventHead) {
  const { key, kind, state, seq, storedAt, size, expired } = head;
  return { key, kind, state, seq, storedAt: toIso(storedAt), size, attempts: expired };
}

/** Without its number: whoever has to know to whom it went finds the job by its id in the flow. */
export function describeJob({ id, kind, state, attempt, submittedAt, giveUpAt, seq }: JobHead) {
  return { id, kind, state, attempt, submittedAt: toIso(submittedAt), giveUpAt: toIso(giveUpAt), seq };
}

export function describeQuarantined({ id, source, reason, bytes, storedAt, count }: QuarantineItem) {
  return { id, source, reason, size: bytes, storedAt: toIso(storedAt), count };
}
