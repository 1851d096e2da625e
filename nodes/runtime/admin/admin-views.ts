import type { ConnectionCounts } from '../../../src/connection/connection';
import { toIso, type Clock } from '../../../src/domain/clock';
import { keyForLog } from '../../../src/domain/event-key';
import type { JobHead } from '../../../src/store/job-store';
import type { EventHead } from '../../../src/store/event-row';
import type { QuarantineItem } from '../../../src/store/store';
import type { Deployed } from '../connection/deployed';
import { sharedHolder } from '../instances/holder';

export interface ViewContext {
  /** May the user see a webhook's address? Its secret path may be the webhook's only protection. */
  secrets: boolean;
}

/** A connection as the dialog and the admin API show it, as JSON: states and counts, no content. */
export async function describeConnection(entry: Deployed, { secrets }: ViewContext) {
  const { settings, connection, simulator, webhook } = entry;
  // While the store fails the rest is still shown, its failure above all.
  const counts = await connection.counts().catch(() => undefined);
  return {
    id: settings.id,
    name: settings.name,
    provider: settings.provider,
    ...connection.state,
    holder: sharedHolder(entry),
    counts: counts && describeCounts(counts),
    webhook: secrets ? webhook?.address : undefined,
    simulator: simulator && { ...simulator.summary(), outcomes: simulator.outcomes },
  };
}

function describeCounts({ jobs, ...events }: ConnectionCounts) {
  return {
    ...events,
    waiting: events.fetching + events.new + events.parked,
    queued: jobs.queued,
    sending: jobs.sending,
    accepted: jobs.accepted,
    'under-way': jobs.sending + jobs.accepted,
    unknown: jobs.unknown,
    finished: jobs.finished,
  };
}

/** `logId` is how the log names the event, because its key may hold a phone number. */
export function describeEvent(head: EventHead) {
  const { key, kind, state, seq, storedAt, size, expired, deadBy, suspect } = head;
  return {
    key,
    logId: keyForLog(key),
    kind,
    state,
    seq,
    storedAt: toIso(storedAt),
    size,
    attempts: expired,
    deadBy,
    suspect: suspect && true,
  };
}

/** Without the recipient's number: the flow knows it by the job's id. */
export function describeJob({ id, kind, state, attempt, submittedAt, giveUpAt, seq }: JobHead, clock: Clock) {
  const at = (time: number): string => toIso(clock.wallAt(time));
  return { id, kind, state, attempt, submittedAt: at(submittedAt), giveUpAt: at(giveUpAt), seq };
}

export function describeQuarantined({ id, source, reason, bytes, storedAt, count }: QuarantineItem) {
  return { id, source, reason, size: bytes, storedAt: toIso(storedAt), count };
}
