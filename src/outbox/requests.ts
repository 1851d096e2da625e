import { fromNow } from '../domain/clock';
import { codeOrName } from '../domain/code-of';
import { StoreError } from '../domain/errors';
import type { Job, Order } from '../domain/job';
import type { SendResult } from '../domain/send-result';
import { sendFailure } from '../providers/http/send-failure';
import { aliveSince } from '../store/sharing';
import { keepAskedPause } from './asked-pause';
import type { Channels } from './channels';
import * as steps from './job-steps';
import type { OutboxContext } from './outbox-context';
import { callOf, serviceOf } from './outgoing-call';
import { recordAnswer } from './record-answer';
import { isAwaitedElsewhere, keepRequest } from './own-requests';

export interface RequestsContext extends OutboxContext {
  channels: Channels;
  /** Called when a request has ended and its result is stored. */
  onAnswered: () => void;
}

/** Longer than any request may take: if a job is still `sending` then, its process has ended. */
const OVERDUE_MS = 5 * 60_000;
const STORE_RETRY_MS = 5_000;
/**
 * The result of a request that was never made: other instances may have taken this one for gone while the request was
 * being stored, so that the job may be theirs by now; or its document could not be read from the store.
 */
const NEVER_LEFT: SendResult = { outcome: 'not-now', reason: 'down' };

/** Makes the requests to send. Each is stored before it is made, and so is its result. */
export class Requests {
  readonly #context: RequestsContext;
  readonly #open = new Set<Promise<void>>();

  constructor(context: RequestsContext) {
    this.#context = context;
  }

  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Resolves when every request under way has ended and its result is stored. */
  async idle(): Promise<void> {
    while (this.areOpen) await Promise.all(this.#open);
  }

  /** Stores the request and makes it. A request that cannot be stored is not made. */
  async start(id: string): Promise<void> {
    const { sharing } = this.#context.store;
    const ended = keepRequest(sharing, id);
    if (ended === undefined) return;
    const isStillOurs = aliveSince(sharing);
    /** The versions of the job that were to be stored; of several only the last one can have been. */
    const begun: Job[] = [];
    try {
      const job = await this.#begin(id, begun);
      if (job === undefined) ended();
      else this.#keep(isStillOurs() ? this.#request(job) : this.#record(job, NEVER_LEFT), ended);
    } catch (error) {
      // The job may be stored as `sending` all the same, though no request was made: that is recorded as the result.
      const [job] = begun.slice(-1);
      if (job === undefined) ended();
      else this.#keep(this.#record(job, NEVER_LEFT), ended);
      throw error;
    }
  }

  #keep(request: Promise<void>, ended: () => void): void {
    this.#open.add(request);
    void request.finally(() => {
      ended();
      this.#open.delete(request);
      this.#context.onAnswered();
    });
  }

  #begin(id: string, begun: Job[]): Promise<Job | undefined> {
    const { jobs, clock, store } = this.#context;
    const { sharing } = store;
    return jobs.update(id, (now) => {
      // The harmless request before this one may have corrected our time, so that the job's time is over now.
      const mayBegin = now.state === 'queued' && now.giveUpAt > clock.now() && !isAwaitedElsewhere(this.#context, now);
      if (!mayBegin) return undefined;
      const step = steps.begin(now, {
        now: clock.now(),
        overdueAt: fromNow(clock, OVERDUE_MS),
        sender: sharing.process,
      });
      begun.push(step.job);
      return step;
    });
  }

  /** Never rejects. A deploy does not cut it off, because then it would be unknown whether the job was sent. */
  async #request(job: Job): Promise<void> {
    const { standing } = this.#context;
    const { episode } = standing;
    const sent = await this.#send(job);
    if (sent === NEVER_LEFT) {
      // It says nothing about the provider; the pause gives the store time.
      await this.#pause();
      return this.#record(job, sent);
    }
    const { kind } = job.order;
    const result = await this.#believable(sent, kind);
    standing.sent(result, { kind, episode });
    this.#noteChannels(result, kind);
    if (result.outcome === 'not-now' && result.retryAfterMs !== undefined) {
      await keepAskedPause(this.#context, standing.askedUntil).catch(() => undefined);
    }
    await this.#record(job, result);
  }

  /** Never rejects. */
  async #record(job: Job, result: SendResult): Promise<void> {
    for (;;) {
      try {
        await recordAnswer(this.#context, job, result);
        return;
      } catch {
        // The provider's answer must not be lost: tried until the store takes it, or the process ends.
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.#context.clock.after(STORE_RETRY_MS, resolve));
  }

  async #send(job: Job): Promise<SendResult> {
    try {
      return (await callOf(this.#context, job)?.send(new AbortController().signal)) ?? { outcome: 'unknown' };
    } catch (error) {
      if (error instanceof StoreError) return NEVER_LEFT;
      this.#context.log.error(`outbox: unexpected error (${codeOrName(error)})`);
      return { outcome: 'unknown' };
    }
  }

  /**
   * A gateway whose service is down refuses everything: a refusal without details is believed only if a ping succeeds.
   */
  async #believable(result: SendResult, kind: Order['kind']): Promise<SendResult> {
    if (result.outcome !== 'refused' || !result.isBare) return result;
    const { provider } = this.#context;
    const { signal } = new AbortController();
    try {
      await (serviceOf(provider, kind)?.confirm?.(signal) ?? provider.ping(signal));
      return result;
    } catch (error) {
      const met = sendFailure(error);
      if (met.outcome === 'refused') return result;
      return met.outcome === 'unknown' ? { outcome: 'not-now', reason: 'down' } : met;
    }
  }

  #noteChannels(result: SendResult, kind: Order['kind']): void {
    const { channels } = this.#context;
    if (result.outcome === 'not-now' && result.reason === 'busy') channels.none();
    if (kind === 'fax' && (result.outcome === 'accepted' || result.outcome === 'refused')) channels.found();
  }
}
