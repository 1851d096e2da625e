import { setImmediate as turn } from 'node:timers/promises';
import type { DocumentFormat } from '../../src/domain/document';
import type { ClaimRequest, Store } from '../../src/store/store';
import { Offers, type OffersOptions } from '../../src/inbox/offers';
import type { Offer, SourceNode } from '../../src/inbox/source-nodes';
import type { Want } from '../../src/inbox/wants';
import { EVENT_KINDS } from '../../src/domain/events';
import { eventually } from './eventually';
import { SCOPE, type InboxRig } from './inbox';

export const EVERYTHING: Want = { kinds: EVENT_KINDS };

export type TestNodeOptions = Partial<Pick<SourceNode, 'mode' | 'document' | 'format' | 'wants'>> & {
  /** Called with each offer; may throw. */
  onDeliver?: (offer: Offer) => void;
};

/** A flow node as the offers see it, which records what it got. */
export class TestNode implements SourceNode {
  readonly got: Offer[] = [];
  readonly dead: { offer: Offer; error: Error }[] = [];
  readonly mode: SourceNode['mode'];
  readonly document: SourceNode['document'];
  readonly format: DocumentFormat;
  readonly #options: TestNodeOptions;

  constructor(
    readonly id: string,
    options: TestNodeOptions = {},
  ) {
    this.mode = options.mode ?? 'manual';
    this.document = options.document ?? 'data';
    this.format = options.format ?? 'original';
    this.#options = options;
  }

  wants(this: void): Want {
    return { kinds: ['fax.received'] };
  }

  deliver(offer: Offer): void {
    this.got.push(offer);
    this.#options.onDeliver?.(offer);
  }

  reportDead(offer: Offer, error: Error): void {
    this.dead.push({ offer, error });
  }

  /** The last part of the key of each offer, in order. */
  get ids(): string[] {
    return this.got.map(({ key }) => key.split(':').at(-1) ?? '');
  }
}

/** Offers on a real store, with a way to wait until they have nothing more to do. */
export class Offering {
  readonly offers: Offers;
  lostDocuments = 0;
  completed = 0;
  /** While this is set, claims fail with it after they have been written. */
  claimError: Error | undefined;
  /** Called before each claim. */
  onClaim: (queue: ClaimRequest['queue']) => void = () => undefined;
  /** How often the store was asked when the next event is due. */
  looksAhead = 0;
  /** The number of finished turns. */
  #turns = 0;
  #isClosing = false;
  #busy = false;
  #running = false;

  constructor(inbox: InboxRig, options: Partial<OffersOptions> = {}) {
    const { documents, converter, clock, log } = inbox;
    this.offers = new Offers({
      ...{ documents, converter, clock, log, scope: SCOPE, owner: 'node-red-1', redeliverMinutes: 15, maxAttempts: 5 },
      store: this.#watched(inbox.store),
      retention: { keepDays: 30, documentDays: 0 },
      onLostDocument: () => (this.lostDocuments += 1),
      onCompleted: () => (this.completed += 1),
      backlog: {
        wake: () => {
          if (this.#isClosing) return;
          this.#turns += 1;
          this.#busy = false;
        },
      },
      ...options,
    });
    // `completed` would otherwise be counted as a turn.
    const completed = this.offers.completed.bind(this.offers);
    this.offers.completed = (key) => {
      this.#isClosing = true;
      completed(key);
      this.#isClosing = false;
    };
  }

  node(id: string, options: TestNodeOptions = {}): TestNode {
    const node = new TestNode(id, options);
    if (options.wants) node.wants = options.wants;
    this.offers.addSourceNode(node);
    return node;
  }

  /** Starts the offers, as after `flows:started`. Resolves when everything due has been offered. */
  async resume(afterCrash = false): Promise<void> {
    this.offers.resume(afterCrash);
    this.#running = true;
    await this.settled();
  }

  async pause(): Promise<void> {
    this.#running = false;
    await this.offers.pause();
  }

  /** Resolves when everything due now has been offered. */
  async settled(): Promise<void> {
    // Twice, because a turn may already be running that began before the change that the caller waits for.
    for (let i = 0; this.#running && i < 2; i += 1) {
      const before = this.#turns;
      this.offers.wake();
      await eventually('the offers have looked at everything', () => this.#turns > before);
    }
    // Also wait until no turn is running, because it would compute its next wait while the test moves the clock.
    await eventually('the offers rest', async () => {
      for (let i = 0; i < 3; i += 1) {
        await turn();
        if (this.#running && this.#busy) return false;
      }
      return true;
    });
  }

  #watched(store: Store): Store {
    return {
      ...store,
      release: (request) => this.#begun(store.release(request)),
      unpark: (...args) => this.#begun(store.unpark(...args)),
      expire: (...args) => this.#begun(store.expire(...args)),
      nextDue: async (scope, of) => {
        this.#busy = true;
        this.looksAhead += 1;
        const due = await store.nextDue(scope, of);
        this.#busy = false;
        return due;
      },
      claim: async (request) => {
        this.#busy = true;
        this.onClaim(request.queue);
        const rows = await store.claim(request);
        if (this.claimError) throw this.claimError;
        return rows;
      },
    };
  }

  #begun<T>(call: Promise<T>): Promise<T> {
    this.#busy = true;
    return call;
  }
}
