/** In order of progress; the last five are final. */
export type SmsState =
  'queued' | 'accepted' | 'sent' | 'delivered' | 'failed' | 'rejected' | 'expired' | 'cancelled' | 'unknown';

export interface SmsReceived {
  id: string;
  from: string;
  to: string;
  /** Exactly as the sender wrote it: never trimmed. */
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
  /** The call had already been given up, as `unknown` or for another call: this is how it ended after all. */
  late?: true;
}

/** An opt-out or a change of a subscription. */
export interface SmsOptOut {
  id: string;
  from: string;
  to?: string;
  optedOut: boolean;
  occurredAt?: string;
}

const FINAL: readonly SmsState[] = ['delivered', 'failed', 'rejected', 'expired', 'cancelled'];

export function isFinalSmsState(state: SmsState): boolean {
  return FINAL.includes(state);
}

const RANK: Record<SmsState, number> = {
  // Says nothing, so it never outranks a state that does.
  unknown: 0,
  queued: 1,
  accepted: 2,
  sent: 3,
  delivered: 9,
  failed: 9,
  rejected: 9,
  expired: 9,
  cancelled: 9,
};

/** How far along a state is, for comparing with `isAhead`. */
export function smsStateRank(state: SmsState): number {
  return RANK[state];
}
