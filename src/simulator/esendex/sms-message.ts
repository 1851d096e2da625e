import type { SimulatedAccount } from './account';
import type { Characterset } from './sms-parts';

/** Of an inbound message, in the words of form posts and SOAP. */
export const SMS_TYPES = ['Text', 'Binary', 'SmartMessage', 'Unicode'] as const;
export type SmsType = (typeof SMS_TYPES)[number];

/** Of a message that was not delivered, in the words of form posts and SOAP. */
export const ERROR_TYPES = ['Failed', 'UnrecognisedRecipient', 'ValidityPeriodExpired'] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

export interface SmsFailure {
  code: number;
  detail: string;
  permanent: boolean;
  errorType: ErrorType;
}

/** Times are ms since the epoch, numbers digits. */
interface SmsMessage {
  readonly id: string;
  readonly account: SimulatedAccount;
  readonly from: string;
  readonly to: string;
  /** Hex where it is binary. */
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
  /** `Submitted`, `Sent`, `Delivered`, …: the vendor's set is open. */
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
