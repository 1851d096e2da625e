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

/** The quarantine takes no more (CONTRACT section 7): only such input is refused, everything else goes on. */
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

/** The provider refused our credentials. Repeating unchanged could lock the account, so callers stop and probe slowly. */
export class AuthError extends PushlineError {
  readonly code = 'PUSHLINE_AUTH';
  readonly retryable = false;
}

/** The provider asked us to wait. `retryAfterMs` is already held between 1 s and 1 h (CONTRACT section 7). */
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

/** The provider could not be reached, answered too late, or answered something that is not its protocol. */
export class ProviderUnavailableError extends PushlineError {
  readonly code = 'PUSHLINE_PROVIDER';
  readonly retryable = true;

  constructor(
    message: string,
    readonly detail: { status?: number; reason?: string } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The provider no longer has the item: for an acknowledgement this means done, for a document that it is gone. */
export class ItemGoneError extends PushlineError {
  readonly code = 'PUSHLINE_ITEM_GONE';
  readonly retryable = false;
}

/** The provider answered in its protocol that it will not do this; the message holds no text of the provider. */
export class ProviderRefusedError extends PushlineError {
  readonly code = 'PUSHLINE_REFUSED';
  readonly retryable = false;
}

export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
