import type { DocumentWorker } from '../../../src/documents/worker/document-worker';
import { NoConnectionError } from '../../../src/domain/errors';
import type { SourceNode } from '../../../src/inbox/source-nodes';
import type { SendingNode } from '../../../src/outbox/sending-nodes';
import type { OutboxAccess } from '../../../src/connection/outgoing';
import { deferred, expiry } from '../../../src/work/deferred';
import type { Deployed } from './deployed';

/** The country may have to be asked of the provider first; a flow must not wait for ever. */
const ACCOUNT_MS = 15_000;

export interface ConnectionUsersOptions {
  id: string;
  /** Resolves once it runs, or could not. */
  begun: () => Promise<void>;
  /** Something was taken when the connection was closed already. */
  onLate: () => void;
}

/**
 * What the nodes of one connection register with, and ask of it, whether it runs already, not yet, or stops. What runs is
 * told by its host.
 */
export class ConnectionUsers {
  readonly #sourceNodes = new Map<string, SourceNode>();
  readonly #sendingNodes = new Map<string, SendingNode>();
  /** Messages that are being taken: they need the store. */
  readonly #taking = new Set<Promise<unknown>>();
  readonly #closed = deferred();
  #running: Deployed | undefined;
  /** Has stopped, and still has its store. */
  #leaving: Deployed | undefined;
  #isClosed = false;
  #failure: Error | undefined;

  constructor(private readonly options: ConnectionUsersOptions) {
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
   * Where nodes hand in what is to be sent, once flows have started and the store is open, which it stays until `taken`;
   * undefined: it was closed before. Rejects with what keeps the connection from running.
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

  /** Rejects with `NoConnectionError` where the connection does not run. */
  async documentWorker(): Promise<DocumentWorker> {
    const current = await this.#whenBegun();
    if (current) return current.home.worker;
    throw notRunning();
  }

  /** Rejects with `NoConnectionError` where it is not known in time. */
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

  /** It stops; until `released` it still takes what nodes hand in. */
  stopping(): void {
    this.#leaving = this.#running;
    this.#running = undefined;
  }

  /** Resolves when the store may go: all that was being taken is taken. */
  async released(entry: Deployed): Promise<void> {
    while (this.#taking.size > 0) await Promise.allSettled(this.#taking);
    if (this.#leaving === entry) this.#leaving = undefined;
  }

  /** Why it does not run although it should. */
  failed(error: Error | undefined): void {
    this.#failure = error;
  }

  close(): void {
    this.#isClosed = true;
    this.#closed.resolve();
  }

  async #whenBegun(): Promise<Deployed | undefined> {
    if (!this.#current) await Promise.race([this.options.begun(), this.#closed.promise]);
    return this.#current;
  }

  get #current(): Deployed | undefined {
    return this.#running ?? this.#leaving;
  }

  #keepOpen(taken: Promise<unknown>): void {
    this.#taking.add(taken);
    const end = (): void => {
      this.#taking.delete(taken);
      if (this.#isClosed) this.options.onLate();
    };
    taken.then(end, end);
  }
}

function notRunning(): NoConnectionError {
  return new NoConnectionError('the connection is not running: see its status and the log');
}

/** Takes the ends of the jobs that a connection's own dialog has begun: nobody waits for a message of them. */
function silentNode(id: string): SendingNode {
  const nothing = (): void => undefined;
  return { id, accepted: nothing, finished: nothing, progress: nothing };
}
