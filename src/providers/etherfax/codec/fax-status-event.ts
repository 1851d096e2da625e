import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { faxStateRank, type FaxState, type FaxStatus } from '../../../domain/fax';
import type { FaxOutcome, FaxResult } from './fax-result';
import type { JobId } from './job-id';
import { readCount, readText } from '../../json/read-value';

export interface StatusFacts {
  jobId: JobId;
  direction: FaxStatus['direction'];
  state: FaxState;
  outcome: Pick<FaxOutcome, 'final' | 'cause' | 'retryable'>;
  result: FaxResult | undefined;
  pages: number | undefined;
  /** ISO 8601, UTC. */
  occurredAt: string | undefined;
  /** The provider's object, for the fields that FaxReceive and FaxStatus have in common. */
  fields: Record<string, unknown>;
  raw: Record<string, unknown>;
}

/** A status event, made from a FaxStatus or a FaxReceive. Always attempt 1, because etherFAX never redials. */
export function faxStatusEvent(facts: StatusFacts): EventOf<'fax.status'> {
  const { jobId, state, outcome, pages, occurredAt, raw } = facts;
  const { final } = outcome;
  return compact({
    kind: 'fax.status',
    keyId: final ? `${jobId.key}:${state}` : `${jobId.key}:${state}:${pages ?? 0}`,
    providerId: jobId.wire,
    payload: statusPayload(facts),
    occurredAt,
    progress: { subject: jobId.key, attempt: 1, rank: faxStateRank(state), pages: pages ?? 0, final },
    raw,
  });
}

function statusPayload({ jobId, direction, state, outcome, result, pages, fields }: StatusFacts): FaxStatus {
  const { final, cause, retryable } = outcome;
  const seconds = readCount(fields['ConnectTime']);
  const speed = readCount(fields['ConnectSpeed']);
  const remoteId = readText(fields['RemoteId']);
  const message = readText(fields['Message']);
  return compact({
    id: jobId.key,
    providerId: jobId.wire,
    direction,
    state,
    final,
    success: final && state !== 'unknown' ? state === 'succeeded' : undefined,
    cause,
    retryable,
    attempt: 1,
    pages,
    seconds,
    speed,
    negotiated: final ? compact({ speed, remoteId: remoteId || undefined }) : undefined,
    message: message || undefined,
    result,
  });
}
