import type { Job } from '../domain/job';
import { sendFailure } from '../providers/http/send-failure';
import type { SendResult } from '../providers/provider';
import type { JobHead } from '../store/job-store';
import { keepAskedPause } from './asked-pause';
import { callUnderWay, keepUnderWay } from './under-way';
import type { Channels } from './channels';
import { giveUpOrWait } from './give-up-time';
import * as steps from './job-steps';
import { closingOf, fromNow, callOf, senderOf, type OutboxContext } from './outbox-context';
import { recordAnswer } from './record-answer';
import { TokenBucket } from '../work/token-bucket';

export interface DispatcherOptions extends OutboxContext {
  channels: Channels;
  /** Faxes on the line at once. */
  channelCount: number;
  onIdle: () => void;
}

/** Longer than any request may take: a job that is still `sending` then has lost its process. */
const OVERDUE_MS = 5 * 60_000;
const STORE_RETRY_MS = 5_000;
const UNSURE_MS = 1_000;
const PAGE = 200;
const LONGEST_PAGE = 20_000;

/**
 * Sends what is due, in order, as channels, numbers and the provider allow. Of each kind only one request waits for its
 * answer at a time: so an outage costs no more than that one, and what is sent arrives in order.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #bucket: TokenBucket;
  readonly #calls = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.clock);
  }

  /** Ends when every request under way has been answered and written down. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0) await Promise.all(this.#calls);
  }

  /** Starts what can start now; returns after how many ms to look again (undefined: only when woken). */
  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock, underWay } = this.#options;
    const now = clock.now();
    for (let limit = PAGE; ; limit *= 10) {
      const due = await store.jobs.due({ scope, state: 'queued', now, limit });
      const passed = new Passed();
      for (const head of due) {
        if (signal.aborted) return undefined;
        if (head.giveUpAt <= now) await this.#giveUp(head);
        else if (passed.isBefore(head)) continue;
        else if (await this.#mayStartNow(head, signal)) await this.#start(head);
        else passed.add(head, this.#hasRoomFor(head.kind) && this.#bucket.waitMs === 0);
      }
      const all = due.length < limit;
      // A long backlog for one number must not hide what can go out behind it.
      if (all || limit >= LONGEST_PAGE || !this.#hasRoom()) {
        const next = await store.jobs.nextDue(scope, ['queued']);
        return this.#pause({ now, due, ahead: [next, underWay.nextQuiet(now)] });
      }
    }
  }

  #hasRoom(): boolean {
    return this.#hasRoomFor('fax') || this.#hasRoomFor('sms');
  }

  #hasRoomFor(kind: JobHead['kind']): boolean {
    const { standing, channels, clock, underWay, channelCount } = this.#options;
    // What has been over for days must not go out before we know that it is.
    if (!clock.isSure) return false;
    if (!senderOf(this.#options, kind) || standing.sendWaitMs(kind) > 0 || channels.waitMs(kind) > 0) return false;
    if (standing.isProbing(kind)) return this.#calls.size === 0 && underWay.sending() === 0;
    return underWay.sending(kind) === 0 && (kind === 'sms' || underWay.count(kind) < channelCount);
  }

  #mayStart({ id, kind, to }: JobHead): boolean {
    return this.#hasRoomFor(kind) && !this.#options.underWay.isTaken(kind, to) && callUnderWay(id) === undefined;
  }

  async #mayStartNow(head: JobHead, signal: AbortSignal): Promise<boolean> {
    if (!this.#mayStart(head)) return false;
    if (this.#options.standing.needsProof && !(await this.#prove(signal))) return false;
    return !signal.aborted && this.#mayStart(head) && this.#bucket.take();
  }

  /** What may not be repeated goes out only after something that may has got through. */
  async #prove(signal: AbortSignal): Promise<boolean> {
    const { provider, standing } = this.#options;
    try {
      await provider.ping(signal);
    } catch (error) {
      if (signal.aborted || standing.unproven(error)) return false;
    }
    standing.proven();
    return true;
  }

  /**
   * When something that waits could go; events that free a channel or a number wake us. `now` is that of the search: what
   * has fallen due since then was not found by it.
   */
  #pause(found: { now: number; due: JobHead[]; ahead: (number | undefined)[] }): number | undefined {
    const { standing, channels, clock } = this.#options;
    const { now, due, ahead } = found;
    if (!clock.isSure) return UNSURE_MS;
    // What shut has opened since it was looked at.
    if (this.#bucket.waitMs === 0 && this.#hasRoom() && due.some((head) => this.#mayStart(head))) return 0;
    const times = [...due.map(({ giveUpAt }) => giveUpAt), ...ahead].filter((time) => time !== undefined);
    const kinds = [...new Set(due.map(({ kind }) => kind))];
    const waits = [
      ...times.filter((time) => time > now).map((time) => Math.max(time - clock.now(), 0) + 1),
      ...kinds.map((kind) => Math.max(standing.sendWaitMs(kind), channels.waitMs(kind))).filter((ms) => ms > 0),
      ...(due.length > 0 && this.#bucket.waitMs > 0 ? [clock.scaled(this.#bucket.waitMs)] : []),
    ];
    const first = Math.min(...waits);
    return Number.isFinite(first) ? first : undefined;
  }

  /** Written before the request goes out; one that cannot be written does not go out. */
  async #start({ id }: JobHead): Promise<void> {
    const { jobs, clock } = this.#options;
    const begin = (job: Job): steps.Step | undefined => {
      // Its time may have run out while the provider was asked something harmless, which also tells the time.
      const mayBegin = job.state === 'queued' && job.giveUpAt > clock.now();
      return mayBegin ? steps.begin(job, clock.now(), fromNow(this.#options, OVERDUE_MS)) : undefined;
    };
    const job = await jobs.update(id, begin);
    if (job === undefined) return;
    const call = this.#call(job);
    keepUnderWay(id, call);
    this.#calls.add(call);
    void call.finally(() => {
      this.#calls.delete(call);
      this.#options.onIdle();
    });
  }

  /** Never rejects. Not stopped by a deploy: a request that is cut off leaves nobody knowing. */
  async #call(job: Job): Promise<void> {
    const { standing } = this.#options;
    const { episode } = standing;
    const result = await this.#believable(await this.#send(job));
    const { kind } = job.order;
    standing.sent(result, { kind, episode });
    this.#noteChannels(result, kind);
    if (result.outcome === 'not-now' && result.retryAfterMs !== undefined) {
      await keepAskedPause(this.#options, standing.askedUntil).catch(() => undefined);
    }
    for (;;) {
      try {
        await recordAnswer(this.#options, job, result);
        return;
      } catch {
        // The provider has answered and the store does not take it: until it does, or the process ends.
        await new Promise<void>((resolve) => this.#options.clock.after(STORE_RETRY_MS, resolve));
      }
    }
  }

  async #send(job: Job): Promise<SendResult> {
    try {
      return (await callOf(this.#options, job)?.send(new AbortController().signal)) ?? { outcome: 'unknown' };
    } catch (error) {
      this.#options.log.error(`outbox: unexpected error (${error instanceof Error ? error.name : 'unknown'})`);
      return { outcome: 'unknown' };
    }
  }

  /** A gateway in front of a service that is away refuses everything, too: then nobody has judged the job. */
  async #believable(result: SendResult): Promise<SendResult> {
    if (result.outcome !== 'refused' || !result.isBare) return result;
    try {
      await this.#options.provider.ping(new AbortController().signal);
      return result;
    } catch (error) {
      const met = sendFailure(error);
      if (met.outcome === 'refused') return result;
      return met.outcome === 'unknown' ? { outcome: 'not-now', reason: 'down' } : met;
    }
  }

  #noteChannels(result: SendResult, kind: JobHead['kind']): void {
    const { channels } = this.#options;
    if (result.outcome === 'not-now' && result.reason === 'busy') channels.none();
    if (kind === 'fax' && (result.outcome === 'accepted' || result.outcome === 'refused')) channels.found();
  }

  async #giveUp({ id }: JobHead): Promise<void> {
    const { store, jobs, clock } = this.#options;
    const closing = await closingOf(this.#options, await store.jobs.get(id));
    await jobs.update(id, (job) => (job.state === 'queued' ? giveUpOrWait(job, closing, clock) : undefined));
  }
}

/** Jobs that could not go: what came later must not overtake them, when there is room again in the middle of a search. */
class Passed {
  readonly #kinds = new Set<JobHead['kind']>();
  readonly #numbers = new Set<string>();

  /** `hasRoom`: only its own number kept it back, so that jobs for other numbers may go. */
  add({ kind, to }: JobHead, hasRoom: boolean): void {
    if (hasRoom) this.#numbers.add(`${kind} ${to}`);
    else this.#kinds.add(kind);
  }

  isBefore({ kind, to }: JobHead): boolean {
    return this.#kinds.has(kind) || this.#numbers.has(`${kind} ${to}`);
  }
}
