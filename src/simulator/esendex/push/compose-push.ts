import type { Protocol } from '../inject';
import { formPush } from './form-push';
import type { Notification } from './notification';
import type { PushBody, PushStyle } from './push-body';
import { soapPush } from './soap-push';
import { xmlPush } from './xml-push';

const COMPOSE: Record<Protocol, (notification: Notification, style: PushStyle) => PushBody> = {
  xml: xmlPush,
  form: formPush,
  soap: soapPush,
};

export function composePush(protocol: Protocol, notification: Notification, style: PushStyle): PushBody {
  return COMPOSE[protocol](notification, style);
}

/** Not every protocol has every kind: only `xml` has opt-outs, and only the older ones have subscriptions. */
export function protocolFor(kind: Notification['kind'], wanted: Protocol): Protocol {
  if (kind === 'opt-out') return 'xml';
  return kind === 'subscription' && wanted === 'xml' ? 'form' : wanted;
}
