import type { KindAndPayload } from '../../src/domain/events';
import type { SmsState } from '../../src/domain/sms';
import type { Offer } from '../../src/inbox/source-nodes';
import type { SmsOutput } from '../rules/outputs';
import type { ConnectionNode } from '../runtime/connection/connection-node';
import { eventInfo } from '../runtime/messages';
import type { Message } from '../runtime/node-red';

const FAILED: readonly SmsState[] = ['failed', 'rejected', 'expired', 'cancelled'];

/** The output for an event: only its kind and state decide, so a delivery receipt is never taken for a received SMS. */
export function outputOf({ kind, payload }: KindAndPayload): SmsOutput {
  if (kind === 'sms.received') return 'received';
  if (kind !== 'sms.status') return 'other';
  if (payload.state === 'delivered') return 'delivered';
  return FAILED.some((state) => state === payload.state) ? 'failed' : 'other';
}

/** docs/contract.md#messages: the topic is the own number for a received SMS, otherwise the id of the SMS concerned. */
export function smsMessage(offer: Offer, connection: ConnectionNode): Message {
  const event = eventInfo(offer, connection);
  if (offer.kind === 'unknown') return { topic: '', payload: offer.raw, event };
  const { payload } = offer;
  return { topic: offer.kind === 'sms.received' ? offer.payload.to : payload.id, payload, event };
}
