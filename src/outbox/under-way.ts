import type { Clock } from '../domain/clock';
import { isFaxJob, type Job, type Order } from '../domain/job';
import { mayBeSameNumber } from '../domain/numbers/same-number';

/**
 * The quiet window: how long it may take until a provider shows a job that it accepted without answering
 * (docs/faxes.md#verdicts-that-prove-nothing).
 */
const QUIET_MS: Record<Order['kind'], number> = { fax: 15 * 60_000, sms: 2 * 60_000 };

/** The jobs under way, and the numbers and channels that they take. Complete only at the holder of the account. */
export class UnderWay {
  readonly #clock: Clock;
  /** Jobs that may take a channel or a number; an accepted SMS takes neither. */
  readonly #jobs = new Map<string, Job>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(job: Job): void {
    const { id, state } = job;
    this.#jobs.delete(id);
    if (state === 'queued' || state === 'finished' || (!isFaxJob(job) && state === 'accepted')) return;
    // Without its messages, which may be large.
    this.#jobs.set(id, { ...job, messages: [] });
  }

  /** Another instance has the account. */
  clear(): void {
    this.#jobs.clear();
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** Ids of the jobs that take a number or a channel now. */
  taking(): string[] {
    return this.#all()
      .filter((job) => job.state !== 'unknown' || !this.#isQuiet(job))
      .map(({ id }) => id);
  }

  /** Number of faxes on the line, or of SMS whose request has not been answered yet. */
  count(kind: Order['kind']): number {
    return this.#of(kind).filter(({ state }) => state !== 'unknown').length;
  }

  /** Number of requests that wait for the provider's answer, of one kind or of both. */
  sending(kind?: Order['kind']): number {
    const sending = this.#all().filter(({ state }) => state === 'sending');
    return sending.filter(({ order }) => kind === undefined || order.kind === kind).length;
  }

  /**
   * True if nothing may be sent to this number now: a second call at once would find it busy because of the first, and
   * while a job to it may have been sent unnoticed, the next call might send it twice.
   */
  isTaken(kind: Order['kind'], to: string): boolean {
    return this.#of(kind).some(
      (job) => (job.state !== 'unknown' || !this.#isQuiet(job)) && mayBeSameNumber(job.order.to, to),
    );
  }

  /** When the next quiet window after `now` ends and frees its number, in steady ms; undefined = there is none. */
  nextQuiet(now: number): number | undefined {
    const ends = this.#all()
      .filter(({ state }) => state === 'unknown')
      .map((job) => quietAt(this.#clock, toCall(job)))
      .filter((end) => end > now);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** True if a job may still lack its provider id, so that a status with an unknown id may belong to it. */
  get awaitsAnswer(): boolean {
    return this.#all().some((job) => job.state === 'sending' || (job.state === 'unknown' && !this.#isQuiet(job)));
  }

  #isQuiet(job: Job): boolean {
    return isQuiet(this.#clock, toCall(job));
  }

  #of(kind: Order['kind']): Job[] {
    return this.#all().filter(({ order }) => order.kind === kind);
  }

  #all(): Job[] {
    return [...this.#jobs.values()];
  }
}

interface Call {
  kind: Order['kind'];
  callAt?: number;
}

/** True if the quiet window is over. */
export function isQuiet(clock: Pick<Clock, 'now' | 'scaled'>, call: Call): boolean {
  return quietAt(clock, call) <= clock.now();
}

function quietAt(clock: Pick<Clock, 'scaled'>, { kind, callAt = 0 }: Call): number {
  return callAt + clock.scaled(QUIET_MS[kind]);
}

function toCall({ order, callAt = 0 }: Job): Call {
  return { kind: order.kind, callAt };
}
