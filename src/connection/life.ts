import type { Scope } from '../domain/event-key';
import type { AccountInfo } from '../providers/provider';
import { accountOptionsOf, knownScope, learnScope } from './account';
import type { ConnectionOptions } from './connection-options';
import { closeAccount, openAccount, type Account } from './open-account';
import { Parts, type LifeOfParts } from './parts';
import type { Stage } from './stage';

/** Takes a connection through its stages from `start` to `stop`, and starts and stops its parts as it goes. */
export class Life implements LifeOfParts {
  readonly parts: Parts;
  readonly #options: ConnectionOptions;
  #stage: Stage = { at: 'new' };
  /** See `start`. */
  #online = true;
  #isPaused = false;
  #settled: Promise<void> = Promise.resolve();

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.parts = new Parts(options, this);
  }

  get account(): Account | undefined {
    const stage = this.#stage;
    return stage.at === 'serving' || stage.at === 'ended' ? stage.account : undefined;
  }

  /** The connection in this Node-RED that serves the account instead. */
  get shutOutBy(): string | undefined {
    return this.#stage.at === 'shut-out' ? this.#stage.by : undefined;
  }

  /**
   * Every instance may ask the provider which account this is; once that is known, only the holder asks the provider.
   */
  get mayAsk(): boolean {
    if (this.#stage.at === 'asking') return this.#online;
    return this.#online && this.#stage.at === 'serving' && this.parts.holder.isHeld;
  }

  /**
   * Begins to accept events; they wait in the store until `resume`. A connection that is not `online` contacts
   * nobody: it answers the provider's webhook requests, but does not poll and does not open the push socket.
   */
  async start(online: boolean): Promise<void> {
    const { health, country } = this.parts;
    this.#online = online;
    if (online) health.show();
    else health.polled({ name: 'idle' });
    const scope = await knownScope(accountOptionsOf(this.#options)).catch(() => undefined);
    await country.recall().catch(() => undefined);
    if (this.#isEnded) return;
    if (scope === undefined) this.#ask();
    else await this.#open(scope);
  }

  /** Flows have started: offers events to them. */
  resume(afterCrash: boolean): void {
    const { incoming, outgoing } = this.parts;
    const isDeploy = this.#isPaused;
    this.#isPaused = false;
    incoming.resume(afterCrash);
    outgoing.resume();
    if (isDeploy) this.#deployed();
  }

  /** Flows are stopping: nothing is offered until `resume`. */
  async pause(): Promise<void> {
    const { incoming, outgoing } = this.parts;
    this.#isPaused = true;
    await Promise.all([incoming.pause(), outgoing.pause()]);
  }

  /** Ends every timer, socket, listener and request, except requests to send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    this.parts.health.silence();
    if (this.#stage.at === 'ended') return this.#stage.done;
    const { account } = this;
    const done = this.#end(this.#stage);
    this.#stage = { at: 'ended', account, done };
    return done;
  }

  /** After `stop`: resolves when the last request to send has ended and the store may be closed. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** The provider has said which account this is. */
  async learn(info: AccountInfo): Promise<void> {
    await this.parts.country.learn(info);
    if (this.account) return;
    const scope = await learnScope(accountOptionsOf(this.#options), info);
    // Parts that start after `stop` would never be stopped.
    if (!this.#isEnded) await this.#open(scope);
  }

  /** This instance has become the holder. Never rejects. */
  async takeOver(): Promise<void> {
    const { account } = this;
    if (!account || !this.#online) return;
    // First, because it recalls a pause or refusal that the provider gave the holder before this one.
    await this.parts.links.begin(account.scope);
    if (!this.mayAsk) return;
    account.inbox.wake();
    account.outbox.holderChanged();
  }

  /** Breaks off what is being asked of the provider: the next holder asks again. What has arrived is still accepted. */
  standBy(): void {
    const { account } = this;
    if (!account) return;
    this.parts.health.standBy();
    this.parts.links.standBy();
    account.longPoll.interrupt();
    account.inbox.standBy();
    account.outbox.holderChanged();
  }

  /** Another instance may have written something that concerns this one. */
  wake(): void {
    const { incoming, country } = this.parts;
    incoming.wake();
    if (!country.isKnown) void country.recall().catch(() => undefined);
  }

  get #isEnded(): boolean {
    return this.#stage.at === 'ended';
  }

  /** The provider has to say which account this is; until then jobs are kept. */
  #ask(): void {
    this.#stage = { at: 'asking' };
    this.parts.outgoing.keep();
    if (this.#online) this.parts.links.ask();
  }

  /** Never rejects. */
  async #open(scope: Scope): Promise<void> {
    if (this.#stage.at === 'opening') await this.#stage.opened;
    if (this.#stage.at === 'serving' || this.#isEnded) return;
    const by = this.#options.reserveScope(scope);
    if (by !== undefined) {
      this.#stage = { at: 'shut-out', by };
      this.parts.health.show();
      return;
    }
    const opened = this.#take(scope);
    this.#stage = { at: 'opening', opened };
    await opened;
  }

  async #take(scope: Scope): Promise<Account> {
    const { holder, standing, health, links, outgoing } = this.parts;
    // A connection that contacts nobody must not keep other instances from being the holder.
    if (this.#online || !this.#options.store.sharing.isShared) holder.seek(scope);
    const account = openAccount({ ...this.#options, standing, holding: holder }, scope, {
      onNews: () => links.wake(),
      onBlocked: () => health.show(),
      onCount: (backlog) => health.counted(backlog),
    });
    // First, because the outbox takes over the jobs that were kept: nothing may look for a job in it before that.
    await outgoing.begin(account.outbox, this.#online);
    if (!this.#isEnded) this.#serve(account);
    return account;
  }

  #serve(account: Account): void {
    const { router, incoming, holder } = this.parts;
    this.#stage = { at: 'serving', account };
    router.serve(account);
    incoming.begin(account.inbox);
    // It has been polling for the account's name, which every instance may: a standby stops that here.
    if (this.#online && !holder.isHeld) this.standBy();
    holder.begin();
  }

  /** A deploy may have put right the login or the network, or removed the connection that served the account. */
  #deployed(): void {
    const { links, health } = this.parts;
    links.retry();
    if (this.#stage.at !== 'shut-out') return;
    this.#stage = { at: 'new' };
    health.show();
    void this.start(this.#online);
  }

  async #end(before: Stage): Promise<void> {
    const { holder, links, outgoing, forgetStore } = this.parts;
    // Before anything is awaited, so that another instance takes over at once.
    const released = holder.release();
    forgetStore();
    const serving = before.at === 'serving' ? before.account : undefined;
    const account = before.at === 'opening' ? await before.opened : serving;
    await Promise.allSettled([...[links.stop(), account && closeAccount(account)], outgoing.stop()]);
    this.#settled = this.#settle(account, released);
  }

  /** A request to send is never cut off, because then nobody would know whether it had arrived. */
  async #settle(account: Account | undefined, released: Promise<void>): Promise<void> {
    await Promise.all([account?.outbox.idle(), released]);
    await this.#options.provider.close().catch(() => undefined);
  }
}
