import { randomUUID } from 'node:crypto';
import { defaultAccount } from '../../../../src/simulator/esendex/account';
import type { NotificationOf } from '../../../../src/simulator/esendex/push/notification';
import type { PushStyle } from '../../../../src/simulator/esendex/push/push-body';
import type { InboundSms } from '../../../../src/simulator/esendex/sms-message';
import { defaultBehaviour, type WireBehaviour } from '../../../../src/simulator/esendex/wire-behaviour';

export const account = { ...defaultAccount(), id: '6145d724-98cb-41a2-8c4e-4b81ef694897' };
export const MESSAGE_ID = 'ee931a29-d176-42bb-b2a1-a66871e8c118';
export const PUSH_ID = 'bece4d20-779c-4778-b08c-438a13cca5c9';
export const LOGIN = { username: 'hook', password: 'p@ss word' };
const OCCURRED_AT = Date.UTC(2014, 6, 31, 21, 42, 46, 500);

export function style(behaviour: Partial<WireBehaviour> = {}, more: Partial<PushStyle> = {}): PushStyle {
  return { id: PUSH_ID, behaviour: { ...defaultBehaviour(), ...behaviour }, ...more };
}

export function received(sms: Partial<InboundSms> = {}): NotificationOf<'received'> {
  const whole: InboundSms = {
    ...{ id: MESSAGE_ID, direction: 'Inbound', account, type: 'Text', parts: 1 },
    ...{ from: '123123123', to: '456456456', text: 'some text', receivedAt: Date.UTC(2008, 8, 15, 13, 1, 49) },
    ...sms,
  };
  return { kind: 'received', account, occurredAt: whole.receivedAt, sms: whole };
}

export function delivered(): NotificationOf<'delivered'> {
  return { kind: 'delivered', account, occurredAt: OCCURRED_AT, messageId: MESSAGE_ID };
}

export function failed(withReason = true): NotificationOf<'failed'> {
  const failure = {
    code: 27,
    detail: 'Out of reach & gone',
    permanent: false,
    errorType: 'ValidityPeriodExpired' as const,
  };
  return { kind: 'failed', account, occurredAt: OCCURRED_AT, messageId: MESSAGE_ID, ...(withReason && { failure }) };
}

export function optOut(): NotificationOf<'opt-out'> {
  const receivedAt = Date.UTC(2015, 10, 9, 15, 18, 19);
  const entry = { id: randomUUID(), account, from: '447728693111', receivedAt };
  return { kind: 'opt-out', account, occurredAt: receivedAt, optOut: entry };
}

export function subscription(contactId?: string): NotificationOf<'subscription'> {
  return {
    ...{ kind: 'subscription', account, occurredAt: OCCURRED_AT, from: '447700900123', event: 'Resubscribe' },
    ...(contactId !== undefined && { contactId }),
  };
}

export function unknown(): NotificationOf<'unknown'> {
  return { kind: 'unknown', account, occurredAt: OCCURRED_AT, name: 'MessageRead' };
}
