import type { WebhookAnswer, WebhookRequest } from '../../domain/webhook';

/** What the Authorization headers say. `ask-body`: there is none, so the body itself must hold a valid login. */
export type Admission = 'admitted' | 'ask-body' | 'refused';

/** Where one connection takes requests. */
export interface WebhookRoute {
  /** The methods of each suffix below the connection's path; a suffix that is no key is no path of ours. */
  readonly methods: Readonly<Record<string, readonly string[]>>;
  /** Asked before the body is read. Never throws. */
  admit(authorization: readonly string[]): Admission;
  /** Resolves once the request may be answered for; rejects where the sender has to come again. */
  accept(request: WebhookRequest, admission: Exclude<Admission, 'refused'>): Promise<WebhookAnswer>;
}
