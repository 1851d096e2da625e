import { compact } from '../../../domain/compact';
import type { WireBehaviour } from '../wire-behaviour';
import { pushDate } from '../wire-date';
import { wireNumber } from '../wire-number';
import { element, writeXml, type XmlElement } from '../xml';
import type { Notification } from './notification';
import { loginOf, pushId, type PushBody, type PushStyle } from './push-body';

/** The current protocol: a small XML document without a namespace, with its own root for each kind. */
export function xmlPush(notification: Notification, style: PushStyle): PushBody {
  const { behaviour } = style;
  const login = loginOf(style);
  const root = rootOf(notification, style);
  const xml = writeXml(root, {
    pretty: behaviour.layout === 'pretty',
    selfClosed: behaviour.emptyElements === 'self-closed',
  });
  return {
    headers: compact({
      // It is not known whether the vendor sends a login at all.
      authorization: login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`,
      ...contentType(behaviour),
    }),
    body: encode(declaration(behaviour) + xml, behaviour),
  };
}

function rootOf(notification: Notification, { behaviour, id }: PushStyle): XmlElement {
  const { account } = notification;
  const ids = [element('Id', pushId(id, behaviour))];
  const accountId = element('AccountId', pushId(account.id, behaviour));
  const messageIds = (messageId: string): XmlElement[] => [
    ...ids,
    element('MessageId', pushId(messageId, behaviour)),
    accountId,
  ];
  switch (notification.kind) {
    case 'received': {
      const { sms } = notification;
      return element('InboundMessage', [
        ...messageIds(sms.id),
        element('MessageText', sms.text),
        element('From', wireNumber(sms.from, behaviour.numbers)),
        element('To', wireNumber(sms.to, behaviour.numbers)),
      ]);
    }
    case 'delivered':
      return element('MessageDelivered', [...messageIds(notification.messageId), occurredAt(notification, behaviour)]);
    case 'failed':
      return element('MessageFailed', [
        ...messageIds(notification.messageId),
        occurredAt(notification, behaviour),
        ...failureReason(notification, behaviour),
      ]);
    case 'opt-out': {
      const { optOut } = notification;
      return element('OptOut', [
        ...ids,
        accountId,
        element('AccountReference', account.reference),
        element(behaviour.optOutTime, `${pushDate(optOut.receivedAt)}Z`),
        element('From', [element('PhoneNumber', wireNumber(optOut.from, behaviour.numbers))]),
        element('Link', '', { rel: 'optout', href: `https://api.esendex.com/v1.0/optouts/${optOut.id}` }),
      ]);
    }
    case 'subscription':
      return element('SubscriptionEvent', [...ids, accountId]);
    case 'unknown':
      return element(notification.name, [...ids, accountId, occurredAt(notification, behaviour)]);
  }
}

function occurredAt({ occurredAt: ms }: Notification, { paddedTimes }: WireBehaviour): XmlElement {
  return element('OccurredAt', paddedTimes ? `\n      ${pushDate(ms)}\n    ` : pushDate(ms));
}

function failureReason(notification: Notification, { failureReason: shown }: WireBehaviour): XmlElement[] {
  if (notification.kind !== 'failed' || !notification.failure || shown === 'absent') return [];
  const { code, detail, permanent } = notification.failure;
  return [
    element('FailureReason', [
      element('Code', code),
      element('Detail', detail),
      element('PermanentFailure', String(permanent)),
    ]),
  ];
}

function contentType({ contentType: type, encoding }: WireBehaviour): Record<string, string> {
  if (type === 'none') return {};
  return { 'content-type': type.replace('charset', `charset=${encoding}`) };
}

function declaration({ declaration: form, encoding }: WireBehaviour): string {
  if (form === 'none') return '';
  return form === 'plain' ? '<?xml version="1.0"?>' : `<?xml version="1.0" encoding="${encoding}"?>`;
}

/** Characters that the encoding does not have become character references. */
function encode(xml: string, { encoding, byteOrderMark }: WireBehaviour): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from((byteOrderMark ? '\uFEFF' : '') + xml);
    case 'utf-16':
      // Always with a byte order mark, without which the byte order would be unknown.
      return Buffer.from(`\uFEFF${xml}`, 'utf16le');
    case 'iso-8859-1':
      return Buffer.from(
        xml.replace(/[^\0-\xff]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`),
        'latin1',
      );
  }
}
