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
  /** Offers of this process that no flow has completed yet. */
  inFlow: number;
  missedByPush: number;
  /** Frames of the push socket that do not follow the frame format. */
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

  /** undefined for providers that do not call webhooks. */
  get webhook(): Webhook | undefined {
    return this.#parts.webhook;
  }

  /**
   * Begins to accept events; they wait in the store until `resume`. A connection that is not `online` contacts
   * nobody: it answers the provider's webhook requests, but does not poll and does not open the push socket.
   */
  start({ online }: { online: boolean } = { online: true }): Promise<void> {
    return this.#life.start(online);
  }

  /** Flows have started: offers events to them. */
  resume(afterCrash: boolean): void {
    this.#life.resume(afterCrash);
  }

  /** Flows are stopping: nothing is offered until `resume`. */
  pause(): Promise<void> {
    return this.#life.pause();
  }

  /** Ends every timer, socket, listener and request, except requests to send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    return this.#life.stop();
  }

  /** After `stop`: resolves when the last request to send has ended and the store may be closed. */
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
   * Where jobs are submitted, even before the account is known. Throws `ConfigError` if another connection serves the
   * account.
   */
  outbox(): OutboxAccess {
    this.#refuseSecond();
    return this.#parts.outgoing;
  }

  /** Can the provider be asked to cancel a job of this kind that it has already accepted? */
  canStop(kind: 'fax' | 'sms'): boolean {
    return this.#options.provider[kind]?.cancel !== undefined;
  }

  /** To be called when this connection's predecessor (before a deploy) has stored a job after this one started. */
  lookForJobs(): void {
    this.#parts.outgoing.lookForJobs();
  }

  /** Calling code of the account's country, as soon as the provider has reported it; empty if it reports none. */
  accountCountry(): Promise<string> {
    return this.#parts.country.known();
  }

  /** Closes an event of this account: see `Inbox.close`. Also rejects with what `knownScope` throws. */
  async close(key: unknown, by: ClosedBy): Promise<boolean> {
    return this.#known().inbox.close(key, by);
  }

  /** How long the provider still wants to be left alone (`Retry-After`). */
  get askedPauseMs(): number {
    return Math.max(this.#parts.standing.askedUntil - this.#options.clock.now(), 0);
  }

  /** Another part of this process asked with this account's login, and the provider answered with a `Retry-After`. */
  askedToWait(ms: number): void {
    this.#parts.standing.askedPause(ms);
  }

  /**
   * The provider cannot reach the webhook: push and poll go on, the reason is shown. undefined: it can reach it
   * again.
   */
  blockWebhook(reason: string | undefined): void {
    this.#parts.health.webhook = reason;
  }

  /** To be called when the admin API has put an event back or dropped one. */
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
   * Throws `AccountUnknownError` until the account is known, so that no caller takes its events for missing, and
   * `ConfigError` if another connection serves the account.
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
