import type { InboundSms } from '../sms-message';
import type { WireBehaviour } from '../wire-behaviour';
import { formDate } from '../wire-date';
import { wireNumber } from '../wire-number';
import type { Notification } from './notification';
import { loginOf, pushId, type PushBody, type PushStyle } from './push-body';

type Fields = [name: string, value: string][];

/** The Account Event Handler as a form. Order of fields and escaping are those of a notification captured in 2008. */
export function formPush(notification: Notification, style: PushStyle): PushBody {
  const { behaviour } = style;
  const { username = '', password = '' } = loginOf(style) ?? {};
  const fields: Fields = [
    ['username', username],
    ['password', password],
    ['account', notification.account.reference],
    ...fieldsOf(notification, behaviour),
  ];
  const form = fields.map(([name, value]) => `${name}=${formEscape(value)}`).join('&');
  return {
    // Without a space after the semicolon, as captured.
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: Buffer.from(form + (behaviour.formEnd === 'crlf' ? '\r\n' : '')),
  };
}

function fieldsOf(notification: Notification, behaviour: WireBehaviour): Fields {
  const occurredAt: Fields = [['occurredAt', formDate(notification.occurredAt)]];
  switch (notification.kind) {
    case 'received':
      return receivedFields(notification.sms, behaviour);
    case 'delivered':
      return [
        ['notificationType', 'MessageEvent'],
        ['id', pushId(notification.messageId, behaviour)],
        ['eventType', 'Delivered'],
        ...occurredAt,
      ];
    case 'failed':
      return [
        ['notificationType', 'MessageError'],
        ['id', pushId(notification.messageId, behaviour)],
        ['errorType', notification.failure?.errorType ?? 'Failed'],
        ...occurredAt,
        ['detail', notification.failure?.detail ?? ''],
      ];
    case 'subscription':
      return [
        ['notificationType', 'SubscriptionEvent'],
        ['mobileNumber', wireNumber(notification.from, behaviour.numbers)],
        ...(notification.contactId === undefined ? [] : ([['contactID', notification.contactId]] satisfies Fields)),
        ['eventType', notification.event],
        ...occurredAt,
      ];
    case 'opt-out':
      return [['notificationType', 'OptOut']];
    case 'unknown':
      return [['notificationType', notification.name], ...occurredAt];
  }
}

function receivedFields(sms: InboundSms, behaviour: WireBehaviour): Fields {
  const receivedAt = formDate(sms.receivedAt);
  return [
    ['notificationType', 'MessageReceived'],
    ['id', pushId(sms.id, behaviour)],
    ['originator', wireNumber(sms.from, behaviour.numbers)],
    ['recipient', wireNumber(sms.to, behaviour.numbers)],
    ['body', sms.text],
    ['type', sms.type],
    ...(behaviour.sentAt === 'absent' ? [] : ([['sentAt', receivedAt]] satisfies Fields)),
    ['receivedAt', receivedAt],
  ];
}

/** Spaces become `+`, all other special characters lower-case escapes. */
function formEscape(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (/[A-Za-z0-9\-_.!*()]/.test(character)) return character;
      return character === ' ' ? '+' : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
