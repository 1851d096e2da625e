import type { WebhookAnswer, WebhookRequest } from '../../domain/webhook';

/**
 * The result of checking the Authorization headers. `ask-body`: there are none, so the body must hold a valid login.
 */
export type Admission = 'admitted' | 'ask-body' | 'refused';

/** How one connection takes webhook requests. */
export interface WebhookRoute {
  /** The allowed methods for each suffix below the connection's path; a path with any other suffix is not ours. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
  /** Called before the body is read. Never throws. */
  admit(authorization: readonly string[]): Admission;
  /** Resolves with the answer once everything is durably stored; rejects if the sender has to try again. */
  accept(request: WebhookRequest, admission: Exclude<Admission, 'refused'>): Promise<WebhookAnswer>;
}
