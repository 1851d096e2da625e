import { StoreError } from '../domain/errors';
import { eventKey } from '../domain/event-key';
import { isOutgoing, type ProviderEvent, type Source } from '../domain/events';
import { jsonBytes } from '../domain/json-bytes';
import { asReported } from '../outbox/track';
import type { IncomingEvent, Provider, AcceptResult } from '../providers/provider';
import type { AckResponse } from '../transports/push-socket/frame-codec';
import type { PushEvent } from '../transports/push-socket/accept-frames';
import type { MissedByPush } from './missed-by-push';
import type { Account } from './open-account';

export interface RouterOptions {
  missed: MissedByPush;
  /** Should the push socket have brought what the poll brings? */
  isPushLive: () => boolean;
}

/**
 * Takes everything that the provider reports, by any transport. Statuses of what we send go to the outbox, which
 * knows its jobs; everything else, and statuses that belong to no job, goes to the inbox. Durable once it resolves;
 * rejects with `StoreError`.
 */
export class Router {
  readonly #options: RouterOptions;
  /** undefined until the account is known, and if another connection serves it. */
  #account: Account | undefined;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  /** The account is known: from now on events can be stored. */
  serve(account: Account): void {
    this.#account = account;
  }

  async accept(incoming: IncomingEvent, source: Source): Promise<AcceptResult> {
    const { inbox, outbox } = this.#known;
    const { event } = incoming;
    const tracked = isOutgoing(event) ? await outbox.track(event, source) : 'foreign';
    const isTaken = tracked === 'own' || tracked === 'early';
    const reported = tracked === 'late' ? { ...incoming, event: asReported(event, tracked) } : incoming;
    const result = isTaken ? 'stored' : await inbox.accept(reported, source);
    this.#note(event, source, !isTaken && result === 'stored');
    return result;
  }

  async quarantine(reason: string, body: Buffer, source: Source): Promise<void> {
    await this.#known.inbox.quarantine(reason, body, source);
  }

  /**
   * Rejects until the account is known: answering "no" would end a call whose job this instance finds a moment later.
   */
  async mayTransmit(correlation: string, instanceId: string): Promise<boolean> {
    return this.#known.outbox.mayTransmit(correlation, instanceId);
  }

  /** Events that only the poll brings show that the push socket does not work. */
  #note(event: ProviderEvent, source: Source, isNew: boolean): void {
    const { missed, isPushLive } = this.#options;
    const { scope, longPoll } = this.#known;
    const key = eventKey(scope, event.kind, event.keyId);
    if (source !== 'poll') missed.broughtByPush(key);
    else if (isNew && isPushLive()) missed.foundByPoll(key);
    if (isNew) longPoll.eventStored();
  }

  get #known(): Account {
    if (!this.#account) throw new StoreError('the account is not known yet: nothing can be stored under it');
    return this.#account;
  }
}

export interface FrameTakers {
  router: Pick<Router, 'accept' | 'quarantine'>;
  decode: Provider['decodePush'];
  /** undefined for providers that do not call webhooks. */
  webhook: { answerFrame(data: unknown): Promise<AckResponse | undefined> } | undefined;
}

/**
 * Accepts one frame of the push socket. Resolves with an answer if the frame is a webhook request passed on by a
 * relay.
 */
export async function acceptFrame(
  { event, data }: PushEvent,
  { router, decode, webhook }: FrameTakers,
): Promise<AckResponse | undefined> {
  if (event === 'Webhook' && webhook) return webhook.answerFrame(data);
  const decoded = decode(event, data);
  if (decoded.outcome === 'quarantine') {
    await router.quarantine(decoded.reason, jsonBytes({ event, data }), 'push');
    return undefined;
  }
  for (const incoming of decoded.events) await router.accept(incoming, 'push');
  return undefined;
}
