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
  /** undefined while it is not known. */
  account: () => Pick<Account, 'inbox'> | undefined;
  /** The provider has named the account, in this process for the first time. */
  onAccount: (info: AccountInfo) => Promise<void>;
  /** The login has worked, and the account is known. */
  onVerified: () => void;
}

/** What a poll does: asks once whose the account is, and each time for all that the provider still holds. */
export class PollPass {
  readonly #options: PollPassOptions;
  /** The provider has confirmed the account in this process. */
  #hasAsked = false;
  #problem = '';

  constructor(options: PollPassOptions) {
    this.#options = options;
  }

  /** Rejects with what the provider, or the store, has met. */
  async run(signal: AbortSignal): Promise<void> {
    const { account, onVerified } = this.#options;
    try {
      if (!this.#hasAsked) await this.#askAccount(signal);
      const known = account();
      // Another instance may be the holder of what has just become known.
      if (!known || signal.aborted) return;
      await this.#reconcile(known.inbox, signal);
      onVerified();
      // What the pass met again may have to be fetched or acknowledged anew.
      known.inbox.wake();
    } catch (error) {
      this.#explain(error);
      throw error;
    }
  }

  /** Where we know whose the events are, only this call being down is no reason to leave them at the provider. */
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
          // The provider still holds it, so a full quarantine keeps nobody from the items behind it.
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

  /** Only the user can mend these, so the log says what is wrong; their messages hold no content. */
  #explain(error: unknown): void {
    const isMendable = error instanceof ConfigError || error instanceof ProviderRefusedError;
    const problem = isMendable ? error.message : '';
    if (problem !== '' && problem !== this.#problem) this.#options.log.error(problem);
    this.#problem = problem;
  }
}
