/** In order of progress; the last five are final. */
export type SmsState =
  'queued' | 'accepted' | 'sent' | 'delivered' | 'failed' | 'rejected' | 'expired' | 'cancelled' | 'unknown';

export interface SmsReceived {
  id: string;
  from: string;
  to: string;
  /** To the character as the sender wrote it: never trimmed. */
  text: string;
  receivedAt?: string;
  type?: string;
  parts?: number;
  keyword?: 'stop' | 'help' | 'start';
}

export interface SmsStatus {
  id: string;
  providerId?: string;
  state: SmsState;
  final: boolean;
  success?: boolean;
  retryable: boolean;
  occurredAt?: string;
  to?: string;
  from?: string;
  reference?: string;
  result?: { code?: number | string; name?: string };
  failure?: { code?: number; detail?: string; permanent?: boolean };
}

/** An opt-out or a change of a subscription. */
export interface SmsOptOut {
  id: string;
  from: string;
  to?: string;
  optedOut: boolean;
  occurredAt?: string;
}
