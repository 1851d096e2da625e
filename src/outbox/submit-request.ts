import type { FaxOrder, SmsOrder } from '../domain/job';

/** What a node hands to the outbox for one message. The order's documents lie in the document folder already. */
export interface SubmitRequest {
  /** Node id of the sender. */
  node: string;
  order: FaxOrder | SmsOrder;
  /** The order's numbers as version 0.1.0 would have read them, where one of them differs. */
  former?: { to: string; from: string };
  reference?: string;
  giveUpMinutes: number;
  /** What output 2 will carry: JSON-able, without `payload`, at most 64 KiB. */
  saved: Record<string, unknown>;
  /** What output 1 will carry. */
  live: Record<string, unknown>;
  /** `msg.idempotencyKey`. */
  idempotencyKey?: string;
  /** One number of a list, which has one key for all of them. */
  isListed?: boolean;
  /** `msg.event` of the message, where it has one: after a crash the same event must not make a second job. */
  cause?: { key: string; redelivered: boolean };
}

export interface Submitted {
  jobId: string;
  outcome: 'new' | 'joined';
}

/** `msg.decide`, of a job whose fate nobody knows. */
export const DECISIONS = ['resend', 'sent', 'drop'] as const;

export type Decision = (typeof DECISIONS)[number];

export function isDecision(value: unknown): value is Decision {
  return DECISIONS.some((decision) => decision === value);
}
