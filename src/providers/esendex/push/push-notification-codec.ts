import { compact } from '../../../domain/compact';
import type { ProviderEvent } from '../../../domain/events';
import type { XmlElement } from '../../xml/xml-element';
import { checkAccountId, checkReference, type CodecContext } from './codec-context';
import { type EsendexId, readId, readNumber } from '../wire/wire-values';
import { readTime } from '../../../domain/provider-time';
import { Fields, Unintelligible } from '../wire/fields';
import { smsReceivedEvent } from '../events/sms-received-event';
import { readFailure, smsStatusEvent } from '../events/sms-status-event';

/**
 * Decodes one of the current XML push notifications; returns undefined for an unknown root. Throws `Unintelligible`.
 * Each notification has its own `Id`, but keys use the message's id, which Esendex's inbox and other protocols share.
 */
export function decodePushNotification(root: XmlElement, context: CodecContext): ProviderEvent | undefined {
  const fields = Fields.of(root);
  checkAccountId(fields.text('accountid'), context);
  return DECODERS.get(root.name)?.(fields, context);
}

const DECODERS = new Map<string, (fields: Fields, context: CodecContext) => ProviderEvent>([
  ['InboundMessage', inboundMessage],
  ['MessageDelivered', messageDelivered],
  ['MessageFailed', messageFailed],
  ['OptOut', optOut],
]);

function inboundMessage(fields: Fields, { country }: CodecContext): ProviderEvent {
  const text = fields.text('messagetext');
  // An empty text has an empty element. A message without the element is quarantined; the inbox still has its text.
  if (text === undefined) throw new Unintelligible('a message without its text');
  const messageId = usableId(fields, 'messageid');
  const { raw } = fields;
  return smsReceivedEvent({ messageId, from: fields.text('from'), to: fields.text('to'), text, raw }, country);
}

function messageDelivered(fields: Fields): ProviderEvent {
  return smsStatusEvent({
    messageId: usableId(fields, 'messageid'),
    state: 'delivered',
    name: 'MessageDelivered',
    occurredAt: readTime(fields.text('occurredat')),
    raw: fields.raw,
  });
}

function messageFailed(fields: Fields): ProviderEvent {
  const failure = readFailure(fields.inside('failurereason'));
  return smsStatusEvent({
    messageId: usableId(fields, 'messageid'),
    state: 'failed',
    name: 'MessageFailed',
    failure,
    occurredAt: readTime(fields.text('occurredat')),
    raw: fields.raw,
  });
}

function optOut(fields: Fields, context: CodecContext): ProviderEvent {
  checkReference(fields.text('accountreference'), context);
  const id = usableId(fields, 'id');
  // `receviedat` is the vendor's own spelling.
  const occurredAt = readTime(fields.text('receviedat') ?? fields.text('receivedat'));
  return compact({
    kind: 'sms.optout',
    keyId: id.key,
    providerId: id.wire,
    payload: compact({
      id: id.key,
      from: readNumber(fields.inside('from')?.text('phonenumber'), context.country),
      optedOut: true,
      occurredAt,
    }),
    occurredAt,
    raw: fields.raw,
  });
}

function usableId(fields: Fields, name: string): EsendexId {
  const id = readId(fields.text(name));
  if (id === undefined) throw new Unintelligible('no usable id');
  return id;
}
