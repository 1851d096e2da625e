import type { FaxReceivedDetails, FaxStatus } from './fax';
import type { SmsOptOut, SmsReceived, SmsStatus } from './sms';

export type ProviderName = 'etherfax' | 'esendex' | 'aculab';

/** How an event arrived. */
export type Source = 'push' | 'webhook' | 'poll';

/** What `mark-received` asks of the provider; where a provider cannot delete, `delete` is `keep`. */
export type AckAction = 'keep' | 'delete';

/** What a stored event of each kind carries; the document of a fax is kept beside it, as a file. */
export interface EventPayloads {
  'fax.received': FaxReceivedDetails;
  'fax.status': FaxStatus;
  'sms.received': SmsReceived;
  'sms.status': SmsStatus;
  'sms.optout': SmsOptOut;
  'sms.subscription': SmsOptOut;
  unknown: Record<string, unknown>;
}

export type EventKind = keyof EventPayloads;

export const EVENT_KINDS: readonly EventKind[] = [
  'fax.received',
  'fax.status',
  'sms.received',
  'sms.status',
  'sms.optout',
  'sms.subscription',
  'unknown',
];

/**
 * An event's kind and the payload that belongs to it, as a union: code that has narrowed the kind knows the payload.
 */
export type KindAndPayload<K extends EventKind = EventKind> = { [P in K]: { kind: P; payload: EventPayloads[P] } }[K];

/** Kind and payload of an event, as such a union. */
export function kindAndPayload<K extends EventKind>({
  kind,
  payload,
}: {
  kind: K;
  payload: EventPayloads[K];
}): KindAndPayload<K> {
  return { kind, payload };
}

/** An event as a codec makes it from one provider's bytes: pure data, not yet stored. */
export type ProviderEvent = { [K in EventKind]: EventOf<K> }[EventKind];

export interface EventOf<K extends EventKind> {
  kind: K;
  /** The last part of the key, by docs/contract.md#keys: `<id>`, for statuses `<id>:<state>[:<pages>]`. */
  keyId: string;
  /** The id the provider wants back when we acknowledge or fetch. */
  providerId: string;
  payload: EventPayloads[K];
  /** ISO 8601, UTC, with Z. */
  occurredAt?: string;
  /** Statuses only: the value that our own request carried, if the provider returns it. */
  correlation?: string;
  /** Statuses only: decides whether the status is news. */
  progress?: Progress;
  /** The provider's own fields as they came, without document bytes and credentials. */
  raw: Record<string, unknown>;
}

/**
 * How far a job or call has come. A status is news only if (attempt,
 * rank, pages) has grown; nothing follows a final one.
 */
export interface Progress {
  /** The job or call whose progress this is. */
  subject: string;
  attempt: number;
  rank: number;
  pages: number;
  final: boolean;
}

/** `msg.event` of every message from a source node: docs/contract.md#messages. */
export interface EventInfo {
  key: string;
  kind: EventKind;
  provider: ProviderName;
  connection: string;
  connectionName: string;
  source: Source;
  storedAt: string;
  occurredAt?: string;
  /** 1 for the first offer. */
  attempt: number;
  /** Whether the flow may have seen it before. */
  redelivered: boolean;
  raw: Record<string, unknown>;
}

/** Kinds that stay open until `mark-received` (or `auto`); all others are completed once handed over. */
export function staysOpen(kind: EventKind): boolean {
  return kind === 'fax.received' || kind === 'sms.received';
}

/** A status of something that we send. Incoming faxes have statuses, too. */
export type OutgoingStatus = Extract<ProviderEvent, { kind: 'fax.status' | 'sms.status' }>;

export function isOutgoing(event: ProviderEvent): event is OutgoingStatus {
  return event.kind === 'sms.status' || (event.kind === 'fax.status' && event.payload.direction === 'out');
}
