import { AccountUnknownError, ConfigError } from '../domain/errors';
import type { Scope } from '../domain/event-key';
import type { ClosedBy } from '../inbox/close';
import type { SourceNode } from '../inbox/source-nodes';
import type { SendingNode } from '../outbox/sending-nodes';
import type { JobCounts } from '../store/job-store';
import type { StateCounts } from '../store/store';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionState } from './connection-state';
import { Life } from './life';
import type { Account } from './open-account';
import type { OutboxAccess } from './outgoing';
import type { Parts } from './parts';
import type { Webhook } from './webhook';

export interface ConnectionCounts extends StateCounts {
  /** Offers that no flow has closed yet, in this process. */
  inFlow: number;
  missedByPush: number;
  /** Frames of the push socket that are not of our format. */
  unintelligibleFrames: number;
  jobs: JobCounts;
}

/** One account at one provider, as its nodes and the admin API see it: provider, transports, inbox and outbox. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #life: Life;
  readonly #parts: Parts;

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#life = new Life(options);
    this.#parts = this.#life.parts;
  }

  /** For providers that call us. */
  get webhook(): Webhook | undefined {
    return this.#parts.webhook;
  }

  /**
   * Begins to take in. What arrives waits in the store until `resume`. One that is not `online` contacts nobody: calls
   * of the provider are taken, but it is not asked, and the push socket stays closed.
   */
  start({ online }: { online: boolean } = { online: true }): Promise<void> {
    return this.#life.start(online);
  }

  /** Flows have started: offer. */
  resume(afterCrash: boolean): void {
    this.#life.resume(afterCrash);
  }

  /** Flows are stopping: offer nothing until they have started again. */
  pause(): Promise<void> {
    return this.#life.pause();
  }

  /** Ends every timer, socket, listener and request, but for those that send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    return this.#life.stop();
  }

  /** After `stop`: when the last request to send has been answered, and the store is not needed any more. */
  settled(): Promise<void> {
    return this.#life.settled();
  }

  addSourceNode(node: SourceNode): void {
    this.#parts.incoming.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#parts.incoming.removeSourceNode(id);
  }

  addSendingNode(sender: SendingNode): void {
    this.#parts.outgoing.addSendingNode(sender);
  }

  removeSendingNode(id: string): void {
    this.#parts.outgoing.removeSendingNode(id);
  }

  /**
   * Where jobs are submitted, even before the account is known. Throws `ConfigError` where another connection serves
   * it.
   */
  outbox(): OutboxAccess {
    this.#refuseSecond();
    return this.#parts.outgoing;
  }

  /** Can the provider be asked to stop a job of this kind that it has? */
  canStop(kind: 'fax' | 'sms'): boolean {
    return this.#options.provider[kind]?.cancel !== undefined;
  }

  /** A connection that was here before has taken a job. */
  lookForJobs(): void {
    this.#parts.outgoing.lookForJobs();
  }

  /** Calling code of the account's country, once the provider has told it; empty where it tells none. */
  accountCountry(): Promise<string> {
    return this.#parts.country.known();
  }

  /** Closes an event of this account: `Inbox.close`. Rejects also as `knownScope` throws. */
  async close(key: unknown, by: ClosedBy): Promise<boolean> {
    return this.#known().inbox.close(key, by);
  }

  /** How long the provider has asked us to wait. */
  get askedPauseMs(): number {
    return Math.max(this.#parts.standing.askedUntil - this.#options.clock.now(), 0);
  }

  /** It has asked somebody else to wait, who asked in our name. */
  askedToWait(ms: number): void {
    this.#parts.standing.askedPause(ms);
  }

  /** The provider cannot call us; push and poll go on, and the reason is shown. undefined: it can again. */
  blockWebhook(reason: string | undefined): void {
    this.#parts.health.webhook = reason;
  }

  /** Something was put back, or dropped, by the admin API. */
  changed(): void {
    this.#life.account?.inbox.changed();
  }

  get state(): ConnectionState {
    return this.#parts.health.state;
  }

  get scope(): Scope | undefined {
    return this.#life.account?.scope;
  }

  /**
   * Throws `AccountUnknownError` while it is not known, so that nothing is taken for missing then, and `ConfigError` where
   * another connection serves the account.
   */
  knownScope(): Scope {
    return this.#known().scope;
  }

  async counts(): Promise<ConnectionCounts | undefined> {
    const { account } = this.#life;
    if (!account) return undefined;
    const { scope, inbox, outbox } = account;
    const [counts, jobs] = await Promise.all([this.#options.store.counts(scope), outbox.counts()]);
    const { missed, links } = this.#parts;
    return {
      ...counts,
      jobs,
      inFlow: inbox.inFlow,
      missedByPush: missed.missed,
      unintelligibleFrames: links.unintelligible,
    };
  }

  #known(): Account {
    this.#refuseSecond();
    const { account } = this.#life;
    if (account) return account;
    throw new AccountUnknownError();
  }

  #refuseSecond(): void {
    const by = this.#life.shutOutBy;
    if (by === undefined) return;
    throw new ConfigError(`the connection "${by}" uses this account already: choose that one`);
  }
}
