import type { Job } from '../domain/job';
import type { SendResult } from '../providers/provider';
import type { JobHead } from '../store/job-store';
import { keepAskedPause } from './asked-pause';
import { callUnderWay, keepUnderWay } from './calls-under-way';
import type { Gate } from './gate';
import * as steps from './job-steps';
import { closingOf, fromNow, line, senderOf, type OutboxContext } from './outbox-context';
import { settle } from './settle';
import { TokenBucket } from './token-bucket';

export interface DispatcherOptions extends OutboxContext {
  gate: Gate;
  /** Faxes on the line at once. */
  channels: number;
  onIdle: () => void;
}

/** SMS that wait for the provider's answer at once; those to one number always go one after the other. */
const SMS_AT_ONCE = 4;
/** Longer than any request may take: a job that is still `sending` then has lost its process. */
const OVERDUE_MS = 5 * 60_000;
const STORE_RETRY_MS = 5_000;
const PAGE = 200;
const LONGEST_PAGE = 20_000;

/** Sends what is due, in order, as many at once as channels, numbers and the provider allow. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #bucket: TokenBucket;
  readonly #calls = new Set<Promise<void>>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.clock);
  }

  /** Ends when every request under way has been answered and written down. */
  async settled(): Promise<void> {
    while (this.#calls.size > 0) await Promise.all(this.#calls);
  }

  /** Starts what can start now; returns after how many ms to look again (undefined: only when woken). */
  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock, lines } = this.#options;
    const now = clock.now();
    for (let limit = PAGE; ; limit *= 10) {
      const due = await store.jobs.due({ scope, state: 'queued', now, limit });
      for (const head of due) {
        if (signal.aborted) return undefined;
        if (head.giveUpAt <= now) await this.#giveUp(head);
        else if (this.#mayStart(head) && this.#bucket.take()) await this.#start(head);
      }
      const all = due.length < limit;
      // A long backlog for one number must not hide what can go out behind it.
      if (all || limit >= LONGEST_PAGE || !this.#hasRoom()) {
        const next = await store.jobs.nextDue(scope, ['queued']);
        return this.#pause({ now, due, ahead: [next, lines.nextQuiet(now)] });
      }
    }
  }

  #hasRoom(): boolean {
    return this.#hasRoomFor('fax') || this.#hasRoomFor('sms');
  }

  #hasRoomFor(kind: JobHead['kind']): boolean {
    const { gate, lines, channels, clock } = this.#options;
    if (!senderOf(this.#options, kind) || gate.opensAt(kind) > clock.now()) return false;
    if (gate.isProbing(kind)) return this.#calls.size === 0;
    return lines.count(kind) < (kind === 'fax' ? channels : SMS_AT_ONCE);
  }

  #mayStart({ id, kind, to }: JobHead): boolean {
    return this.#hasRoomFor(kind) && !this.#options.lines.isTaken(kind, to) && callUnderWay(id) === undefined;
  }

  /**
   * When something that waits could go; events that free a channel or a number wake us. `now` is that of the search: what
   * has fallen due since then was not found by it.
   */
  #pause(found: { now: number; due: JobHead[]; ahead: (number | undefined)[] }): number | undefined {
    const { gate, clock } = this.#options;
    const { now, due, ahead } = found;
    const times = due.flatMap(({ kind, giveUpAt }) => [gate.opensAt(kind), giveUpAt]);
    const coming = [...times, ...ahead].filter((time) => time !== undefined).filter((time) => time > now);
    const waits = coming.length === 0 ? undefined : Math.max(Math.min(...coming) - clock.now(), 0) + 1;
    if (due.length === 0 || this.#bucket.waitMs === 0) return waits;
    return Math.min(waits ?? Infinity, clock.scaled(this.#bucket.waitMs));
  }

  /** Written before the request goes out; one that cannot be written does not go out. */
  async #start({ id }: JobHead): Promise<void> {
    const { jobs, clock } = this.#options;
    const begin = (job: Job): steps.Step | undefined =>
      job.state === 'queued' ? steps.begin(job, clock.now(), fromNow(this.#options, OVERDUE_MS)) : undefined;
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
    const { gate } = this.#options;
    const result = await this.#send(job);
    gate.note(result, job.order.kind);
    if (result.outcome === 'not-now' && result.retryAfterMs !== undefined) {
      await keepAskedPause(this.#options, gate.askedUntil).catch(() => undefined);
    }
    for (;;) {
      try {
        await settle(this.#options, job, result);
        return;
      } catch {
        // The provider has answered and the store does not take it: until it does, or the process ends.
        await new Promise<void>((resolve) => this.#options.clock.after(STORE_RETRY_MS, resolve));
      }
    }
  }

  async #send(job: Job): Promise<SendResult> {
    try {
      return (await line(this.#options, job)?.send(new AbortController().signal)) ?? { outcome: 'unknown' };
    } catch (error) {
      this.#options.log.error(`outbox: unexpected error (${error instanceof Error ? error.name : 'unknown'})`);
      return { outcome: 'unknown' };
    }
  }

  async #giveUp({ id }: JobHead): Promise<void> {
    const { store, jobs } = this.#options;
    const closing = await closingOf(this.#options, await store.jobs.get(id));
    await jobs.update(id, (job) => (job.state === 'queued' ? steps.giveUp(job, closing) : undefined));
  }
}
