/** The base of every error that a user can meet. Decide by `code`, never by the message text. */
export abstract class PushlineError extends Error {
  /** Stable and documented in the help: safe to match on in a Catch node. */
  abstract readonly code: string;
  /** Whether the same call may succeed later, unchanged. */
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

/** The store can neither write nor read now: disk full, folder in use by another Node-RED, I/O error. */
export class StoreError extends PushlineError {
  readonly code = 'PUSHLINE_STORE';
  readonly retryable = true;
}

/**
 * The quarantine is full (docs/contract.md#webhooks). Only input that
 * would have to go there is refused; everything else goes on.
 */
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

/** What a message or a node asks to send cannot be sent; the message says what is wrong and what to do. */
export class BadInputError extends PushlineError {
  readonly code = 'PUSHLINE_BAD_INPUT';
  readonly retryable = false;
}

/** The document cannot be faxed: empty, damaged, locked by a password, or of a type that the provider does not take. */
export class BadDocumentError extends PushlineError {
  readonly code = 'PUSHLINE_BAD_DOCUMENT';
  readonly retryable = false;
}

/**
 * A document needed too much time or memory to be converted, or the
 * converting thread ended. The document may still be sound.
 */
export class ConvertError extends PushlineError {
  readonly code = 'PUSHLINE_CONVERT';

  constructor(
    message: string,
    /** True if the document was never tried: its turn had not come, or no thread was available. */
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

/**
 * The provider asked us to wait. `retryAfterMs` is already limited to between 1 s and 1 h (docs/contract.md#webhooks).
 */
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

/** Why there was no answer. Stable, and documented in the help. */
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

/** Why there was no usable answer, or none at all. Stable, too. */
export type UnavailableReason =
  NetworkReason | 'bad-answer' | 'bad-json' | 'not-json' | 'not-xml' | 'too-large' | `http-${number}`;

/** The provider could not be reached, answered too late, or answered something that is not its protocol. */
export class ProviderUnavailableError extends PushlineError {
  readonly code = 'PUSHLINE_PROVIDER';
  readonly retryable = true;

  constructor(
    message: string,
    /**
     * `neverLeft`: the request certainly reached nobody. `ofOneItem`: the provider answers, but not about a few items.
     */
    readonly detail: { status?: number; reason?: UnavailableReason; neverLeft?: boolean; ofOneItem?: boolean } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The provider has not said yet which account the login belongs to.
 * Until then nobody can tell which items belong to it.
 */
export class AccountUnknownError extends ProviderUnavailableError {
  constructor() {
    super('the account of this connection is not known yet: try again once it is connected');
  }
}

/** The provider says that it does not have the item. A gateway may say the same while the service behind it is down. */
export class ItemGoneError extends PushlineError {
  readonly code = 'PUSHLINE_ITEM_GONE';
  readonly retryable = false;
}

/** The provider understood the request and refused it; the message contains no text of the provider. */
export class ProviderRefusedError extends PushlineError {
  readonly code = 'PUSHLINE_REFUSED';
  readonly retryable = false;

  constructor(
    message: string,
    /** `status`: the HTTP status, if that was the refusal. `code`, `name`: the provider's own code and its meaning. */
    readonly detail: { status?: number; code?: string; name?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
