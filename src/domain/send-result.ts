import type { ProviderEvent } from './events';
import type { FaxCause, FaxStatus } from './fax';
import type { Order } from './job';
import type { SmsStatus } from './sms';

/**
 * What a provider said to a request to send.
 * `accepted`: it has the job. `status`: set if the answer already says more.
 * `refused`: its verdict on this job, which counts as a call; the job ends as `failed`, `rejected` or `cancelled`.
 * `isBare`: by an HTTP status or a text alone, which anything in between could have sent.
 * `not-now`: certainly not taken, and not because of the job: no free channel (`busy`), or the provider is down
 * (`down`).
 * `held`: it refuses us, whatever the job: credentials or credit. `only`: jobs of the other kind use other credentials.
 * `unknown`: nobody can know.
 */
export type SendResult =
  | { outcome: 'accepted'; providerId: string; status?: ProviderEvent }
  | { outcome: 'refused'; verdict: Verdict; raw?: Record<string, unknown>; isBare?: boolean }
  | { outcome: 'not-now'; reason: 'busy' | 'down'; retryAfterMs?: number }
  | { outcome: 'held'; reason: 'auth' | 'no-credit'; only?: Order['kind'] }
  | { outcome: 'unknown' };

export interface Verdict {
  /** For an SMS only `retryable`, `result` and `failure` count. */
  cause: FaxCause;
  retryable: boolean;
  result?: FaxStatus['result'];
  failure?: SmsStatus['failure'];
  message?: string;
}
