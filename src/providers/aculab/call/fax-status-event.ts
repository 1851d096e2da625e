import { toIso } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import type { EventOf } from '../../../domain/events';
import { faxStateRank, type FaxStatus } from '../../../domain/fax';
import { readNumber } from '../wire/wire-values';
import type { CallRow } from './call-row';
import { readCount, readText } from '../../json/read-value';

export interface StatusContext {
  /** Calling code for national numbers. */
  country: string;
  /** Ms by the wall clock, for display. */
  wall: number;
  /** The fields of the page that reported the status; empty without one. */
  raw: Record<string, unknown>;
}

/** The event of a call's current status. Always attempt 1, because Aculab never redials. */
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
    // After an `unknown` the real outcome may still come.
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

/** The remote fax machine's own id. The vendor does not document the name of the field. */
export function remoteIdOf(negotiated: Record<string, unknown> | undefined): string | undefined {
  const names = ['remote_subscriber_id', 'remote_id', 'subscriber_id', 'csid', 'tsid'];
  const [id] = names.flatMap((name) => readText(negotiated?.[name])?.trim() ?? []).filter((text) => text !== '');
  return id;
}
