import { toIso } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { faxStateRank, type FaxStatus } from '../../../domain/fax';
import { readNumber } from '../wire/wire-values';
import type { CallRow } from './call-row';
import { readCount, readText } from '../../json/read-value';

export interface StatusContext {
  /** Calling code that completes national numbers. */
  country: string;
  /** Wall clock in ms, for people. */
  wall: number;
  /** The page's fields, where one tells it. */
  raw: Record<string, unknown>;
}

/** Where a call stands, as an event. One call is one attempt: redialling is not the provider's. */
export function faxStatusEvent(call: CallRow, { country, wall, raw }: StatusContext): EventOf<'fax.status'> {
  const { id, direction, token, pages } = call;
  const payload = statusOf(call, country);
  const { state, final } = payload;
  const occurredAt = toIso(wall);
  return compact({
    kind: 'fax.status',
    keyId: final ? `${id}:${state}` : `${id}:${state}:${pages ?? 0}`,
    providerId: id,
    payload,
    occurredAt,
    correlation: direction === 'out' ? token : undefined,
    // The truth may still come after an `unknown`.
    progress: {
      subject: id,
      attempt: 1,
      rank: faxStateRank(state),
      pages: pages ?? 0,
      final: final && state !== 'unknown',
    },
    raw,
  });
}

function statusOf(call: CallRow, country: string): FaxStatus {
  const { id, direction, outcome, pages, seconds, negotiated } = call;
  const speed = readCount(negotiated?.['data_rate']);
  const state = outcome?.state ?? call.state;
  return compact({
    id,
    providerId: id,
    direction,
    state,
    final: outcome !== undefined,
    success: outcome && outcome.state !== 'unknown' ? outcome.state === 'succeeded' : undefined,
    cause: outcome?.cause ?? 'none',
    retryable: outcome?.retryable ?? false,
    attempt: 1,
    pages,
    seconds,
    speed,
    to: readNumber(call.to, country),
    from: readNumber(call.from, country),
    negotiated,
    message: outcome?.message,
    result: outcome?.result,
  });
}

/** The other machine's name for itself; what the vendor calls it is not documented. */
export function remoteIdOf(negotiated: Record<string, unknown> | undefined): string | undefined {
  const names = ['remote_subscriber_id', 'remote_id', 'subscriber_id', 'csid', 'tsid'];
  const [id] = names.flatMap((name) => readText(negotiated?.[name])?.trim() ?? []).filter((text) => text !== '');
  return id;
}
