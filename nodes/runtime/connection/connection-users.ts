import type { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { NoConnectionError } from '../../../src/domain/errors';
import type { SourceNode } from '../../../src/inbox/source-nodes';
import type { SendingNode } from '../../../src/outbox/sending-nodes';
import type { OutboxAccess } from '../../../src/connection/outgoing';
import { deferred, expiry } from '../../../src/work/deferred';
import type { Deployed } from './deployed';

/** The provider may first have to be asked for the country; a flow waits no longer than this. */
const ACCOUNT_MS = 15_000;

export interface ConnectionUsersOptions {
  id: string;
  /** Resolves once the connection runs, or has failed to start. */
  begun: () => Promise<void>;
  /** Called when a message was submitted although the connection was already closed. */
  onLate: () => void;
}

/**
 * Where the nodes of a connection register and ask for its outbox, whether it runs, does not run yet or is stopping.
 * The connection's host says which of these it is.
 */
export class ConnectionUsers {
  readonly #options: ConnectionUsersOptions;
  readonly #sourceNodes = new Map<string, SourceNode>();
  readonly #sendingNodes = new Map<string, SendingNode>();
  /** Messages that are being submitted: they need the store to stay open. */
  readonly #taking = new Set<Promise<unknown>>();
  readonly #closed = deferred();
  #running: Deployed | undefined;
  /** The connection that has stopped and still has its store open. */
  #leaving: Deployed | undefined;
  #isClosed = false;
  #failure: Error | undefined;

  constructor(options: ConnectionUsersOptions) {
    this.#options = options;
    this.addSendingNode(silentNode(options.id));
  }

  addSourceNode(node: SourceNode): void {
    this.#sourceNodes.set(node.id, node);
    this.#running?.connection.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#sourceNodes.delete(id);
    this.#running?.connection.removeSourceNode(id);
  }

  addSendingNode(node: SendingNode): void {
    this.#sendingNodes.set(node.id, node);
    this.#running?.connection.addSendingNode(node);
  }

  removeSendingNode(id: string): void {
    this.#sendingNodes.delete(id);
    this.#running?.connection.removeSendingNode(id);
  }

  /**
   * Where nodes submit jobs, once flows have started and the store is open; the store stays open until `taken` has
   * settled. undefined: the connection was closed before. Rejects with the reason why the connection does not run.
   */
  async outbox(taken: Promise<unknown>): Promise<OutboxAccess | undefined> {
    const current = await this.#whenBegun();
    if (current) {
      const outbox = current.connection.outbox();
      this.#keepOpen(taken);
      return outbox;
    }
    if (this.#isClosed) return undefined;
    throw this.#failure ?? notRunning();
  }

  /** Rejects with `NoConnectionError` if the connection does not run. */
  async documentWorker(): Promise<DocumentWorker> {
    const current = await this.#whenBegun();
    if (current) return current.home.worker;
    throw notRunning();
  }

  /** Rejects with `NoConnectionError` if the country is not known in time. */
  async accountCountry(): Promise<string> {
    const current = await this.#whenBegun();
    const patience = expiry(ACCOUNT_MS);
    const known = current?.connection.accountCountry();
    try {
      const country = await Promise.race([known, patience.expired, this.#closed.promise]);
      if (country !== undefined) return country;
    } finally {
      patience.cancel();
    }
    throw new NoConnectionError('the country of the account is not known yet');
  }

  started(entry: Deployed): void {
    this.#running = entry;
    const { connection } = entry;
    for (const node of this.#sourceNodes.values()) connection.addSourceNode(node);
    for (const node of this.#sendingNodes.values()) connection.addSendingNode(node);
  }

  /** The connection stops; until `released` nodes can still submit jobs to it. */
  stopping(): void {
    this.#leaving = this.#running;
    this.#running = undefined;
  }

  /** Resolves when all messages that were being submitted have been, so that the store may be released. */
  async released(entry: Deployed): Promise<void> {
    while (this.#taking.size > 0) await Promise.allSettled(this.#taking);
    if (this.#leaving === entry) this.#leaving = undefined;
  }

  /** Sets the reason why the connection does not run although it should; undefined: there is none. */
  failed(error: Error | undefined): void {
    this.#failure = error;
  }

  close(): void {
    this.#isClosed = true;
    this.#closed.resolve();
  }

  async #whenBegun(): Promise<Deployed | undefined> {
    if (!this.#current) await Promise.race([this.#options.begun(), this.#closed.promise]);
    return this.#current;
  }

  get #current(): Deployed | undefined {
    return this.#running ?? this.#leaving;
  }

  #keepOpen(taken: Promise<unknown>): void {
    this.#taking.add(taken);
    const end = (): void => {
      this.#taking.delete(taken);
      if (this.#isClosed) this.#options.onLate();
    };
    taken.then(end, end);
  }
}

function notRunning(): NoConnectionError {
  return new NoConnectionError('the connection is not running: see its status and the log');
}

/** Receives the final statuses of test jobs, which a connection's dialog has submitted: no flow waits for them. */
function silentNode(id: string): SendingNode {
  const nothing = (): void => undefined;
  return { id, accepted: nothing, finished: nothing, progress: nothing };
}
