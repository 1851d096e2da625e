import { ConfigError } from '../domain/errors';
import type { Scope } from '../domain/event-key';
import type { ClosedBy } from '../inbox/close';
import type { SourceNode } from '../inbox/source-nodes';
import type { SendingNode } from '../outbox/sending-nodes';
import type { AccountInfo } from '../providers/provider';
import type { JobCounts } from '../store/job-store';
import type { StateCounts } from '../store/store';
import { Standing } from '../work/standing';
import { knownScope, learnScope, type AccountOptions } from './account';
import { AccountCountry } from './account-country';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionState } from './connection-state';
import { Health } from './health';
import { Holder } from './holder';
import type { Flows, Life } from './life';
import { Links } from './links';
import { MissedByPush } from './missed-by-push';
import { closeAccount, openAccount, type Account } from './open-account';
import { Outgoing, type OutboxAccess } from './outgoing';
import { Router } from './router';
import { Webhook } from './webhook';

export interface ConnectionCounts extends StateCounts {
  /** Offers that no flow has closed yet, in this process. */
  inFlow: number;
  missedByPush: number;
  /** Frames of the push socket that are not of our format. */
  unintelligibleFrames: number;
  jobs: JobCounts;
}

/** One account at one provider: provider, transports, inbox and outbox, from `start` to `stop`. */
export class Connection {
  /** For providers that call us. */
  readonly webhook: Webhook | undefined;
  readonly #options: ConnectionOptions;
  readonly #accountOptions: AccountOptions;
  readonly #country: AccountCountry;
  readonly #nodes = new Map<string, SourceNode>();
  readonly #router: Router;
  readonly #outgoing: Outgoing;
  readonly #missed: MissedByPush;
  readonly #links: Links;
  readonly #holder: Holder;
  readonly #forgetHealth: () => void;
  readonly #health: Health;
  readonly #standing: Standing;
  #life: Life = { at: 'new' };
  #flows: Flows = { are: 'not-started', afterCrash: false };
  /** May it reach out? */
  #online = true;
  #settled: Promise<void> = Promise.resolve();

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: ConnectionOptions) {
    const { id, clock, store, provider, credentials, meter } = options;
    this.#options = options;
    this.#missed = new MissedByPush(clock);
    this.#standing = new Standing({
      clock,
      canTell: (kind) => provider[kind]?.findSent !== undefined,
      onDoubt: () => this.#links.wake(),
      onBetter: () => this.#outgoing.wake(),
      onAnswer: () => meter?.contact('send'),
    });
    this.#holder = new Holder({
      clock,
      sharing: store.sharing,
      onGained: () => void this.#takeOver(),
      onLost: () => this.#standBy(),
      onChange: () => this.#health.show(),
      onWake: () => this.#wake(),
    });
    this.#health = new Health({
      ...options,
      push: () => this.#links.pushState,
      held: () => this.#standing.held,
      isShutOut: () => this.#life.at === 'shut-out',
      holder: () => this.#holder.other,
    });
    this.#outgoing = new Outgoing(options);
    this.#accountOptions = { store, provider: provider.name, configured: options.account, connection: id, credentials };
    this.#country = new AccountCountry(this.#accountOptions);
    this.#router = new Router({
      missed: this.#missed,
      isPushLive: () => this.#links.isPushLive && !this.#mayBeCalledElsewhere,
    });
    this.webhook = this.#webhook();
    this.#links = new Links({
      ...options,
      router: this.#router,
      webhook: this.webhook,
      missed: this.#missed,
      standing: this.#standing,
      accountNow: () => this.#account,
      mayAsk: () => this.#mayAsk,
      onAccount: (info) => this.#learn(info),
      onVerified: () => this.#health.verify(),
      onPolled: (state) => this.#health.polled(state),
      onPushed: () => this.#health.show(),
    });
    this.#forgetHealth = store.health.onChange(() => this.#storeChanged());
  }

  /**
   * Begins to take in. What arrives waits in the store until `resume`. One that is not `online` contacts nobody: calls
   * of the provider are taken, but it is not asked, and the push socket stays closed.
   */
  async start({ online }: { online: boolean } = { online: true }): Promise<void> {
    this.#online = online;
    if (online) this.#health.show();
    else this.#health.polled({ name: 'idle' });
    const scope = await knownScope(this.#accountOptions).catch(() => undefined);
    await this.#country.recall().catch(() => undefined);
    if (this.#isEnded) return;
    if (scope === undefined) this.#ask();
    else await this.#open(scope);
  }

  /** Flows have started: offer. */
  resume(afterCrash: boolean): void {
    const before = this.#flows;
    this.#flows = { are: 'running', afterCrash: afterCrash || before.afterCrash };
    this.#account?.inbox.start(this.#flows.afterCrash);
    this.#outgoing.resume();
    if (before.are === 'paused') this.#deployed();
  }

  /** Flows are stopping: offer nothing until they have started again. */
  async pause(): Promise<void> {
    this.#flows = { are: 'paused', afterCrash: this.#flows.afterCrash };
    await Promise.all([this.#account?.inbox.pause(), this.#outgoing.pause()]);
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.set(node.id, node);
    this.#account?.inbox.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#nodes.delete(id);
    this.#account?.inbox.removeSourceNode(id);
  }

  addSendingNode(sender: SendingNode): void {
    this.#outgoing.addSendingNode(sender);
  }

  removeSendingNode(id: string): void {
    this.#outgoing.removeSendingNode(id);
  }

  /**
   * Where jobs are submitted, even before the account is known. Throws `ConfigError` where another connection serves
   * it.
   */
  outbox(): OutboxAccess {
    if (this.#life.at !== 'shut-out') return this.#outgoing;
    throw new ConfigError(`the connection "${this.#life.by}" uses this account already: choose that one`);
  }

  /** Can the provider be asked to stop a job of this kind that it has? */
  canStop(kind: 'fax' | 'sms'): boolean {
    return this.#options.provider[kind]?.cancel !== undefined;
  }

  /** A connection that was here before has taken a job. */
  lookForJobs(): void {
    this.#outgoing.lookForJobs();
  }

  /** Calling code of the account's country, once the provider has told it; empty where it tells none. */
  accountCountry(): Promise<string> {
    return this.#country.known();
  }

  /** Closes an event of this account: `Inbox.close`. False also where the account is not known yet. */
  async close(key: unknown, by: ClosedBy): Promise<boolean> {
    return (await this.#account?.inbox.close(key, by)) ?? false;
  }

  /** How long the provider has asked us to wait. */
  get askedPauseMs(): number {
    return Math.max(this.#standing.askedUntil - this.#options.clock.now(), 0);
  }

  /** It has asked somebody else to wait, who asked in our name. */
  askedToWait(ms: number): void {
    this.#standing.askedPause(ms);
  }

  /** The provider cannot call us; push and poll go on, and the reason is shown. undefined: it can again. */
  blockWebhook(reason: string | undefined): void {
    this.#health.webhook = reason;
  }

  /** Something was put back, or dropped, by the admin API. */
  changed(): void {
    this.#account?.inbox.changed();
  }

  get state(): ConnectionState {
    return this.#health.state;
  }

  get scope(): Scope | undefined {
    return this.#account?.scope;
  }

  async counts(): Promise<ConnectionCounts | undefined> {
    const account = this.#account;
    if (!account) return undefined;
    const { scope, inbox, outbox } = account;
    const [counts, jobs] = await Promise.all([this.#options.store.counts(scope), outbox.counts()]);
    return {
      ...counts,
      jobs,
      inFlow: inbox.inFlow,
      missedByPush: this.#missed.missed,
      unintelligibleFrames: this.#links.unintelligible,
    };
  }

  /** Ends every timer, socket, listener and request, but for those that send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    this.#health.silence();
    if (this.#life.at === 'ended') return this.#life.done;
    const account = this.#account;
    const done = this.#end(this.#life);
    this.#life = { at: 'ended', account, done };
    return done;
  }

  /** After `stop`: when the last request to send has been answered, and the store is not needed any more. */
  settled(): Promise<void> {
    return this.#settled;
  }

  get #account(): Account | undefined {
    const life = this.#life;
    return life.at === 'serving' || life.at === 'ended' ? life.account : undefined;
  }

  get #isEnded(): boolean {
    return this.#life.at === 'ended';
  }

  /** Then a webhook may have brought another instance what only the poll has brought here. */
  get #mayBeCalledElsewhere(): boolean {
    return this.webhook !== undefined && this.#options.store.sharing.others.length > 0;
  }

  /** Until the account is known each instance may ask whose it is; then the holder alone asks. */
  get #mayAsk(): boolean {
    if (this.#life.at === 'asking') return this.#online;
    return this.#online && this.#life.at === 'serving' && this.#holder.isHeld;
  }

  /** The provider has yet to say which account this is: jobs are kept until then. */
  #ask(): void {
    this.#life = { at: 'asking' };
    this.#outgoing.keep();
    if (this.#online) this.#links.ask();
  }

  /** Never rejects. */
  async #open(scope: Scope): Promise<void> {
    if (this.#life.at === 'opening') await this.#life.opened;
    if (this.#life.at === 'serving' || this.#isEnded) return;
    const by = this.#options.reserveScope(scope);
    if (by !== undefined) {
      this.#life = { at: 'shut-out', by };
      this.#health.show();
      return;
    }
    const opened = this.#take(scope);
    this.#life = { at: 'opening', opened };
    await opened;
  }

  async #take(scope: Scope): Promise<Account> {
    // One that contacts nobody must not keep others from it.
    if (this.#online || !this.#options.store.sharing.isShared) this.#holder.seek(scope);
    const account = openAccount({ ...this.#options, standing: this.#standing, holding: this.#holder }, scope, {
      onNews: () => this.#links.wake(),
      onBlocked: () => this.#health.show(),
      onCount: (backlog) => this.#health.counted(backlog),
    });
    // First, because it takes over what was kept: nothing may ask it for a job before.
    await this.#outgoing.begin(account.outbox, this.#online);
    if (!this.#isEnded) this.#serve(account);
    return account;
  }

  #serve(account: Account): void {
    this.#life = { at: 'serving', account };
    this.#router.serve(account);
    const { inbox } = account;
    for (const node of this.#nodes.values()) inbox.addSourceNode(node);
    if (this.#flows.are === 'running') inbox.start(this.#flows.afterCrash);
    inbox.wake();
    // It has asked whose the account is, which each instance may.
    if (this.#online && !this.#holder.isHeld) this.#standBy();
    this.#holder.begin();
  }

  /** Never rejects. */
  async #takeOver(): Promise<void> {
    const account = this.#account;
    if (!account || !this.#online) return;
    // First: it brings what the provider has told the holder before.
    await this.#links.begin(account.scope);
    if (!this.#mayAsk) return;
    account.inbox.wake();
    account.outbox.holderChanged();
  }

  /** Whatever is in the middle of being asked is left to the next holder; what has come is accepted all the same. */
  #standBy(): void {
    const account = this.#account;
    if (!account) return;
    this.#health.standBy();
    this.#links.standBy();
    account.longPoll.interrupt();
    account.inbox.standBy();
    account.outbox.holderChanged();
  }

  /** Another instance may have left something to do, or learned something. */
  #wake(): void {
    this.#account?.inbox.wake();
    if (!this.#country.isKnown) void this.#country.recall().catch(() => undefined);
  }

  /** Whoever deploys may have mended the login at the provider, the way to it, or removed who was in our way. */
  #deployed(): void {
    this.#links.retry();
    if (this.#life.at !== 'shut-out') return;
    this.#life = { at: 'new' };
    this.#health.show();
    void this.start({ online: this.#online });
  }

  async #end(before: Life): Promise<void> {
    // First, before anything is waited for: another instance goes on at once.
    const released = this.#holder.release();
    this.#forgetHealth();
    const serving = before.at === 'serving' ? before.account : undefined;
    const account = before.at === 'opening' ? await before.opened : serving;
    await Promise.allSettled([...[this.#links.stop(), account && closeAccount(account)], this.#outgoing.stop()]);
    this.#settled = this.#settle(account, released);
  }

  /** A request to send that is cut off leaves nobody knowing whether it arrived, so it may end in its own time. */
  async #settle(account: Account | undefined, released: Promise<void>): Promise<void> {
    await Promise.all([account?.outbox.idle(), released]);
    await this.#options.provider.close().catch(() => undefined);
  }

  async #learn(info: AccountInfo): Promise<void> {
    await this.#country.learn(info);
    if (this.#account) return;
    const scope = await learnScope(this.#accountOptions, info);
    // What begins now would never be ended.
    if (!this.#isEnded) await this.#open(scope);
  }

  #webhook(): Webhook | undefined {
    const { clock, log, webhookLogin: login, provider, meter } = this.#options;
    const { webhook: codec, pages } = provider;
    if (!codec) return undefined;
    return new Webhook({
      codec,
      login,
      clock,
      log,
      router: this.#router,
      pages,
      onCall: () => meter?.contact('webhook'),
    });
  }

  /** After an outage of the store: what was not acknowledged comes again, what was missed is found. */
  #storeChanged(): void {
    this.#health.show();
    if (this.#options.store.health.failure !== undefined) return;
    if (this.#health.failedByStore) this.#links.retry();
    else this.#links.wake();
    this.#links.reconnect();
    this.#account?.inbox.wake();
    this.#outgoing.wake();
  }
}
