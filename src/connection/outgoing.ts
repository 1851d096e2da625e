import type { DocumentFolder } from '../documents/document-folder';
import type { FaxType } from '../documents/outgoing/outgoing-request';
import { AccountUnknownError } from '../domain/errors';
import { scopeBefore } from '../domain/event-key';
import type { Order } from '../domain/job';
import type { Decision } from '../outbox/decision';
import type { SubmitRequest } from '../outbox/new-job';
import { Outbox } from '../outbox/outbox';
import { checkOrder } from '../outbox/outgoing-call';
import type { SendingNode } from '../outbox/sending-nodes';
import type { Submitted } from '../outbox/submit';
import { Standing } from '../work/standing';
import type { ConnectionOptions } from './connection-options';

/** The part of `Outgoing` that sending nodes use. */
export type OutboxAccess = Pick<
  Outgoing,
  'submit' | 'submitAll' | 'cancel' | 'decide' | 'check' | 'completesNational' | 'documents' | 'takes'
>;

/**
 * The sending half of a connection. Jobs are accepted even before its account is known, in an outbox with a scope of
 * its own that only keeps them and gives them up when their time is over. Once the account is known its outbox takes
 * them over, after all submissions under way have ended, so that no job is left behind.
 */
export class Outgoing {
  readonly #options: ConnectionOptions;
  readonly #nodes = new Map<string, SendingNode>();
  /** Keeps jobs until the account is known. */
  #keeping: Outbox | undefined;
  #outbox: Outbox | undefined;
  #flowing = false;
  #isStopped = false;
  readonly #handingIn = new Set<Promise<unknown>>();
  #takenOver: Promise<void> = Promise.resolve();

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** The folder into which a fax's documents have to be written before the fax is submitted. */
  get documents(): DocumentFolder {
    return this.#options.documents;
  }

  /** The document types that the provider accepts as they are; all others are converted to fax TIFF. */
  get takes(): readonly FaxType[] {
    return this.#options.provider.fax?.takes ?? [];
  }

  get completesNational(): boolean {
    return this.#options.provider.completesNational === true;
  }

  /** Throws if the provider could never send this order. */
  check(order: Order): void {
    checkOrder(this.#options.provider, order);
  }

  submit(request: SubmitRequest): Promise<Submitted> {
    return this.#handIn((outbox) => outbox.submit(request));
  }

  submitAll(requests: readonly SubmitRequest[]): Promise<Submitted[]> {
    return this.#handIn((outbox) => outbox.submitAll(requests));
  }

  cancel(jobId: string): Promise<void> {
    return this.#handIn((outbox) => outbox.cancel(jobId));
  }

  decide(jobId: string, decision: Decision): Promise<void> {
    return this.#handIn((outbox) => outbox.decide(jobId, decision));
  }

  /** Accepts jobs without an account, and takes up those that an earlier process kept. */
  keep(): Outbox {
    if (this.#keeping) return this.#keeping;
    this.#keeping = newKeeping(this.#options);
    if (this.#isStopped) {
      // A job that is submitted after the stop is only stored: the connection that replaces this one sends it.
      void this.#keeping.stop();
      return this.#keeping;
    }
    this.#enter(this.#keeping);
    this.#keeping.start();
    return this.#keeping;
  }

  /** The account is known: its outbox takes the kept jobs over, and begins to work if the connection is `online`. */
  begin(outbox: Outbox, online: boolean): Promise<void> {
    this.#takenOver = Promise.allSettled(this.#handingIn).then(async () => {
      const keeping = this.#keeping;
      this.#keeping = undefined;
      await keeping?.stop();
      if (keeping) outbox.inherit(keeping);
      this.#outbox = outbox;
      this.#enter(outbox);
      if (online) outbox.start();
    });
    return this.#takenOver;
  }

  addSendingNode(node: SendingNode): void {
    this.#nodes.set(node.id, node);
    this.#current?.addSendingNode(node);
  }

  removeSendingNode(id: string): void {
    this.#nodes.delete(id);
    this.#current?.removeSendingNode(id);
  }

  resume(): void {
    this.#flowing = true;
    this.#current?.resume();
  }

  async pause(): Promise<void> {
    this.#flowing = false;
    await this.#current?.pause();
  }

  wake(): void {
    this.#current?.wake();
  }

  storeMended(): void {
    this.#current?.storeMended();
  }

  lookForJobs(): void {
    void this.#current?.lookForJobs();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#current?.stop();
  }

  get #current(): Outbox | undefined {
    return this.#outbox ?? this.#keeping;
  }

  async #handIn<T>(act: (outbox: Outbox) => Promise<T>): Promise<T> {
    for (let seen; seen !== this.#takenOver;) await (seen = this.#takenOver);
    const work = act(this.#outbox ?? this.keep());
    this.#handingIn.add(work);
    try {
      return await work;
    } finally {
      this.#handingIn.delete(work);
    }
  }

  #enter(outbox: Outbox): void {
    for (const node of this.#nodes.values()) outbox.addSendingNode(node);
    if (this.#flowing) outbox.resume();
  }
}

function newKeeping(options: ConnectionOptions): Outbox {
  const { id, clock, provider } = options;
  const standing = new Standing({ clock, canTell: () => false });
  standing.pollFailed(new AccountUnknownError());
  const keptIn = scopeBefore(provider.name, id);
  return new Outbox({
    ...options,
    standing,
    // It never sends (see `standing`), but as a holder it also ends jobs that have waited for too long.
    holding: { isHeld: true },
    scope: keptIn,
    keptIn,
    connection: id,
    inbox: { accept: () => Promise.resolve(), changed: () => undefined },
    onBlocked: () => undefined,
  });
}
