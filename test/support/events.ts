import type { EventOf } from '../../src/domain/events';
import { faxStateRank, type FaxReceivedDetails, type FaxState } from '../../src/domain/fax';

/** A received fax, like those from a codec. */
export function receivedFax(id: string, more: Partial<FaxReceivedDetails> = {}): EventOf<'fax.received'> {
  return {
    kind: 'fax.received',
    keyId: id,
    providerId: id,
    payload: { id, providerId: id, from: '+15550100099', to: '+15550100001', ...more },
    occurredAt: '2026-11-20T11:59:30.000Z',
    raw: { JobId: id },
  };
}

/** A received SMS, as an example of an event without a document. */
export function receivedSms(id: string): EventOf<'sms.received'> {
  const payload = { id, from: '+15550100099', to: '+15550100001', text: `text of ${id}` };
  return { kind: 'sms.received', keyId: id, providerId: id, payload, raw: { Id: id } };
}

export function smsOptOut(id: string): EventOf<'sms.optout'> {
  const payload = { id, from: '+15550100099', to: '+15550100001', optedOut: true };
  return { kind: 'sms.optout', keyId: id, providerId: id, payload, raw: { Id: id } };
}

/** A status of an outbound call, which need not be ours. */
export function faxStatus(id: string, state: FaxState, pages = 0): EventOf<'fax.status'> {
  const final = ['succeeded', 'failed', 'cancelled'].includes(state);
  return {
    kind: 'fax.status',
    keyId: final ? `${id}:${state}` : `${id}:${state}:${pages}`,
    providerId: id,
    payload: { id, direction: 'out', state, final, cause: 'none', retryable: false, attempt: 1, pages },
    progress: { subject: id, attempt: 1, rank: faxStateRank(state), pages, final },
    raw: { JobId: id },
  };
}

export const TIFF = Buffer.from('49492a000800000000000000', 'hex');

/** A document of this size that begins like a TIFF. */
export function tiffOf(size: number, fill = 0): Buffer {
  const bytes = Buffer.alloc(size, fill);
  TIFF.copy(bytes);
  return bytes;
}
