import type { Readable } from 'node:stream';
import type { DocumentClaim, ReceivedDocument } from '../domain/document';
import type { SmsReceived } from '../domain/sms';
import type { WebhookAnswer, WebhookRequest } from '../domain/webhook';
import type { AckAction, EventKind, ProviderEvent, ProviderName } from '../domain/events';

export type { DocumentClaim, ReceivedDocument };

/**
 * The port to one fax or SMS service. A provider speaks the wire protocol and turns what it hears into events; it
 * stores nothing and knows no transport. Every call ends within its own deadline, may be aborted, and rejects only with
 * a `PushlineError`: `AuthError`, `RateLimitedError`, `ProviderUnavailableError`, `ItemGoneError`, `ProviderRefusedError`.
 */
export interface Provider {
  readonly name: ProviderName;

  /** Proves the credentials and names the account they belong to. */
  account(signal: AbortSignal): Promise<AccountInfo>;

  /** Turns one push frame's event into events. Pure: no I/O, never throws. */
  decodePush(event: string, data: unknown): Decoded;

  /** For providers that call us. */
  readonly webhook?: WebhookCodec;

  /** Everything the provider still holds, each handed to `sink` in turn. One at a time, no lock kept. */
  reconcile(sink: ReconcileSink, signal: AbortSignal): Promise<void>;

  /** Waits until there may be something new. `unsupported`: this service answers at once, so poll instead. */
  waitForNews(signal: AbortSignal): Promise<'news' | 'quiet' | 'unsupported'>;

  /** Opens a received fax's document; the bytes stream, so that a large one is never held whole. */
  fetchDocument(providerId: string, receive: DocumentReceiver, signal: AbortSignal): Promise<FetchedDocument>;

  /** Tells the provider that an event is closed. May be repeated; "already gone" resolves. */
  acknowledge(item: { kind: EventKind; providerId: string; action: AckAction }, signal: AbortSignal): Promise<void>;

  /** What a push lacked of a received SMS, such as its receive time. Rejects with `ItemGoneError` where it is gone. */
  enrich?(providerId: string, signal: AbortSignal): Promise<Partial<SmsReceived>>;

  /** Ends pooled connections. */
  close(): Promise<void>;
}

/** Tells what a webhook request means. Pure: no I/O, never throws. */
export interface WebhookCodec {
  /** By suffix; a suffix that is no key is no path of ours. */
  readonly methods: Record<string, readonly string[]>;
  decode(request: WebhookRequest): WebhookDecoded;
}

export type WebhookDecoded = Decoded & {
  /** What to answer once the events, or the quarantined bytes, are durable. */
  answer: WebhookAnswer;
  /** Login that came inside the body (form field, SOAP header), to be checked against `webhookUser`. */
  login?: { username: string; password: string };
};

export interface AccountInfo {
  /** As the provider writes it; undefined where it does not say. */
  account: string | undefined;
  /** Number of channels, for information. */
  channels?: number;
}

/** What a codec makes of one input. */
export type Decoded =
  | { outcome: 'events'; events: IncomingEvent[] }
  /** Authenticated but unintelligible: kept raw. `reason` is a short fixed phrase without content. */
  | { outcome: 'quarantine'; reason: string };

export interface IncomingEvent {
  event: ProviderEvent;
  /** For a received fax: the bytes, or the file they were streamed to, where they came along; else they are fetched. */
  document?: { content: Buffer | ReceivedDocument; claim: DocumentClaim };
  /** Old when first met: kept and shown, offered only when the user says so. */
  skipped?: boolean;
}

export interface ReconcileSink {
  /** One event that the provider holds. Resolves after it is durable or known. */
  take(incoming: IncomingEvent): Promise<TakeResult>;
  /** Is this event in the inbox? For lists that say too little to make it, so that known ones cost no more calls. */
  knows(item: KnownItem): Promise<boolean>;
  /** Raw input that no codec understands. */
  quarantine(reason: string, body: Buffer): Promise<void>;
  /** A complete list of the ids of received items that are unread at the provider now. */
  unread(providerIds: string[]): Promise<void>;
  /** A document that came as a stream while reconciling (providers that cannot list). */
  receive: DocumentReceiver;
}

export interface KnownItem {
  kind: EventKind;
  /** The last part of its key. */
  keyId: string;
  /** The provider does not have it as closed, so that a lost acknowledgement is made again. */
  isOpen: boolean;
}

export type TakeResult = 'stored' | 'duplicate';

/** Writes a document durably while it streams and gives a receipt for it. */
export type DocumentReceiver = (bytes: Readable) => Promise<ReceivedDocument>;

export interface FetchedDocument {
  /** The event again, as the provider tells it together with the document. */
  event: ProviderEvent;
  /** undefined: the provider has the item but no document in it. */
  document: ReceivedDocument | undefined;
  claim: DocumentClaim;
}
