import type { SimulatedAccount } from './account';
import type { Characterset } from './sms-parts';

/** The types of inbound messages, in the words of form posts and SOAP. */
export const SMS_TYPES = ['Text', 'Binary', 'SmartMessage', 'Unicode'] as const;
export type SmsType = (typeof SMS_TYPES)[number];

/** The reasons why a message was not delivered, in the words of form posts and SOAP. */
export const ERROR_TYPES = ['Failed', 'UnrecognisedRecipient', 'ValidityPeriodExpired'] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

export interface SmsFailure {
  code: number;
  detail: string;
  permanent: boolean;
  errorType: ErrorType;
}

/** Times are in ms since the epoch; numbers are digits. */
interface SmsMessage {
  readonly id: string;
  readonly account: SimulatedAccount;
  readonly from: string;
  readonly to: string;
  /** Hex for a binary message. */
  readonly text: string;
  readonly parts: number;
}

export interface InboundSms extends SmsMessage {
  readonly direction: 'Inbound';
  readonly type: SmsType;
  readonly receivedAt: number;
  readAt?: number;
  readBy?: string;
}

export interface OutboundSms extends SmsMessage {
  readonly direction: 'Outbound';
  readonly batchId: string;
  readonly characterset: Characterset;
  readonly submittedAt: number;
  /** `Submitted`, `Sent`, `Delivered`, …; the vendor may add more. */
  status: string;
  lastStatusAt: number;
  sentAt?: number;
  deliveredAt?: number;
  failure?: SmsFailure;
}

export interface OptOut {
  readonly id: string;
  readonly account: SimulatedAccount;
  readonly from: string;
  readonly receivedAt: number;
}
