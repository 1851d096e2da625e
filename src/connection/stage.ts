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
  /** Started; the provider has yet to say which account this is. */
  | { at: 'asking' }
  | { at: 'opening'; opened: Promise<Account | undefined> }
  | { at: 'serving'; account: Account }
  /** Another connection serves the account: until a deploy, which may have changed that. */
  | { at: 'shut-out'; by: string }
  /** `done`: every timer, socket and request has ended, but for those that send. */
  | { at: 'ended'; account: Account | undefined; done: Promise<void> };
