import type { DocumentFolder } from '../documents/document-folder';
import type { Order } from '../domain/job';
import type { Outbox } from './outbox';
import type { Decision } from './commands';
import type { Submitted, SubmitRequest } from './submit';

/** What a node that sends needs of an outbox. */
export type OutboxAccess = Pick<
  Outbox,
  'submit' | 'submitAll' | 'cancel' | 'decide' | 'check' | 'completesNational' | 'documents' | 'takes'
>;

/**
 * Where nodes hand in what is to be sent. Behind it the outbox may change, when the account becomes known: whoever has
 * entered is let finish first, so that nothing is left behind.
 */
export class OutboxDoor implements OutboxAccess {
  #outbox: Outbox;
  #changed: Promise<void> = Promise.resolve();
  readonly #inside = new Set<Promise<unknown>>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  get documents(): DocumentFolder {
    return this.#outbox.documents;
  }

  get completesNational(): boolean {
    return this.#outbox.completesNational;
  }

  get takes(): Outbox['takes'] {
    return this.#outbox.takes;
  }

  check(order: Order): void {
    this.#outbox.check(order);
  }

  submit(request: SubmitRequest): Promise<Submitted> {
    return this.#enter((outbox) => outbox.submit(request));
  }

  submitAll(requests: readonly SubmitRequest[]): Promise<Submitted[]> {
    return this.#enter((outbox) => outbox.submitAll(requests));
  }

  cancel(jobId: string): Promise<void> {
    return this.#enter((outbox) => outbox.cancel(jobId));
  }

  decide(jobId: string, decision: Decision): Promise<void> {
    return this.#enter((outbox) => outbox.decide(jobId, decision));
  }

  /** `next` is called once nobody is with the old one any more; it must not reject. */
  change(next: () => Promise<Outbox>): Promise<void> {
    this.#changed = Promise.allSettled(this.#inside).then(async () => {
      this.#outbox = await next();
    });
    return this.#changed;
  }

  async #enter<T>(act: (outbox: Outbox) => Promise<T>): Promise<T> {
    for (let seen; seen !== this.#changed;) await (seen = this.#changed);
    const work = act(this.#outbox);
    this.#inside.add(work);
    try {
      return await work;
    } finally {
      this.#inside.delete(work);
    }
  }
}
