import type { InboundSms, OutboundSms, SmsFailure } from './sms-message';
import type { WireBehaviour } from './wire-behaviour';
import { NEVER, wireDate } from './wire-date';
import { wireNumber } from './wire-number';
import { element, type XmlElement } from './xml';

export interface HeaderStyle {
  behaviour: WireBehaviour;
  /** For absolute addresses, such as `http://127.0.0.1:8025`. */
  origin: string;
}

/** Lists and headers cut the text after this many characters; the vendor does not document its own limit. */
const SUMMARY_CHARACTERS = 50;

export function messageHeader(sms: InboundSms | OutboundSms, style: HeaderStyle): XmlElement {
  const { behaviour } = style;
  const id = restId(sms.id, behaviour);
  const uri = `${style.origin}/v1.0/${behaviour.uris}/${id}`;
  return element(
    'messageheader',
    [
      element('reference', sms.account.reference),
      element('status', sms.direction === 'Inbound' ? 'Submitted' : sms.status),
      ...timesOf(sms, behaviour),
      element('type', 'SMS'),
      phoneNumber('to', sms.to, behaviour),
      phoneNumber('from', sms.from, behaviour),
      element('summary', Array.from(sms.text).slice(0, SUMMARY_CHARACTERS).join('')),
      element('body', '', { id, uri: `${uri}/body` }),
      element('direction', sms.direction),
      element('parts', sms.parts),
      ...(sms.direction === 'Inbound' ? readingOf(sms, behaviour) : sendingOf(sms, style)),
    ],
    { id, uri },
  );
}

/** Binary messages have hex and no character set. */
export function messageBody(sms: InboundSms | OutboundSms): XmlElement {
  return element('messagebody', [element('bodytext', sms.text), ...charactersetOf(sms)]);
}

export function phoneNumber(name: string, number: string, { numbers }: WireBehaviour): XmlElement {
  return element(name, [element('phonenumber', wireNumber(number, numbers))]);
}

export function restId(id: string, { restIds }: WireBehaviour): string {
  return restIds === 'upper' ? id.toUpperCase() : id;
}

function charactersetOf(sms: InboundSms | OutboundSms): XmlElement[] {
  if (sms.direction === 'Outbound') return [element('characterset', sms.characterset)];
  if (sms.type === 'Text') return [element('characterset', 'GSM')];
  return sms.type === 'Unicode' ? [element('characterset', 'Unicode')] : [];
}

function timesOf(sms: InboundSms | OutboundSms, { dates }: WireBehaviour): XmlElement[] {
  const time = (name: string, ms?: number): XmlElement[] =>
    ms === undefined ? [] : [element(name, wireDate(ms, dates))];
  if (sms.direction === 'Inbound') {
    return ['receivedat', 'sentat', 'laststatusat', 'submittedat'].flatMap((name) => time(name, sms.receivedAt));
  }
  return [
    ...time('submittedat', sms.submittedAt),
    ...time('sentat', sms.sentAt),
    ...time('deliveredat', sms.deliveredAt),
    ...time('laststatusat', sms.lastStatusAt),
  ];
}

function readingOf({ readAt, readBy }: InboundSms, { dates }: WireBehaviour): XmlElement[] {
  return [
    element('readat', readAt === undefined ? NEVER : wireDate(readAt, dates)),
    ...(readBy === undefined ? [] : [element('readby', readBy)]),
    element('username'),
  ];
}

function sendingOf({ batchId, failure }: OutboundSms, { behaviour, origin }: HeaderStyle): XmlElement[] {
  const id = restId(batchId, behaviour);
  return [
    element('username'),
    element('batch', '', { id, uri: `${origin}/v1.0/messagebatches/${id}` }),
    ...(failure === undefined ? [] : [failureReason(failure, behaviour)]),
  ];
}

function failureReason({ code, detail, permanent }: SmsFailure, { failureNames }: WireBehaviour): XmlElement {
  return element('failurereason', [
    element('code', code),
    element('description', detail),
    element(failureNames, String(failureNames === 'retryable' ? !permanent : permanent)),
  ]);
}
