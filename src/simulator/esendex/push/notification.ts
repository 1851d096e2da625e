import type { SimulatedAccount } from '../account';
import type { SubscriptionType } from '../inject';
import type { InboundSms, OptOut, SmsFailure } from '../sms-message';

/** The content of a push, independent of the protocol. Times are in ms since the epoch. */
export type Notification = { account: SimulatedAccount; occurredAt: number } & (
  | { kind: 'received'; sms: InboundSms }
  | { kind: 'delivered'; messageId: string }
  | { kind: 'failed'; messageId: string; failure?: SmsFailure }
  | { kind: 'opt-out'; optOut: OptOut }
  | { kind: 'subscription'; from: string; event: SubscriptionType; contactId?: string }
  | { kind: 'unknown'; name: string }
);

export type NotificationOf<K extends Notification['kind']> = Extract<Notification, { kind: K }>;

/** The id of the same item in REST; "" when it has none there. */
export function itemIdOf(notification: Notification): string {
  switch (notification.kind) {
    case 'received':
      return notification.sms.id;
    case 'delivered':
    case 'failed':
      return notification.messageId;
    case 'opt-out':
      return notification.optOut.id;
    case 'subscription':
    case 'unknown':
      return '';
  }
}
