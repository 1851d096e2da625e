import type { Told } from '../../src/domain/events';
import type { SmsState } from '../../src/domain/sms';
import type { Offer } from '../../src/inbox/source-nodes';
import type { ConnectionNode } from '../runtime/connection/connection-node';
import { eventInfo } from '../runtime/messages';
import type { Message } from '../runtime/node-red';

/** The node's outputs, in order. */
export const OUTPUTS = ['received', 'delivered', 'failed', 'other'] as const;

const FAILED: readonly SmsState[] = ['failed', 'rejected', 'expired', 'cancelled'];

/** A delivery receipt is never taken for an inbound text: only the kind decides, then the state. */
export function outputOf({ kind, payload }: Told): (typeof OUTPUTS)[number] {
  if (kind === 'sms.received') return 'received';
  if (kind !== 'sms.status') return 'other';
  if (payload.state === 'delivered') return 'delivered';
  return FAILED.some((state) => state === payload.state) ? 'failed' : 'other';
}

/** docs/contract.md#messages: topic is the own number of a received text, else the id of what is told of. */
export function smsMessage(offer: Offer, connection: ConnectionNode): Message {
  const event = eventInfo(offer, connection);
  if (offer.kind === 'unknown') return { topic: '', payload: offer.raw, event };
  const { payload } = offer;
  return { topic: offer.kind === 'sms.received' ? offer.payload.to : payload.id, payload, event };
}
