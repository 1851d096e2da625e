import type { AccountInfo } from '../providers/provider';
import { Standing } from '../work/standing';
import { accountOptionsOf } from './account';
import { AccountCountry } from './account-country';
import type { ConnectionOptions } from './connection-options';
import { Health } from './health';
import { Holder } from './holder';
import { Incoming } from './incoming';
import { Links } from './links';
import { MissedByPush } from './missed-by-push';
import type { Account } from './open-account';
import { Outgoing } from './outgoing';
import { Router } from './router';
import { Webhook } from './webhook';

/** What the parts ask of the connection's life, and what they report to it. */
export interface LifeOfParts {
  /** undefined until the account is known. */
  readonly account: Account | undefined;
  /** The connection in this Node-RED that serves the account instead. */
  readonly shutOutBy: string | undefined;
  /** May this instance ask the provider now? */
  readonly mayAsk: boolean;
  learn(info: AccountInfo): Promise<void>;
  /** This instance has become the holder. Never rejects. */
  takeOver(): Promise<void>;
  /** Another instance is the holder. */
  standBy(): void;
  /** Another instance may have written something that concerns this one. */
  wake(): void;
}

/** The parts of a connection that need no account, wired to each other. Nothing is started here. */
export class Parts {
  readonly incoming = new Incoming();
  readonly outgoing: Outgoing;
  readonly country: AccountCountry;
  readonly missed: MissedByPush;
  readonly standing: Standing;
  readonly holder: Holder;
  readonly health: Health;
  readonly router: Router;
  /** undefined for providers that do not call webhooks. */
  readonly webhook: Webhook | undefined;
  readonly links: Links;
  /** Ends the listening to the store's health. */
  readonly forgetStore: () => void;

  /** Throws `ConfigError` for a push URL or token that cannot be used. */
  constructor(options: ConnectionOptions, life: LifeOfParts) {
    const { clock, store, provider, meter } = options;
    const { sharing } = store;
    this.outgoing = new Outgoing(options);
    this.country = new AccountCountry(accountOptionsOf(options));
    this.missed = new MissedByPush(clock);
    this.standing = new Standing({
      clock,
      canTell: (kind) => provider[kind]?.findSent !== undefined,
      onDoubt: () => this.links.wake(),
      onBetter: () => this.outgoing.wake(),
      onAnswer: () => meter?.contact('send'),
    });
    this.holder = new Holder({
      clock,
      sharing,
      onGained: () => void life.takeOver(),
      onLost: () => life.standBy(),
      onChange: () => this.health.show(),
      onWake: () => life.wake(),
    });
    this.health = new Health({
      ...options,
      push: () => this.links.pushState,
      held: () => this.standing.held,
      isShutOut: () => life.shutOutBy !== undefined,
      holder: () => this.holder.other,
    });
    // A webhook may have brought another instance an event that here only the poll brings.
    const mayBeCalledElsewhere = (): boolean => this.webhook !== undefined && sharing.others.length > 0;
    this.router = new Router({
      missed: this.missed,
      isPushLive: () => this.links.isPushLive && !mayBeCalledElsewhere(),
    });
    this.webhook = webhookOf(options, this.router);
    this.links = new Links({
      ...options,
      router: this.router,
      webhook: this.webhook,
      missed: this.missed,
      standing: this.standing,
      accountNow: () => life.account,
      mayAsk: () => life.mayAsk,
      onAccount: (info) => life.learn(info),
      onVerified: () => this.health.verify(),
      onPolled: (state) => this.health.polled(state),
      onPushed: () => this.health.show(),
    });
    this.forgetStore = store.health.onChange(() => this.#storeChanged(store.health.failure !== undefined));
  }

  /** After an outage of the store the push server repeats what was not acked, and the poll finds what was missed. */
  #storeChanged(isFailing: boolean): void {
    this.health.show();
    if (isFailing) return;
    if (this.health.failedByStore) this.links.retry();
    else this.links.wake();
    this.links.reconnect();
    this.incoming.storeMended();
    this.outgoing.storeMended();
  }
}

function webhookOf(
  { provider, webhookLogin, clock, log, meter }: ConnectionOptions,
  router: Router,
): Webhook | undefined {
  const { webhook: codec, pages } = provider;
  if (!codec) return undefined;
  const onCall = (): void => meter?.contact('webhook');
  return new Webhook({ codec, pages, login: webhookLogin, clock, log, router, onCall });
}
