import { ConfigError, ProviderRefusedError, ProviderUnavailableError } from '../domain/errors';
import { eventKey, type Scope } from '../domain/event-key';
import type { Source } from '../domain/events';
import { kindOfKey, observeEvent } from '../inbox/observed-event';
import type { SourceNode } from '../inbox/source-node';
import type { SendingNode } from '../outbox/sending-nodes';
import { Standing } from '../work/standing';
import type { AccountInfo, IncomingEvent, WebhookCodec } from '../providers/provider';
import type { JobCounts } from '../store/job-store';
import type { RowState } from '../store/event-row';
import type { StateCounts } from '../store/store';
import type { PushSocket, PushSocketHandlers } from '../transports/push-socket/push-socket';
import { createPushSocket } from '../transports/push-socket/push-socket';
import { createPoller, type Poller } from '../transports/poller';
import { knownScope, learnScope, type AccountOptions } from './account';
import { AccountCountry } from './account-country';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionState } from './connection-state';
import { createEngine, type Engine } from './engine';
import { Health } from './health';
import type { Way } from './meter';
import { MissedByPush } from './missed-by-push';
import { Outgoing, type OutboxAccess } from './outgoing';
import { PushIntake } from './push-intake';
import { reconcile } from './reconcile';
import { WebhookIntake } from './webhook-intake';

export interface ConnectionCounts extends StateCounts {
  /** Offers that no flow has closed yet, in this process. */
  inFlow: number;
  missedByPush: number;
  /** Of the push socket: frames that were none of ours. */
  unintelligibleFrames: number;
  jobs: JobCounts;
}

/** Frames above this come without their image, which is then streamed to disk: a large fax is never held whole. */
const PUSH_MAX_BYTES = 4 * 1024 * 1024;

/** One account at one provider: puts provider, transports and inbox together, and ends all of it in `stop`. */
export class Connection {
  /** For providers that call us. */
  readonly webhook: WebhookIntake | undefined;
  readonly #options: ConnectionOptions;
  readonly #account: AccountOptions;
  readonly #country: AccountCountry;
  readonly #nodes = new Map<string, SourceNode>();
  readonly #outgoing: Outgoing;
  readonly #missed: MissedByPush;
  readonly #poller: Poller;
  readonly #push: PushSocket | undefined;
  readonly #forgetHealth: () => void;
  readonly #health: Health;
  readonly #standing: Standing;
  #engine: Engine | undefined;
  #beginning: Promise<void> | undefined;
  /** The connection that serves our account. */
  #holder = '';
  #links = true;
  #flowing = false;
  /** The account may become known, and offers begin, long after the first flows have started. */
  #afterCrash = false;
  #paused = false;
  #problem = '';
  /** The provider has confirmed the account in this process. */
  #hasAsked = false;
  #stopping: Promise<void> | undefined;
  #settled: Promise<void> = Promise.resolve();

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: ConnectionOptions) {
    const { clock, random, log, store, push, provider } = options;
    this.#options = options;
    this.#missed = new MissedByPush(clock);
    this.#standing = new Standing({
      clock,
      canTell: (kind) => (kind === 'fax' ? provider.fax : provider.sms)?.findSent !== undefined,
      onDoubt: () => this.#poller.wake(),
      onBetter: () => this.#outgoing.wake(),
      onAnswer: () => this.#contact('send'),
    });
    this.#health = new Health({
      ...options,
      push: () => this.#push?.state,
      held: () => this.#standing.held,
    });
    this.#outgoing = new Outgoing(options);
    this.#account = {
      store,
      provider: provider.name,
      configured: options.account,
      connection: options.id,
      credentials: options.credentials,
    };
    this.#country = new AccountCountry(this.#account);
    this.#poller = createPoller({
      clock,
      random,
      intervalMs: options.pollSeconds * 1_000,
      run: (signal) => this.#pass(signal),
      onState: (state) => this.#health.polled(state),
    });
    this.webhook = provider.webhook && this.#webhookIntake(provider.webhook);
    this.#push =
      push &&
      createPushSocket({ ...push, clock, random, log, maxBytes: PUSH_MAX_BYTES, handlers: this.#pushHandlers() });
    this.#forgetHealth = store.health.onChange(() => this.#storeChanged());
  }

  /**
   * Begins to take in. What arrives waits in the store until `resume`. Without `links` nothing reaches out: what the
   * provider calls with is taken, but it is not asked, and the push socket stays closed.
   */
  async start({ links }: { links: boolean } = { links: true }): Promise<void> {
    this.#links = links;
    if (links) this.#health.show();
    else this.#health.polled({ name: 'idle' });
    const scope = await knownScope(this.#account).catch(() => undefined);
    await this.#country.recall().catch(() => undefined);
    if (this.#stopping) return;
    if (scope === undefined) this.#outgoing.keep();
    else await this.#begin(scope);
    if (links && this.#health.blocked === undefined) this.#poller.start();
  }

  /** Flows have started: offer. */
  resume(afterCrash: boolean): void {
    this.#flowing = true;
    this.#afterCrash ||= afterCrash;
    this.#engine?.offers.resume(this.#afterCrash);
    this.#outgoing.resume();
    const deployed = this.#paused;
    this.#paused = false;
    if (!deployed) return;
    // Whoever deploys may have mended the login at the provider, or the way to it.
    this.#poller.retry();
    // The deploy that has just ended may have taken away the connection that was in our way.
    if (this.#health.blocked === undefined) return;
    this.#health.blocked = undefined;
    void this.start({ links: this.#links });
  }

  /** Flows are stopping: offer nothing until they have started again. */
  async pause(): Promise<void> {
    this.#flowing = false;
    this.#paused = true;
    await Promise.all([this.#engine?.offers.pause(), this.#outgoing.pause()]);
  }

  addSourceNode(node: SourceNode): void {
    this.#nodes.set(node.id, node);
    this.#engine?.offers.addSourceNode(node);
  }

  removeSourceNode(id: string): void {
    this.#nodes.delete(id);
    this.#engine?.offers.removeSourceNode(id);
  }

  addSendingNode(sender: SendingNode): void {
    this.#outgoing.addSendingNode(sender);
  }

  removeSendingNode(id: string): void {
    this.#outgoing.removeSendingNode(id);
  }

  /** Where jobs are submitted, also before the account is known. Throws `ConfigError` where another connection serves it. */
  outbox(): OutboxAccess {
    if (this.#health.blocked === undefined) return this.#outgoing;
    throw new ConfigError(`the connection "${this.#holder}" uses this account already: choose that one`);
  }

  /** Can the provider be asked to stop a job of this kind that it has? */
  canStop(kind: 'fax' | 'sms'): boolean {
    return this.#options.provider[kind]?.cancel !== undefined;
  }

  /** A connection that was here before has taken a job. */
  lookAgain(): void {
    this.#outgoing.lookAgain();
  }

  /** Calling code of the account's country, once the provider has told it; empty where it tells none. */
  accountCountry(): Promise<string> {
    return this.#country.known();
  }

  /** An event of this account was closed from outside, by `mark-received` or the admin API; or had been before. */
  completed(key: string, { isNews = true } = {}): void {
    const { scope } = this;
    if (isNews && scope) observeEvent(this.#options.observe, 'done', { key, kind: kindOfKey(scope, key) });
    this.#engine?.offers.completed(key);
    this.#engine?.acknowledger.wake();
  }

  /** How long the provider, by its own word, wants nothing from us. */
  get askedPauseMs(): number {
    return Math.max(this.#standing.askedUntil - this.#options.clock.now(), 0);
  }

  /** It has said so to somebody who asked beside us. */
  askedToWait(ms: number): void {
    this.#standing.askedPause(ms);
  }

  /** The provider cannot call us; push and poll go on, and the reason is shown. undefined: it can again. */
  blockWebhook(reason: string | undefined): void {
    this.#health.webhook = reason;
  }

  /** Something was put back, or dropped, by the admin API. */
  changed(): void {
    this.#engine?.offers.wake();
    this.#engine?.backlog.wake();
  }

  get state(): ConnectionState {
    return this.#health.state;
  }

  get scope(): Scope | undefined {
    return this.#engine?.scope;
  }

  async counts(): Promise<ConnectionCounts | undefined> {
    if (!this.#engine) return undefined;
    const [counts, jobs] = await Promise.all([
      this.#options.store.counts(this.#engine.scope),
      this.#engine.outbox.counts(),
    ]);
    return {
      ...counts,
      jobs,
      inFlow: this.#engine.offers.open,
      missedByPush: this.#missed.missed,
      unintelligibleFrames: this.#push?.unintelligible ?? 0,
    };
  }

  /** After `stop`: when the last request to send has been answered, and the store is not needed any more. */
  settled(): Promise<void> {
    return this.#settled;
  }

  /** Ends every timer, socket, listener and request, but for those that send: see `settled`. Never rejects. */
  stop(): Promise<void> {
    this.#health.silence();
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#forgetHealth();
    await this.#beginning;
    await Promise.allSettled([
      ...[this.#poller.stop(), this.#push?.stop(), this.#engine?.stop()],
      this.#outgoing.stop(),
    ]);
    this.#settled = this.#settle();
  }

  /** A request to send that is cut off leaves nobody knowing whether it arrived, so it may end in its own time. */
  async #settle(): Promise<void> {
    await this.#engine?.outbox.idle();
    await this.#options.provider.close().catch(() => undefined);
  }

  /** Never rejects. */
  #begin(scope: Scope): Promise<void> {
    this.#beginning ??= this.#enter(scope).finally(() => (this.#beginning = undefined));
    return this.#beginning;
  }

  async #enter(scope: Scope): Promise<void> {
    if (this.#engine) return;
    const holder = this.#options.claimScope(scope);
    if (holder !== undefined) {
      this.#holder = holder;
      this.#health.blocked = 'duplicate';
      return;
    }
    const engine = createEngine({ ...this.#options, standing: this.#standing }, scope, {
      onStored: (...stored) => this.#stored(...stored),
      onNews: () => this.#poller.wake(),
      onBlocked: () => this.#health.show(),
      onCount: (backlog) => this.#health.counted(backlog),
    });
    const { offers, outbox, acknowledger, fetcher, backlog } = engine;
    // First, because it takes over what was kept: nothing may ask it for a job before.
    await this.#outgoing.begin(outbox, this.#links);
    this.#engine = engine;
    for (const node of this.#nodes.values()) offers.addSourceNode(node);
    if (this.#flowing) offers.resume(this.#afterCrash);
    acknowledger.wake();
    fetcher.wake();
    backlog.wake();
    if (this.#links) this.#push?.start();
  }

  #stored(key: string, source: Source, state: RowState): void {
    if (source === 'poll' && this.#push?.state.name === 'live') this.#missed.foundByPoll(key);
    this.#engine?.longPoll.eventStored();
    if (state === 'fetching') this.#engine?.fetcher.wake();
    else if (state === 'parked') this.#engine?.backlog.wake();
    else this.#engine?.offers.wake();
  }

  async #pass(signal: AbortSignal): Promise<void> {
    try {
      await this.#poll(signal);
    } catch (error) {
      if (!signal.aborted) this.#standing.missed(error);
      this.#explain(error);
    }
    this.#standing.heard();
    this.#contact('poll');
  }

  #contact(way: Way): void {
    this.#options.meter?.contact(way);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { provider, documents, clock, log } = this.#options;
    if (this.#health.blocked !== undefined) return;
    if (!this.#hasAsked) await this.#askAccount(signal);
    const engine = this.#engine;
    if (!engine) return;
    if (this.#missed.shouldReconnect()) {
      log.warn('the push socket is live and did not bring what the poll found: it is opened anew');
      this.#push?.reconnect();
    }
    const { ingest, elsewhere } = engine;
    const isLive = this.#push?.state.name === 'live';
    await reconcile({ provider, documents, clock, ingest, elsewhere, signal });
    this.#health.verify();
    if (isLive) this.#missed.caughtUp();
    // What the pass met again may have to be fetched or acknowledged anew.
    engine.fetcher.wake();
    engine.acknowledger.wake();
    engine.longPoll.wake();
  }

  /** Only the user can mend these, so the log says what is wrong; their messages hold no content. */
  #explain(error: unknown): never {
    const isMendable = error instanceof ConfigError || error instanceof ProviderRefusedError;
    const problem = isMendable ? error.message : '';
    if (problem !== '' && problem !== this.#problem) this.#options.log.error(problem);
    this.#problem = problem;
    throw error;
  }

  /** Where we know whose the events are, only this call being down is no reason to leave them at the provider. */
  async #askAccount(signal: AbortSignal): Promise<void> {
    try {
      const info = await this.#options.provider.account(signal);
      await this.#country.learn(info);
      if (!this.#engine) await this.#learn(info);
      this.#hasAsked = this.#engine !== undefined;
      this.#health.verify();
    } catch (error) {
      if (!this.#engine || !(error instanceof ProviderUnavailableError)) throw error;
    }
  }

  async #learn(info: AccountInfo): Promise<void> {
    const scope = await learnScope(this.#account, info);
    // What begins now would never be ended.
    if (!this.#stopping) await this.#begin(scope);
  }

  #pushHandlers(): PushSocketHandlers {
    const intake = new PushIntake({
      decode: (event, data) => this.#options.provider.decodePush(event, data),
      webhook: this.webhook,
      ingest: () => this.#engine?.ingest,
      onTaken: (incoming) => this.#brought(incoming),
    });
    return {
      onEvent: (event) => intake.onEvent(event),
      onUnintelligible: (reason, body) => intake.onUnintelligible(reason, body),
      onLive: () => {
        this.#missed.connected();
        this.#poller.wake();
      },
      onState: () => this.#health.show(),
      onHeard: () => this.#contact('push'),
    };
  }

  #webhookIntake(codec: WebhookCodec): WebhookIntake {
    const { clock, log, webhookLogin: login, provider } = this.#options;
    return new WebhookIntake({
      ...{ codec, login, clock, log, ingest: () => this.#engine?.ingest },
      ...(provider.pages && { pages: provider.pages }),
      onTaken: (incoming) => this.#brought(incoming),
      onCall: () => this.#contact('webhook'),
      mayTransmit: async (...call) => (await this.#engine?.outbox.mayTransmit(...call)) ?? false,
    });
  }

  /** By push or webhook: no poll has to find it. */
  #brought({ event }: IncomingEvent): void {
    if (this.#engine) this.#missed.broughtByPush(eventKey(this.#engine.scope, event.kind, event.keyId));
  }

  /** After an outage of the store: what was not acknowledged comes again, what was missed is found. */
  #storeChanged(): void {
    this.#health.show();
    if (this.#options.store.health.failure !== undefined) return;
    if (this.#health.failedByStore) this.#poller.retry();
    else this.#poller.wake();
    this.#push?.reconnect();
    this.#engine?.offers.wake();
    this.#outgoing.wake();
    this.#engine?.fetcher.wake();
    this.#engine?.acknowledger.wake();
    this.#engine?.backlog.wake();
  }
}
