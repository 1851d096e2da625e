import type { ProviderEvent } from './events';
import type { FaxCause, FaxStatus } from './fax';
import type { Order } from './job';
import type { SmsStatus } from './sms';

/**
 * `accepted`: it has the job; `status` where the answer tells more already.
 * `refused`: its verdict on this job, which counts as a call; `verdict.state` is `failed`, `rejected` or `cancelled`.
 * `isBare`: by a status alone, as anything in between might say it, too.
 * `not-now`: surely not taken, and no fault of the job: no channel (`busy`), or the provider is down (`down`).
 * `held`: it refuses us, whatever the job: credentials or credit. `only`: the other kind goes by credentials of its own.
 * `unknown`: nobody can say.
 */
export type SendResult =
  | { outcome: 'accepted'; providerId: string; status?: ProviderEvent }
  | { outcome: 'refused'; verdict: Verdict; raw?: Record<string, unknown>; isBare?: boolean }
  | { outcome: 'not-now'; reason: 'busy' | 'down'; retryAfterMs?: number }
  | { outcome: 'held'; reason: 'auth' | 'no-credit'; only?: Order['kind'] }
  | { outcome: 'unknown' };

export interface Verdict {
  /** For an SMS only `retryable` counts beside `result` and `failure`. */
  cause: FaxCause;
  retryable: boolean;
  result?: FaxStatus['result'];
  failure?: SmsStatus['failure'];
  message?: string;
}
