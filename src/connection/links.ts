import type { Scope } from '../domain/event-key';
import type { Way } from '../domain/meter';
import type { AccountInfo } from '../providers/provider';
import { createPoller, type Pass, type Poller, type PollerState } from '../transports/poller';
import { createPushSocket, type PushSocket, type PushSocketHandlers } from '../transports/push-socket/push-socket';
import type { PushState } from '../transports/push-socket/push-state';
import type { Standing } from '../work/standing';
import type { ConnectionOptions } from './connection-options';
import { KeptStanding } from './kept-standing';
import type { MissedByPush } from './missed-by-push';
import type { Account } from './open-account';
import { PollPass } from './poll-pass';
import { acceptFrame, type Router } from './router';
import type { Webhook } from './webhook';

export interface LinksOptions extends ConnectionOptions {
  router: Router;
  webhook: Webhook | undefined;
  missed: MissedByPush;
  standing: Standing;
  /** undefined until the account is known. */
  accountNow: () => Account | undefined;
  /** May this instance ask the provider now? */
  mayAsk: () => boolean;
  onAccount: (info: AccountInfo) => Promise<void>;
  onVerified: () => void;
  onPolled: (state: PollerState) => void;
  onPushed: () => void;
}

/**
 * Larger events are pushed without their fax image, which is then fetched and streamed to disk, never held in memory.
 */
const PUSH_MAX_BYTES = 4 * 1024 * 1024;

/** Timers may fire this much too early. */
const EARLY_MS = 50;

/** What a connection opens to its provider in order to receive: the poll, and the push socket if it has one. */
export class Links {
  readonly #options: LinksOptions;
  readonly #kept: KeptStanding;
  readonly #pollPass: PollPass;
  readonly #poller: Poller;
  readonly #push: PushSocket | undefined;

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: LinksOptions) {
    const { clock, random, log, push, accountNow: account } = options;
    this.#options = options;
    this.#kept = new KeptStanding(options);
    this.#pollPass = new PollPass({ ...options, account });
    this.#poller = createPoller({
      clock,
      random,
      intervalMs: options.pollSeconds * 1_000,
      run: (signal) => this.#pass(signal),
      onState: (state) => this.#polled(state),
    });
    this.#push =
      push &&
      createPushSocket({ ...push, clock, random, log, maxBytes: PUSH_MAX_BYTES, handlers: this.#pushHandlers() });
  }

  /** Polls only for the account's name, which does no harm, so every instance may do it. */
  ask(): void {
    this.#poller.start();
  }

  /**
   * This instance has become the holder. A pause or refusal given to the previous holder still counts. Never rejects.
   */
  async begin(scope: Scope): Promise<void> {
    const { standing, mayAsk } = this.#options;
    const { refusedUntil, askedUntil } = await this.#kept.recall(scope);
    if (!mayAsk()) return;
    if (refusedUntil > 0) standing.refused(refusedUntil);
    if (askedUntil > 0) standing.askedPauseUntil(askedUntil);
    this.#push?.start();
    this.#poller.start(refusedUntil);
  }

  /** Another instance is the holder, or may be: stops polling and closes the push socket until `begin`. */
  standBy(): void {
    this.#poller.standBy();
    this.#push?.standBy();
    this.#options.missed.standBy();
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    await Promise.allSettled([this.#poller.stop(), this.#push?.stop()]);
  }

  /** Polls at once, unless the poller is waiting after a failure. */
  wake(): void {
    this.#poller.wake();
  }

  /** After a failure: polls at once, because its cause may have been put right. */
  retry(): void {
    this.#poller.retry();
  }

  /** Opens a new push socket, and closes the old one once the new one is live. */
  reconnect(): void {
    this.#push?.reconnect();
  }

  get isPushLive(): boolean {
    return this.#push?.state.name === 'live';
  }

  get pushState(): PushState | undefined {
    return this.#push?.state;
  }

  /** Number of frames of the push socket that do not follow the frame format. */
  get unintelligible(): number {
    return this.#push?.unintelligible ?? 0;
  }

  async #pass(signal: AbortSignal): Promise<Pass> {
    const { accountNow, missed, standing, clock, log, mayAsk } = this.#options;
    if (!mayAsk()) return 'not-ours';
    if (standing.askedUntil - clock.now() > EARLY_MS) return { pausedUntil: standing.askedUntil };
    if (accountNow() && missed.shouldReconnect()) {
      log.warn('the push socket is live but did not bring what the poll found: it is opened again');
      this.reconnect();
    }
    const isLive = this.isPushLive;
    try {
      await this.#pollPass.run(signal);
    } catch (error) {
      if (!signal.aborted) standing.pollFailed(error);
      throw error;
    }
    if (signal.aborted) return 'not-ours';
    if (isLive) missed.caughtUp();
    const account = accountNow();
    // Before the state is shown: the next holder must not keep waiting because of a login that works again.
    if (account) await this.#kept.keep(account.scope, { refusedUntil: 0, askedUntil: standing.askedUntil });
    account?.longPoll.wake();
    standing.pollSucceeded();
    this.#contact('poll');
    return 'made';
  }

  #polled(state: PollerState): void {
    const { accountNow, standing, onPolled } = this.#options;
    const account = accountNow();
    if (account && (state.name === 'failing' || state.name === 'auth-failed')) {
      const refusedUntil = state.name === 'auth-failed' ? state.retryAt : 0;
      void this.#kept.keep(account.scope, { refusedUntil, askedUntil: standing.askedUntil });
    }
    onPolled(state);
  }

  #contact(way: Way): void {
    this.#options.meter?.contact(way);
  }

  #pushHandlers(): PushSocketHandlers {
    const { provider, router, webhook, missed, onPushed } = this.#options;
    const to = { router, webhook, decode: provider.decodePush.bind(provider) };
    return {
      onEvent: (event) => acceptFrame(event, to),
      onUnintelligible: (reason, body) => router.quarantine(reason, body, 'push'),
      onLive: () => {
        missed.connected();
        this.wake();
      },
      onState: onPushed,
      onContact: () => this.#contact('push'),
    };
  }
}
