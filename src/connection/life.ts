import type { Scope } from '../domain/event-key';
import type { AccountInfo } from '../providers/provider';
import { accountOptionsOf, knownScope, learnScope } from './account';
import type { ConnectionOptions } from './connection-options';
import { closeAccount, openAccount, type Account } from './open-account';
import { Parts, type LifeOfParts } from './parts';
import type { Stage } from './stage';

/** What becomes of a connection from `start` to `stop`, and what each of its parts does then. */
export class Life implements LifeOfParts {
  readonly parts: Parts;
  readonly #options: ConnectionOptions;
  #stage: Stage = { at: 'new' };
  /** May it reach out? */
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

  /** The connection that serves the account instead. */
  get shutOutBy(): string | undefined {
    return this.#stage.at === 'shut-out' ? this.#stage.by : undefined;
  }

  /** Until the account is known each instance may ask whose it is; then the holder alone asks. */
  get mayAsk(): boolean {
    if (this.#stage.at === 'asking') return this.#online;
    return this.#online && this.#stage.at === 'serving' && this.parts.holder.isHeld;
  }

  /**
   * Begins to take in. What arrives waits in the store until `resume`. One that is not `online` contacts nobody: calls
   * of the provider are taken, but it is not asked, and the push socket stays closed.
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

  /** Flows have started: offer. */
  resume(afterCrash: boolean): void {
    const { incoming, outgoing } = this.parts;
    const isDeploy = this.#isPaused;
    this.#isPaused = false;
    incoming.resume(afterCrash);
    outgoing.resume();
    if (isDeploy) this.#deployed();
  }

  /** Flows are stopping: offer nothing until they have started again. */
  async pause(): Promise<void> {
    const { incoming, outgoing } = this.parts;
    this.#isPaused = true;
    await Promise.all([incoming.pause(), outgoing.pause()]);
  }

  /** Ends every timer, socket, listener and request, but for those that send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    this.parts.health.silence();
    if (this.#stage.at === 'ended') return this.#stage.done;
    const { account } = this;
    const done = this.#end(this.#stage);
    this.#stage = { at: 'ended', account, done };
    return done;
  }

  /** After `stop`: when the last request to send has been answered, and the store is not needed any more. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** The provider has told which account this is. */
  async learn(info: AccountInfo): Promise<void> {
    await this.parts.country.learn(info);
    if (this.account) return;
    const scope = await learnScope(accountOptionsOf(this.#options), info);
    // What begins now would never be ended.
    if (!this.#isEnded) await this.#open(scope);
  }

  /** This instance is the holder. Never rejects. */
  async takeOver(): Promise<void> {
    const { account } = this;
    if (!account || !this.#online) return;
    // First: it brings what the provider has told the holder before.
    await this.parts.links.begin(account.scope);
    if (!this.mayAsk) return;
    account.inbox.wake();
    account.outbox.holderChanged();
  }

  /** Whatever is in the middle of being asked is left to the next holder; what has come is accepted all the same. */
  standBy(): void {
    const { account } = this;
    if (!account) return;
    this.parts.health.standBy();
    this.parts.links.standBy();
    account.longPoll.interrupt();
    account.inbox.standBy();
    account.outbox.holderChanged();
  }

  /** Another instance may have left something to do, or learned something. */
  wake(): void {
    const { incoming, country } = this.parts;
    incoming.wake();
    if (!country.isKnown) void country.recall().catch(() => undefined);
  }

  get #isEnded(): boolean {
    return this.#stage.at === 'ended';
  }

  /** The provider has yet to say which account this is: jobs are kept until then. */
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
    // One that contacts nobody must not keep others from it.
    if (this.#online || !this.#options.store.sharing.isShared) holder.seek(scope);
    const account = openAccount({ ...this.#options, standing, holding: holder }, scope, {
      onNews: () => links.wake(),
      onBlocked: () => health.show(),
      onCount: (backlog) => health.counted(backlog),
    });
    // First, because it takes over what was kept: nothing may ask it for a job before.
    await outgoing.begin(account.outbox, this.#online);
    if (!this.#isEnded) this.#serve(account);
    return account;
  }

  #serve(account: Account): void {
    const { router, incoming, holder } = this.parts;
    this.#stage = { at: 'serving', account };
    router.serve(account);
    incoming.begin(account.inbox);
    // It has asked whose the account is, which each instance may.
    if (this.#online && !holder.isHeld) this.standBy();
    holder.begin();
  }

  /** Whoever deploys may have mended the login at the provider, the way to it, or removed who was in our way. */
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
    // First, before anything is waited for: another instance goes on at once.
    const released = holder.release();
    forgetStore();
    const serving = before.at === 'serving' ? before.account : undefined;
    const account = before.at === 'opening' ? await before.opened : serving;
    await Promise.allSettled([...[links.stop(), account && closeAccount(account)], outgoing.stop()]);
    this.#settled = this.#settle(account, released);
  }

  /** A request to send that is cut off leaves nobody knowing whether it arrived, so it may end in its own time. */
  async #settle(account: Account | undefined, released: Promise<void>): Promise<void> {
    await Promise.all([account?.outbox.idle(), released]);
    await this.#options.provider.close().catch(() => undefined);
  }
}
