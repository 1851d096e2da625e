import type { Readable } from 'node:stream';
import type { FaxType } from '../documents/outgoing/outgoing-request';
import type { StatedDocument, ReceivedDocument, StoredDocument } from '../domain/document';
import type { FaxOrder, Order, SmsOrder } from '../domain/job';
import type { Login } from '../domain/login';
import type { SendResult, Verdict } from '../domain/send-result';
import type { SmsReceived } from '../domain/sms';
import type { WebhookAnswer, WebhookRequest } from '../domain/webhook';
import type { AckAction, EventKind, EventOf, ProviderEvent, ProviderName } from '../domain/events';

export type { StatedDocument, ReceivedDocument, SendResult, Verdict };

/**
 * The port to one fax or SMS service. A provider speaks the wire protocol and turns what it hears into events; it
 * stores nothing and knows no transport. Every call ends within its own deadline, may be aborted, and rejects only with
 * a `PushlineError`: `AuthError`, `RateLimitedError`, `ProviderUnavailableError`, `ItemGoneError`, `ProviderRefusedError`.
 */
export interface Provider {
  readonly name: ProviderName;
  /** It takes national numbers, too, and completes them by the account's country. */
  readonly completesNational?: true;

  /** Proves the credentials and names the account they belong to. */
  account(signal: AbortSignal): Promise<AccountInfo>;

  /**
   * Asks something that changes nothing, of the part of the service that sends where there is such a thing: only who gets
   * this through sends what must not be repeated.
   */
  ping(signal: AbortSignal): Promise<void>;

  /** Turns one push frame's event into events. Pure: no I/O, never throws. */
  decodePush(event: string, data: unknown): Decoded;

  /** For providers that call us. */
  readonly webhook?: WebhookCodec;
  /** Beside it, for a provider whose calls are steered by our answers (Aculab). */
  readonly pages?: CallPages;

  /** Everything the provider still holds, each handed to `sink` in turn. One at a time, no lock kept. */
  reconcile(sink: ReconcileSink, signal: AbortSignal): Promise<void>;

  /** Waits until there may be something new. `unsupported`: this service answers at once, so poll instead. */
  waitForNews(signal: AbortSignal): Promise<'news' | 'quiet' | 'unsupported'>;

  /** Opens a received fax's document; the bytes stream, so that a large one is never held whole. */
  fetchDocument(providerId: string, writeDocument: WriteDocument, signal: AbortSignal): Promise<FetchedDocument>;

  /** Tells the provider that an event is closed. May be repeated; `ItemGoneError`: it has no such item. */
  acknowledge(item: { kind: EventKind; providerId: string; action: AckAction }, signal: AbortSignal): Promise<void>;

  /** What a push lacked of a received SMS, such as its receive time. Rejects with `ItemGoneError` where it is gone. */
  enrich?(providerId: string, signal: AbortSignal): Promise<Partial<SmsReceived>>;

  /** Absent where this provider sends no faxes, or no SMS. */
  readonly fax?: FaxService;
  readonly sms?: SmsService;

  /** Stops a fax that is coming in, by the id of its statuses; they tell. Rejects as `cancel` of a service does. */
  stopReceiving?(id: string, signal: AbortSignal): Promise<void>;

  /** Ends pooled connections. */
  close(): Promise<void>;
}

/** Sends faxes. */
export interface FaxService extends SendingService<FaxOrder> {
  /** The types of document that it takes beside fax TIFF. */
  readonly takes?: readonly FaxType[];
}

/** Sends SMS. */
export type SmsService = SendingService<SmsOrder>;

/** How one kind of job is sent. */
export interface SendingService<O extends Order> {
  /** Refuses an order that this provider could never send: throws `BadInputError` or `BadDocumentError`. Pure. */
  check(order: O): void;
  /**
   * One request, never repeated inside. Whatever leaves it open whether the provider took the job is `unknown`. Rejects with
   * `StoreError` where what it needs could not be read before anything was sent; else only by a programming error.
   */
  send(call: OutgoingCall<O>, signal: AbortSignal): Promise<SendResult>;
  /**
   * What the provider says of a job that it has, as the event that a push would be. `ItemGoneError`: it knows no such job.
   */
  status(providerId: string, signal: AbortSignal): Promise<ProviderEvent>;
  /** Looks whether a request without answer arrived, where the provider can be asked. */
  findSent?(call: OutgoingCall<O>, search: SentSearch): Promise<SentEvidence>;
  /**
   * Stops what the provider has; the status then tells. One that cannot be asked now is asked again until it has agreed.
   * Rejects with `ItemGoneError` or `ProviderRefusedError` where there is nothing to stop.
   */
  cancel?(providerId: string, signal: AbortSignal): Promise<void>;
  /**
   * Sees to it that a request whose answer is not known brings about nothing any more: whatever still comes of it does not
   * get the document. Durable when it resolves; false: it has got it already.
   */
  withhold?(correlation: string): Promise<boolean>;
}

export interface OutgoingCall<O extends Order> {
  order: O;
  jobId: string;
  /** Our value for the provider to give back: `correlationOf` the job. */
  correlation: string;
  /** When the request began; steady ms. */
  callAt: number;
  /** The bytes of one of the order's documents; undefined where the file is lost. */
  read(document: StoredDocument): Promise<Buffer | undefined>;
}

export interface SentSearch {
  /** Is this provider id one of a job that we know? Then it is no evidence for another one. */
  isTaken(providerId: string): Promise<boolean>;
  signal: AbortSignal;
}

/** `not-found` is believed only after a quiet window and twice; `no-telling`: the provider cannot be asked. */
export type SentEvidence = { outcome: 'found'; providerId: string } | { outcome: 'not-found' | 'no-telling' };

/** Tells what a webhook request means. Pure: no I/O, never throws. */
export interface WebhookCodec {
  /** By suffix; a suffix that is no key is no path of ours. */
  readonly methods: Record<string, readonly string[]>;
  /** The login in the body, before anything costly is decoded; a codec without it is of a provider that has none there. */
  loginIn?(request: WebhookRequest): Login | undefined;
  decode(request: WebhookRequest): WebhookDecoded;
}

/** Serves requests whose answers steer a call, and so cannot come from a pure codec. */
export interface CallPages {
  /** By suffix, none of them the webhook codec's. */
  readonly methods: Record<string, readonly string[]>;
  /** Everything that the answer stands for is durable when it resolves; rejects with `StoreError`: 503. */
  serve(request: WebhookRequest, context: CallPageContext): Promise<WebhookAnswer>;
}

/** What the connection does for a page. Each is durable when it resolves, and rejects with `StoreError`. */
export interface CallPageContext {
  accept(incoming: IncomingEvent): Promise<unknown>;
  /** Keeps the request's bytes. */
  quarantine(reason: string): Promise<void>;
  /**
   * Makes the job's current call, if it is the one of this correlation value and has neither ended nor been given up, the
   * one transmitted by this instance: by compare-and-set, once. True again for the same instance.
   */
  mayTransmit(correlation: string, instanceId: string): Promise<boolean>;
}

export type WebhookDecoded = Decoded & Answered;

/** What stands beside the events of a webhook request. */
export interface Answered {
  /** What to answer once the events, or the quarantined bytes, are durable. */
  answer: WebhookAnswer;
  /** Login that came inside the body (form field, SOAP header), to be checked against `webhookUser`. */
  login?: Login;
}

export interface AccountInfo {
  /** As the provider writes it; absent where it does not say. */
  account?: string;
  /** Of the account's country: a calling code, two letters or a name, as the provider writes it. */
  country?: string;
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
  document?: { content: Buffer | ReceivedDocument; stated: StatedDocument };
  /** Old when first met: kept and shown, offered only when the user says so. */
  skipped?: boolean;
}

export interface ReconcileSink {
  /** One event that the provider holds. Resolves after it is durable or known. */
  accept(incoming: IncomingEvent): Promise<AcceptResult>;
  /** Is this event in the inbox? For lists that say too little to make it, so that known ones cost no more calls. */
  knows(item: KnownItem): Promise<boolean>;
  /** Raw input that no codec understands. */
  quarantine(reason: string, body: Buffer): Promise<void>;
  /** A complete list of the ids of received items that are unread at the provider now. */
  unread(providerIds: string[]): Promise<void>;
  /** For a document that comes as a stream while reconciling (providers that cannot list). */
  writeDocument: WriteDocument;
}

export interface KnownItem {
  kind: EventKind;
  /** The last part of its key. */
  keyId: string;
  /** The provider does not have it as closed, so that a lost acknowledgement is made again. */
  isOpen: boolean;
}

export type AcceptResult = 'stored' | 'duplicate';

/** Writes a document durably while it streams, and gives a receipt for it. */
export type WriteDocument = (bytes: Readable) => Promise<ReceivedDocument>;

export interface FetchedDocument {
  /**
   * The event again, as the provider tells it together with the document; what it leaves out stays as it was told before.
   * Or a status: the call brought no page.
   */
  event: EventOf<'fax.received'> | EventOf<'fax.status'>;
  /** undefined: the provider has the item but no document in it. */
  document: ReceivedDocument | undefined;
  stated: StatedDocument;
  /** It was seen to be damaged while it came. */
  damaged?: boolean;
}
