import { XMLParser } from 'fast-xml-parser';
import type { WireBehaviour } from '../wire-behaviour';
import { pushDate } from '../wire-date';
import { wireNumber } from '../wire-number';
import { element, writeXml, type XmlElement } from '../xml';
import type { Notification } from './notification';
import { loginOf, pushId, type PushBody, type PushStyle } from './push-body';

const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
/** The vendor's namespace, which is not a URL. */
const NAMESPACE = 'com.esendex.ems.soapinterface';

/** The Account Event Handler as SOAP 1.1, document/literal wrapped. */
export function soapPush(notification: Notification, style: PushStyle): PushBody {
  const { behaviour } = style;
  const { username = '', password = '' } = loginOf(style) ?? {};
  const operation = operationOf(notification);
  const header = element(
    'MessengerHeader',
    [element('Username', username), element('Password', password), element('Account', notification.account.reference)],
    { xmlns: NAMESPACE },
  );
  const envelope = element(
    'soap:Envelope',
    [
      element('soap:Header', [header]),
      element('soap:Body', [element(operation, childrenOf(notification, behaviour), { xmlns: NAMESPACE })]),
    ],
    { 'xmlns:soap': ENVELOPE },
  );
  const xml = writeXml(envelope, { pretty: behaviour.layout === 'pretty' });
  return {
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: `"${NAMESPACE}/${operation}"` },
    body: Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${xml}`),
  };
}

function operationOf(notification: Notification): string {
  switch (notification.kind) {
    case 'received':
      return 'MessageReceived';
    case 'delivered':
      return 'MessageEvent';
    case 'failed':
      return 'MessageError';
    case 'subscription':
      return 'SubscriptionEvent';
    case 'opt-out':
      return 'OptOut';
    case 'unknown':
      return notification.name;
  }
}

function childrenOf(notification: Notification, behaviour: WireBehaviour): XmlElement[] {
  const occurred = (name: string): XmlElement => element(name, `${pushDate(notification.occurredAt)}Z`);
  switch (notification.kind) {
    case 'received': {
      const { sms } = notification;
      const receivedAt = `${pushDate(sms.receivedAt)}Z`;
      return [
        element('id', pushId(sms.id, behaviour)),
        element('originator', wireNumber(sms.from, behaviour.numbers)),
        element('recipient', wireNumber(sms.to, behaviour.numbers)),
        element('body', sms.text),
        element('type', sms.type),
        ...(behaviour.sentAt === 'absent' ? [] : [element('sentat', receivedAt)]),
        element('receivedat', receivedAt),
      ];
    }
    case 'delivered':
      return [
        element('id', pushId(notification.messageId, behaviour)),
        element('eventtype', 'Delivered'),
        occurred(behaviour.soapOccurred),
      ];
    case 'failed':
      return failedChildren(notification, behaviour, occurred(behaviour.soapOccurred));
    case 'subscription':
      return [
        element('mobileNumber', wireNumber(notification.from, behaviour.numbers)),
        element('contactID', notification.contactId ?? ''),
        // In the form the same field is `eventType`.
        element('eventCode', notification.event),
        occurred('occurredAt'),
      ];
    case 'opt-out':
    case 'unknown':
      return [occurred(behaviour.soapOccurred)];
  }
}

function failedChildren(
  { messageId, failure }: Extract<Notification, { kind: 'failed' }>,
  behaviour: WireBehaviour,
  occurred: XmlElement,
): XmlElement[] {
  const reason =
    failure && behaviour.failureReason === 'present'
      ? [
          element('failurereason', [
            element('code', failure.code),
            element('description', failure.detail),
            element('permanentfailure', String(failure.permanent)),
          ]),
        ]
      : [];
  return [
    element('id', pushId(messageId, behaviour)),
    element('errortype', failure?.errorType ?? 'Failed'),
    occurred,
    element('detail', failure?.detail ?? ''),
    ...reason,
  ];
}

const parser = new XMLParser({ ignoreAttributes: false, ignoreDeclaration: true });

/** Whether an answer is the documented envelope: nothing but an empty `…Response` in the vendor's namespace. */
export function isSoapAnswer(answer: string, notification: Notification): boolean {
  const [, envelope] = onlyChild(parsed(answer));
  const [, body] = onlyChild(envelope, 'Body');
  const [name, response] = onlyChild(body);
  const [prefix, local] = name.includes(':') ? name.split(':') : ['', name];
  const declaration = `${prefix ? `xmlns:${prefix}` : 'xmlns'}="${NAMESPACE}"`;
  const empty = response === '' || (isNode(response) && Object.keys(response).every(isAttribute));
  return local === `${operationOf(notification)}Response` && empty && answer.includes(declaration);
}

function parsed(answer: string): unknown {
  try {
    return parser.parse(answer, true);
  } catch {
    return undefined;
  }
}

/** The only child element with this local name (or with any name); undefined content when there are more or none. */
function onlyChild(parent: unknown, local?: string): [name: string, content: unknown] {
  const children = isNode(parent) ? Object.entries(parent).filter(([name]) => !isAttribute(name)) : [];
  const [child, second] = children.filter(([name]) => local === undefined || name.split(':').at(-1) === local);
  return child && !second ? child : ['', undefined];
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAttribute(name: string): boolean {
  return name.startsWith('@_');
}
