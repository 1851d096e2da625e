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

/** A flow node as the offers see it, which remembers what it got. */
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

  /** The last part of each key, in the order in which they came. */
  get ids(): string[] {
    return this.got.map(({ key }) => key.split(':').at(-1) ?? '');
  }
}

/** Offers over a real store, with a way to wait until they have nothing more to do. */
export class Offering {
  readonly offers: Offers;
  lostDocuments = 0;
  completed = 0;
  /** While set, the store's claims fail after they have been written. */
  claimError: Error | undefined;
  /** Called before each claim. */
  onClaim: (queue: ClaimRequest['queue']) => void = () => undefined;
  /** How often the store was asked when something falls due. */
  looksAhead = 0;
  /** Turns that have ended. */
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
    // It tells of a turn, too, and is none.
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

  /** Flows have started; resolves when all that is due has been offered. */
  async resume(afterCrash = false): Promise<void> {
    this.offers.resume(afterCrash);
    this.#running = true;
    await this.settled();
  }

  async pause(): Promise<void> {
    this.#running = false;
    await this.offers.pause();
  }

  /** Resolves when all that is due now has been offered. */
  async settled(): Promise<void> {
    // The step under way may have begun before what the caller waits for: the second one has not.
    for (let i = 0; this.#running && i < 2; i += 1) {
      const before = this.#turns;
      this.offers.wake();
      await eventually('the offers have looked at everything', () => this.#turns > before);
    }
    // Nor may one be under way: it would measure its next wait with a clock that the test moves meanwhile.
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
