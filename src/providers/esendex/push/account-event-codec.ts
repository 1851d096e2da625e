import { compact } from '../../../domain/compact';
import type { ProviderEvent } from '../../../domain/events';
import { checkReference, type CodecContext } from './codec-context';
import { type EsendexId, readId, readNumber } from '../wire/wire-values';
import { smsStateOf } from '../events/sms-state';
import { readTime } from '../../../domain/provider-time';
import { type Fields, Unintelligible } from '../wire/fields';
import { smsReceivedEvent } from '../events/sms-received-event';
import { readFailure, smsStatusEvent } from '../events/sms-status-event';

export interface AccountEvent {
  /** The form's `notificationType`, or the name of the SOAP operation. */
  type: string;
  fields: Fields;
  /** The account's reference, if the event names it. */
  account: string | undefined;
}

/**
 * Decodes an event of the older Account Event Handler, whose form and SOAP variants differ in little but the case of
 * names. Returns undefined for an unknown type. Throws `Unintelligible`.
 */
export function decodeAccountEvent(event: AccountEvent, context: CodecContext): ProviderEvent | undefined {
  checkReference(event.account, context);
  return DECODERS.get(event.type)?.(event.fields, context);
}

const DECODERS = new Map<string, (fields: Fields, context: CodecContext) => ProviderEvent | undefined>([
  ['MessageReceived', messageReceived],
  ['MessageEvent', messageEvent],
  ['MessageError', messageError],
  ['SubscriptionEvent', subscriptionEvent],
]);

function messageReceived(fields: Fields, { country }: CodecContext): ProviderEvent {
  const text = fields.text('body');
  if (text === undefined) throw new Unintelligible('a message without its text');
  return smsReceivedEvent(
    {
      messageId: messageId(fields),
      from: fields.text('originator'),
      to: fields.text('recipient'),
      text,
      type: fields.text('type')?.trim(),
      receivedAt: readTime(fields.text('receivedat')),
      raw: fields.raw,
    },
    country,
  );
}

/** So far always `Delivered`, but the vendor says that it may add more. */
function messageEvent(fields: Fields): ProviderEvent {
  const name = fields.text('eventtype')?.trim() ?? '';
  if (name === '') throw new Unintelligible('an event that does not say what happened');
  return smsStatusEvent({
    messageId: messageId(fields),
    state: smsStateOf(name),
    name,
    occurredAt: readTime(occurredAt(fields)),
    raw: fields.raw,
  });
}

/** An error of an unknown type also counts as a failure. */
function messageError(fields: Fields): ProviderEvent {
  const name = fields.text('errortype')?.trim() || 'MessageError';
  const known = smsStateOf(name);
  const failure = readFailure(fields.inside('failurereason'), fields.text('detail'));
  return smsStatusEvent({
    messageId: messageId(fields),
    state: known === 'unknown' ? 'failed' : known,
    name,
    failure,
    occurredAt: readTime(occurredAt(fields)),
    raw: fields.raw,
  });
}

const OPTED_OUT = new Map([
  ['subscribe', false],
  ['resubscribe', false],
  ['continue', false],
  ['unsubscribe', true],
]);

function subscriptionEvent(fields: Fields, { country }: CodecContext): ProviderEvent | undefined {
  const name = (fields.text('eventtype') ?? fields.text('eventcode'))?.trim().toLowerCase() ?? '';
  const optedOut = OPTED_OUT.get(name);
  if (name !== '' && optedOut === undefined) return undefined;
  const from = readNumber(fields.text('mobilenumber'), country);
  const happened = occurredAt(fields)?.trim() ?? '';
  // The event has no id, so number, type and time together serve as one.
  if (from === '' || optedOut === undefined || happened === '' || `${from}${happened}`.length > 100) {
    throw new Unintelligible('no usable id');
  }
  const at = readTime(happened);
  const id = `${from.toLowerCase()}:${name}:${at ?? happened}`;
  return compact({
    kind: 'sms.subscription',
    keyId: id,
    providerId: id,
    payload: compact({ id, from, optedOut, occurredAt: at }),
    occurredAt: at,
    raw: fields.raw,
  });
}

/** Some of the vendor's documents spell it with one r. */
function occurredAt(fields: Fields): string | undefined {
  return fields.text('occurredat') ?? fields.text('occuredat');
}

function messageId(fields: Fields): EsendexId {
  const id = readId(fields.text('id'));
  if (id === undefined) throw new Unintelligible('no usable id');
  return id;
}
