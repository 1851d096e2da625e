import { badAnswer } from '../../http/bad-answer';
import { isUnusableAnswer } from '../../http/of-one-item';
import { isMissing, pingAny } from '../../http/ping-any';
import { PENDING, type EtherFaxClient } from '../wire/etherfax-client';

type Client = Pick<EtherFaxClient, 'pending' | 'accountStatus' | 'unreadCount'>;

/**
 * Asks harmless questions, to find out whether etherFAX takes faxes now. The best one is `pending`, because the outbox
 * itself answers it. But nobody knows whether it works for every account, so an error in answer to it must not hold up
 * faxes that the outbox would take.
 */
export class OutboxProbe {
  readonly #client: Client;
  /**
   * What the last answers to `pending` were. `error-for-nothing`: an error, but the outbox has answered a request to send
   * since then, so such an error says nothing about it.
   */
  #pendingTells: 'good' | 'error' | 'error-for-nothing' = 'good';

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether the service answers anything. */
  async ping(signal: AbortSignal): Promise<void> {
    const pending = async (): Promise<void> => {
      const answer = await this.#pending(signal);
      // A gateway's error can be any object.
      if (!PENDING.some((name) => name in answer)) throw badAnswer();
    };
    await pingAny([pending, ...this.#others()], signal);
  }

  /** Whether the outbox answers, so that a refusal without details is its own and not a gateway's. */
  async confirm(signal: AbortSignal): Promise<void> {
    if (this.#pendingTells === 'error-for-nothing') return this.ping(signal);
    try {
      await this.#pending(signal);
    } catch (error) {
      if (!isMissing(error)) throw error;
      await pingAny(this.#others(), signal);
    }
  }

  /** The outbox has answered a request to send, and it was certainly its own answer. */
  answered(): void {
    if (this.#pendingTells === 'error') this.#pendingTells = 'error-for-nothing';
  }

  #others(): ((signal: AbortSignal) => Promise<unknown>)[] {
    const { accountStatus, unreadCount } = this.#client;
    return [accountStatus, (signal) => unreadCount(signal)];
  }

  async #pending(signal: AbortSignal): Promise<Record<string, unknown>> {
    try {
      const answer = await this.#client.pending(signal);
      this.#pendingTells = 'good';
      return answer;
    } catch (error) {
      if (this.#pendingTells === 'good' && isUnusableAnswer(error)) this.#pendingTells = 'error';
      throw error;
    }
  }
}
