import type { Account } from './open-account';

/**
 * Where a connection stands in its life:
 *
 *     new → asking → opening → serving → ended
 *              ↑         ↘ shut-out (until a deploy)
 *
 * and from each of them to `ended`.
 */
export type Stage =
  | { at: 'new' }
  /** Started; the provider has not said yet which account this is. */
  | { at: 'asking' }
  | { at: 'opening'; opened: Promise<Account | undefined> }
  | { at: 'serving'; account: Account }
  /** Another connection serves the account. A deploy may change that, so this stage ends with the next one. */
  | { at: 'shut-out'; by: string }
  /** `done` resolves once every timer, socket and request has ended, except requests to send. */
  | { at: 'ended'; account: Account | undefined; done: Promise<void> };
