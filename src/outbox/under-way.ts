import type { Clock } from '../domain/clock';
import { isFaxJob, type Job, type Order } from '../domain/job';
import { mayBeSameNumber } from '../domain/numbers/same-number';

/**
 * How long a provider may take until what it accepted without answering shows
 * (docs/faxes.md#verdicts-that-prove-nothing).
 */
const QUIET_MS: Record<Order['kind'], number> = { fax: 15 * 60_000, sms: 2 * 60_000 };

/** What is under way now: which numbers and channels are taken. Only the holder of the account knows. */
export class UnderWay {
  /** Jobs that take a channel or a number; an accepted SMS takes neither. */
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly clock: Clock) {}

  note(job: Job): void {
    const { id, state } = job;
    this.#jobs.delete(id);
    if (state === 'queued' || state === 'finished' || (!isFaxJob(job) && state === 'accepted')) return;
    // Its messages may be large.
    this.#jobs.set(id, { ...job, messages: [] });
  }

  /** Another instance has the account. */
  clear(): void {
    this.#jobs.clear();
  }

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** Whose change by others may free a number or a channel. */
  taking(): string[] {
    return this.#all()
      .filter((job) => job.state !== 'unknown' || !this.#isQuiet(job))
      .map(({ id }) => id);
  }

  /** Faxes on the line, or SMS that the provider has not answered for yet. */
  count(kind: Order['kind']): number {
    return this.#of(kind).filter(({ state }) => state !== 'unknown').length;
  }

  /** Requests that wait for the provider's answer, of one kind or of both. */
  sending(kind?: Order['kind']): number {
    const sending = this.#all().filter(({ state }) => state === 'sending');
    return sending.filter(({ order }) => kind === undefined || order.kind === kind).length;
  }

  /**
   * Calling a number twice at once makes it busy by ourselves; and while a call to it may have got through unnoticed,
   * the next one would perhaps send it twice.
   */
  isTaken(kind: Order['kind'], to: string): boolean {
    return this.#of(kind).some(
      (job) => (job.state !== 'unknown' || !this.#isQuiet(job)) && mayBeSameNumber(job.order.to, to),
    );
  }

  /** When the first number that is only kept quiet comes free after `now`; undefined = none does. */
  nextQuiet(now: number): number | undefined {
    const ends = this.#all()
      .filter(({ state }) => state === 'unknown')
      .map((job) => quietAt(this.clock, toCall(job)))
      .filter((end) => end > now);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  /** A status of an unknown provider id may belong to a job whose provider id we do not know yet. */
  get awaitsAnswer(): boolean {
    return this.#all().some((job) => job.state === 'sending' || (job.state === 'unknown' && !this.#isQuiet(job)));
  }

  #isQuiet(job: Job): boolean {
    return isQuiet(this.clock, toCall(job));
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

/** Has what the provider took without answering had time to show? */
export function isQuiet(clock: Pick<Clock, 'now' | 'scaled'>, call: Call): boolean {
  return quietAt(clock, call) <= clock.now();
}

function quietAt(clock: Pick<Clock, 'scaled'>, { kind, callAt = 0 }: Call): number {
  return callAt + clock.scaled(QUIET_MS[kind]);
}

function toCall({ order, callAt = 0 }: Job): Call {
  return { kind: order.kind, callAt };
}
