import type { Clock } from '../domain/clock';
import { ConfigError, ProviderRefusedError, ProviderUnavailableError, QuarantineFullError } from '../domain/errors';
import type { Log } from '../domain/log';
import type { DocumentFolder } from '../documents/document-folder';
import type { AccountInfo, Provider } from '../providers/provider';
import type { Inbox } from '../inbox/inbox';
import type { Account } from './open-account';
import type { Router } from './router';

export interface PollPassOptions {
  provider: Provider;
  documents: DocumentFolder;
  clock: Clock;
  log: Log;
  router: Pick<Router, 'accept'>;
  /** undefined until the account is known. */
  account: () => Pick<Account, 'inbox'> | undefined;
  /** The provider has named the account; called until it has led to an account once. */
  onAccount: (info: AccountInfo) => Promise<void>;
  /** The login has worked and the account is known. */
  onVerified: () => void;
}

/**
 * What one poll does: it asks for the account once in each process, and every time for all that the provider still
 * holds.
 */
export class PollPass {
  readonly #options: PollPassOptions;
  /** The provider has confirmed the account in this process. */
  #hasAsked = false;
  #problem = '';

  constructor(options: PollPassOptions) {
    this.#options = options;
  }

  /** Rejects with the provider's or the store's error. */
  async run(signal: AbortSignal): Promise<void> {
    const { account, onVerified } = this.#options;
    try {
      if (!this.#hasAsked) await this.#askAccount(signal);
      const known = account();
      // Another instance may be the holder of what has just become known.
      if (!known || signal.aborted) return;
      await this.#reconcile(known.inbox, signal);
      onVerified();
      // Events that the poll found again may have to be fetched or acknowledged again.
      known.inbox.wake();
    } catch (error) {
      this.#explain(error);
      throw error;
    }
  }

  /** If the account is known from an earlier process, events are fetched even while the provider cannot confirm it. */
  async #askAccount(signal: AbortSignal): Promise<void> {
    const { provider, account, onAccount, onVerified } = this.#options;
    try {
      await onAccount(await provider.account(signal));
      this.#hasAsked = account() !== undefined;
      onVerified();
    } catch (error) {
      if (!account() || !(error instanceof ProviderUnavailableError)) throw error;
    }
  }

  async #reconcile(inbox: Pick<Inbox, 'knows' | 'quarantine' | 'compare'>, signal: AbortSignal): Promise<void> {
    const { provider, documents, clock, router } = this.#options;
    const askedAt = clock.now();
    await provider.reconcile(
      {
        accept: (incoming) => router.accept(incoming, 'poll'),
        knows: (item) => inbox.knows(item),
        quarantine: async (reason, body) => {
          // The provider still holds this item, so a full quarantine must not stop the poll at it.
          await inbox.quarantine(reason, body, 'poll').catch((error: unknown) => {
            if (!(error instanceof QuarantineFullError)) throw error;
          });
        },
        unread: (ids) => inbox.compare(ids, askedAt),
        writeDocument: (bytes) => documents.write(bytes),
      },
      signal,
    );
  }

  /** Only the user can put these errors right, so the log says what is wrong. Their messages hold no content. */
  #explain(error: unknown): void {
    const isMendable = error instanceof ConfigError || error instanceof ProviderRefusedError;
    const problem = isMendable ? error.message : '';
    if (problem !== '' && problem !== this.#problem) this.#options.log.error(problem);
    this.#problem = problem;
  }
}
