/** The one base of every error a user can meet. Decide by `code`, never by the message text. */
export abstract class PushlineError extends Error {
  /** Stable and documented in the help: safe to match on in a Catch node. */
  abstract readonly code: string;
  /** Would the same call, unchanged, be worth repeating? */
  abstract readonly retryable: boolean;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class NoConnectionError extends PushlineError {
  readonly code = 'PUSHLINE_NO_CONNECTION';
  readonly retryable = false;
}

/** A setting is missing, contradictory or refused; the message names the setting and never its value. */
export class ConfigError extends PushlineError {
  readonly code = 'PUSHLINE_CONFIG';
  readonly retryable = false;
}

/** The store cannot take or give anything now: disk full, folder in use by another Node-RED, I/O error. */
export class StoreError extends PushlineError {
  readonly code = 'PUSHLINE_STORE';
  readonly retryable = true;
}

/** The quarantine takes no more (docs/contract.md#webhooks): only such input is refused, everything else goes on. */
export class QuarantineFullError extends StoreError {}

/** `mark-received` got a message without `msg.event.key`. */
export class NoEventError extends PushlineError {
  readonly code = 'PUSHLINE_NO_EVENT';
  readonly retryable = false;
}

/** `msg.event.key` names no event of this store. */
export class EventUnknownError extends PushlineError {
  readonly code = 'PUSHLINE_EVENT_UNKNOWN';
  readonly retryable = false;
}

/** An event used up its attempts; it is kept and can be offered again by hand. */
export class DeadEventError extends PushlineError {
  readonly code = 'PUSHLINE_DEAD_EVENT';
  readonly retryable = false;
}

/** What a message or a node asks to send cannot be sent; the message names what is wrong and what to do. */
export class BadInputError extends PushlineError {
  readonly code = 'PUSHLINE_BAD_INPUT';
  readonly retryable = false;
}

/** The document cannot be faxed: empty, damaged, locked by a password, or of a type that the provider does not take. */
export class BadDocumentError extends PushlineError {
  readonly code = 'PUSHLINE_BAD_DOCUMENT';
  readonly retryable = false;
}

/** A document took too long or too much memory to be converted, or its thread was lost. It may be sound all the same. */
export class ConvertError extends PushlineError {
  readonly code = 'PUSHLINE_CONVERT';

  constructor(
    message: string,
    /** True where nothing is known of the document: its turn had not come, or there was no thread for it. */
    readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `msg.idempotencyKey` was used before, for something else. */
export class KeyConflictError extends PushlineError {
  readonly code = 'PUSHLINE_KEY_CONFLICT';
  readonly retryable = false;
}

/** `msg.cancel` does not name a job that can still be cancelled. */
export class CancelError extends PushlineError {
  readonly code = 'PUSHLINE_CANCEL';
  readonly retryable = false;
}

/** `msg.decide` is not one of the three decisions, or `msg.jobId` does not name a job whose outcome is unknown. */
export class DecideError extends PushlineError {
  readonly code = 'PUSHLINE_DECIDE';
  readonly retryable = false;
}

/** The provider refused our credentials. Repeating unchanged could lock the account, so callers stop and probe slowly. */
export class AuthError extends PushlineError {
  readonly code = 'PUSHLINE_AUTH';
  readonly retryable = false;
}

/** The provider asked us to wait. `retryAfterMs` is already kept between 1 s and 1 h (docs/contract.md#webhooks). */
export class RateLimitedError extends PushlineError {
  readonly code = 'PUSHLINE_RATE_LIMITED';
  readonly retryable = true;

  constructor(
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(`the provider asks for a pause of ${Math.ceil(retryAfterMs / 1000)} s`, options);
  }
}

/** Stable, documented in the help: what kept us from getting an answer. */
export type NetworkReason =
  | 'aborted'
  | 'bad-coding'
  | 'clock'
  | 'connect-timeout'
  | 'connection-refused'
  | 'dns'
  | 'network'
  | 'proxy'
  | 'reset'
  | 'timeout'
  | 'tls'
  | 'protocol';

/** The same of an answer that came and is none; stable, too. */
export type UnavailableReason =
  NetworkReason | 'bad-answer' | 'bad-json' | 'not-json' | 'not-xml' | 'too-large' | `http-${number}`;

/** The provider could not be reached, answered too late, or answered something that is not its protocol. */
export class ProviderUnavailableError extends PushlineError {
  readonly code = 'PUSHLINE_PROVIDER';
  readonly retryable = true;

  constructor(
    message: string,
    /** `neverLeft`: the request surely did not reach anybody. */
    readonly detail: { status?: number; reason?: UnavailableReason; neverLeft?: boolean } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The provider has yet to say which account a login has: until then nobody can tell what is that account's. */
export class AccountUnknownError extends ProviderUnavailableError {
  constructor() {
    super('the account of this connection is not known yet: try again once it is connected');
  }
}

/** The provider says that it does not have the item. A gateway says so, too, whose service is away. */
export class ItemGoneError extends PushlineError {
  readonly code = 'PUSHLINE_ITEM_GONE';
  readonly retryable = false;
}

/** The provider answered in its protocol that it will not do this; the message holds no text of the provider. */
export class ProviderRefusedError extends PushlineError {
  readonly code = 'PUSHLINE_REFUSED';
  readonly retryable = false;

  constructor(
    message: string,
    /** `status`: of the HTTP answer, where it was that. `code`, `name`: the provider's own code, and what that stands for. */
    readonly detail: { status?: number; code?: string; name?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
