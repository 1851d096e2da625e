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
  /** `notificationType` of the form, the operation of SOAP. */
  type: string;
  fields: Fields;
  /** The account's reference, where it is named. */
  account: string | undefined;
}

/**
 * One event of the older Account Event Handler, whose two shapes differ in the case of names and little else;
 * undefined = a type that we do not know. Throws `Unintelligible`.
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

/** `Delivered` only, so far; the vendor says that more may come. */
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

/** An error is a failure, also where its type is newer than we are. */
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
  // It has no id: these three together are one.
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

/** The second is how some of the vendor's own documents spell it. */
function occurredAt(fields: Fields): string | undefined {
  return fields.text('occurredat') ?? fields.text('occuredat');
}

function messageId(fields: Fields): EsendexId {
  const id = readId(fields.text('id'));
  if (id === undefined) throw new Unintelligible('no usable id');
  return id;
}
