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
 * The port to one fax or SMS service. A provider speaks the wire protocol and turns what it
 * receives into events; it stores nothing and knows no transport. Every call ends within its own
 * deadline, can be aborted, and rejects only with a `PushlineError`: `AuthError`,
 * `RateLimitedError`, `ProviderUnavailableError`, `ItemGoneError`, `ProviderRefusedError`.
 */
export interface Provider {
  readonly name: ProviderName;
  /** The service also accepts national numbers and completes them with the country of the account. */
  readonly completesNational?: true;

  /** Checks the credentials and returns the account that they belong to. */
  account(signal: AbortSignal): Promise<AccountInfo>;

  /**
   * Makes a request that changes nothing, to the part of the service that sends if it has a separate one. The outbox
   * calls it after an outage: only once a ping got through does it risk a request that must not be repeated.
   */
  ping(signal: AbortSignal): Promise<void>;

  /** Decodes the event in one push frame. Pure: no I/O, never throws. */
  decodePush(event: string, data: unknown): Decoded;

  /** Present for providers that have webhooks. */
  readonly webhook?: WebhookCodec;
  /** Also present for a provider whose phone calls are controlled by our answers to its requests (Aculab). */
  readonly pages?: CallPages;

  /** Hands everything that the provider still holds to `sink`, one item at a time. Takes no lock at the provider. */
  reconcile(sink: ReconcileSink, signal: AbortSignal): Promise<void>;

  /**
   * Waits until there may be something new. `unsupported`: the service answers at once,
   * so the caller must poll instead.
   */
  waitForNews(signal: AbortSignal): Promise<'news' | 'quiet' | 'unsupported'>;

  /** Streams a received fax's document to `writeDocument`, so that a large one is never in memory as a whole. */
  fetchDocument(providerId: string, writeDocument: WriteDocument, signal: AbortSignal): Promise<FetchedDocument>;

  /**
   * Tells the provider that an event is closed. Safe to repeat. Rejects with `ItemGoneError` when it has no such item.
   */
  acknowledge(item: { kind: EventKind; providerId: string; action: AckAction }, signal: AbortSignal): Promise<void>;

  /** Fetches what the push of a received SMS left out, such as its receive time. Rejects with `ItemGoneError`. */
  enrich?(providerId: string, signal: AbortSignal): Promise<Partial<SmsReceived>>;

  /** Absent when this provider sends no faxes, or no SMS. */
  readonly fax?: FaxService;
  readonly sms?: SmsService;

  /**
   * Stops a fax that is being received, by the id in its statuses. A later status says whether it was
   * stopped. Rejects like `SendingService.cancel`.
   */
  stopReceiving?(id: string, signal: AbortSignal): Promise<void>;

  /** Closes the pooled connections. */
  close(): Promise<void>;
}

/** Sends faxes. */
export interface FaxService extends SendingService<FaxOrder> {
  /** The types of document that it accepts besides fax TIFF. */
  readonly takes?: readonly FaxType[];
}

/** Sends SMS. */
export type SmsService = SendingService<SmsOrder>;

/** How one kind of job is sent. */
export interface SendingService<O extends Order> {
  /** Throws `BadInputError` or `BadDocumentError` for an order that this provider could never send. Pure. */
  check(order: O): void;
  /**
   * Makes one request and never repeats it. The outcome is `unknown` whenever the provider may have taken the
   * job. Rejects with `StoreError` if something it needs could not be read before anything was sent;
   * otherwise only on a programming error.
   */
  send(call: OutgoingCall<O>, signal: AbortSignal): Promise<SendResult>;
  /**
   * Asks the provider how a job stands; resolves with the event that a push would have brought. Rejects with
   * `ItemGoneError` when the provider does not know the job.
   */
  status(providerId: string, signal: AbortSignal): Promise<ProviderEvent>;
  /**
   * Like `Provider.ping`, but asks only the part of the service that sends: a refusal without details counts only if
   * this resolves. Absent when `Provider.ping` tells as much.
   */
  confirm?(signal: AbortSignal): Promise<void>;
  /** Finds out whether a request that was never answered reached the provider. Absent when there is no way to ask. */
  findSent?(call: OutgoingCall<O>, search: SentSearch): Promise<SentEvidence>;
  /**
   * Asks the provider to stop a job; a later status says what came of it. The outbox repeats a cancel that did not get
   * through. Rejects with `ItemGoneError` or `ProviderRefusedError` when there is nothing to stop.
   */
  cancel?(providerId: string, signal: AbortSignal): Promise<void>;
  /**
   * Makes a request whose answer was lost harmless: a call that still results from it does not get the document.
   * Durable when it resolves. Resolves with false when the call has got the document already.
   */
  withhold?(correlation: string): Promise<boolean>;
}

export interface OutgoingCall<O extends Order> {
  order: O;
  jobId: string;
  /** The job's `correlationOf`: a value that the provider sends back to us. */
  correlation: string;
  /** When the request began, in steady ms. */
  callAt: number;
  /** The bytes of one of the order's documents; undefined when the file is lost. */
  read(document: StoredDocument): Promise<Buffer | undefined>;
}

export interface SentSearch {
  /** Whether another job of ours already has this provider id, so that it proves nothing for the job searched for. */
  isTaken(providerId: string): Promise<boolean>;
  signal: AbortSignal;
}

/**
 * The outbox believes `not-found` only after a waiting time, and only the second time. `cannot-tell`: the provider
 * cannot be asked, or its answer proves nothing.
 */
export type SentEvidence = { outcome: 'found'; providerId: string } | { outcome: 'not-found' | 'cannot-tell' };

/** Decodes webhook requests. Pure: no I/O, never throws. */
export interface WebhookCodec {
  /** The allowed HTTP methods by path suffix. A suffix that is not listed is not one of our paths. */
  readonly methods: Record<string, readonly string[]>;
  /**
   * Reads the login out of the body, before anything costly is decoded. Absent for
   * providers that send none in the body.
   */
  loginIn?(request: WebhookRequest): Login | undefined;
  decode(request: WebhookRequest): WebhookDecoded;
}

/**
 * Serves requests whose answers control a phone call. They depend on stored state, so a pure codec cannot give them.
 */
export interface CallPages {
  /** The allowed HTTP methods by path suffix; none of these suffixes is one of the webhook codec's. */
  readonly methods: Record<string, readonly string[]>;
  /**
   * Resolves once everything that the answer confirms is durable. Rejects with `StoreError`, which is answered by 503.
   */
  serve(request: WebhookRequest, context: CallPageContext): Promise<WebhookAnswer>;
}

/** What the connection does for a page. Each call is durable when it resolves, or rejects with `StoreError`. */
export interface CallPageContext {
  accept(incoming: IncomingEvent): Promise<unknown>;
  /** Puts the request's bytes into the quarantine. */
  quarantine(reason: string): Promise<void>;
  /**
   * Asks for the right to transmit the document in the call of this correlation value. Only one instance ever gets it
   * (by compare-and-set), and only if this is the job's current call and has neither ended nor been given up. Resolves
   * with true, also when the same instance asks again.
   */
  mayTransmit(correlation: string, instanceId: string): Promise<boolean>;
}

export type WebhookDecoded = Decoded & Answered;

/** What a decoded webhook request has besides its events. */
export interface Answered {
  /** The answer, to be sent once the events or the quarantined bytes are durable. */
  answer: WebhookAnswer;
  /** The login inside the body (form field, SOAP header), to be checked against the connection's `webhookUser`. */
  login?: Login;
}

export interface AccountInfo {
  /** As the provider writes it; absent when it does not say. */
  account?: string;
  /** The account's country as the provider writes it: a calling code, two letters or a name. */
  country?: string;
  /** Number of channels, for information. */
  channels?: number;
}

/** The result of decoding one input. */
export type Decoded =
  | { outcome: 'events'; events: IncomingEvent[] }
  /** Authenticated but unintelligible: kept raw. `reason` is a fixed short phrase that quotes nothing. */
  | { outcome: 'quarantine'; reason: string };

export interface IncomingEvent {
  event: ProviderEvent;
  /**
   * A received fax's document, if it came with the event: its bytes, or the file to which they were streamed. Without
   * it the document is fetched later.
   */
  document?: { content: Buffer | ReceivedDocument; stated: StatedDocument };
  /**
   * The event was already old when we first saw it: it is kept and shown, but offered only when the user asks for it.
   */
  skipped?: boolean;
}

export interface ReconcileSink {
  /** Takes one event that the provider holds. Resolves when it is durable, or was known before. */
  accept(incoming: IncomingEvent): Promise<AcceptResult>;
  /** Whether the inbox has this event. Saves a request for each known item of a list that has only ids. */
  knows(item: KnownItem): Promise<boolean>;
  /** Takes raw input that no codec understands. */
  quarantine(reason: string, body: Buffer): Promise<void>;
  /** Takes the complete list of the ids of received items that are unread at the provider now. */
  unread(providerIds: string[]): Promise<void>;
  /** For a provider that cannot list, whose documents come as a stream while reconciling. */
  writeDocument: WriteDocument;
}

export interface KnownItem {
  kind: EventKind;
  /** The last part of its key. */
  keyId: string;
  /** The item is still open at the provider. If it is closed here, its acknowledgement was lost and is made again. */
  isOpen: boolean;
}

export type AcceptResult = 'stored' | 'duplicate';

/** Writes a document durably while it streams; resolves with where it is and what it is. */
export type WriteDocument = (bytes: Readable) => Promise<ReceivedDocument>;

export interface FetchedDocument {
  /**
   * The received fax as the provider describes it with its document; fields that it leaves out keep their stored
   * values. A `fax.status` instead when the call turned out to have brought no page.
   */
  event: EventOf<'fax.received'> | EventOf<'fax.status'>;
  /** undefined when the provider has the item, but without a document. */
  document: ReceivedDocument | undefined;
  stated: StatedDocument;
  /** The document turned out to be damaged while it was being received. */
  damaged?: boolean;
}
