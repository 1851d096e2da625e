import { badAnswer } from '../../http/bad-answer';
import { isUnusableAnswer } from '../../http/of-one-item';
import { isMissing, pingAny } from '../../http/ping-any';
import type { Ping } from '../../said-gone';
import { PENDING } from '../codec/answer-fields';
import type { EtherFaxClient } from '../wire/etherfax-client';

type Client = Pick<EtherFaxClient, 'pending' | 'accountStatus' | 'unreadCount'>;

/**
 * Asks harmless questions, to find out whether etherFAX takes faxes now. The best one is `pending`, because the outbox
 * itself answers it. But nobody knows whether it works for every account, so where it has never worked, an error in answer
 * to it does not hold up faxes that the outbox would take.
 */
export class OutboxProbe {
  readonly #client: Client;
  /**
   * `fails`: it has only been answered with errors so far. `fails-for-nothing`: the outbox has answered a request to send
   * all the same, so these errors say nothing about it.
   */
  #pending: 'untried' | 'works' | 'fails' | 'fails-for-nothing' = 'untried';

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether the service answers; where `pending` has worked before, whether the outbox does. */
  async ping(signal: AbortSignal): Promise<void> {
    if (this.#pending === 'works') return this.#askOutbox(signal);
    const pending = async (): Promise<void> => {
      if (!(await this.#hasAnswered(signal))) throw badAnswer();
    };
    await pingAny([pending, ...this.#others], signal);
  }

  /** Whether the outbox answers, so that a refusal without details is its own and not a gateway's. */
  async confirm(signal: AbortSignal): Promise<void> {
    await (this.#pending === 'fails-for-nothing' ? this.ping(signal) : this.#askOutbox(signal));
  }

  /** The outbox has answered a request to send, and it was certainly its own answer. */
  answered(): void {
    if (this.#pending === 'fails') this.#pending = 'fails-for-nothing';
  }

  async #askOutbox(signal: AbortSignal): Promise<void> {
    if (!(await this.#hasAnswered(signal))) await pingAny(this.#others, signal);
  }

  /** False if the service does not have `pending`, or answers it with fields that may be new ones, or a gateway's. */
  async #hasAnswered(signal: AbortSignal): Promise<boolean> {
    try {
      const answer = await this.#client.pending(signal);
      if (PENDING.some((name) => name in answer)) this.#pending = 'works';
      else if (this.#pending === 'works') throw badAnswer();
      else return false;
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      if (this.#pending === 'untried' && isUnusableAnswer(error)) this.#pending = 'fails';
      throw error;
    }
  }

  get #others(): readonly Ping[] {
    const { accountStatus, unreadCount } = this.#client;
    return [accountStatus, (signal) => unreadCount(signal)];
  }
}
