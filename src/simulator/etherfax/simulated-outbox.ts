import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock';
import type { ChosenOutcome } from '../chosen-outcome';
import { pause } from '../../work/pause';
import { FAX_RESULT, FAX_STATE } from './fax-results';
import type { SendForm } from './send-form';
import { planFor, stepsOf, type CallPlan } from './special-numbers';

export interface OutboxJob {
  readonly jobId: string;
  readonly dialNumber: string;
  readonly document: Buffer;
  readonly totalPages: number;
  readonly tag: string;
  readonly localId: string;
  readonly callerId: string;
  result: number;
  state: number;
  pagesDelivered: number;
  /** ms since the epoch. */
  completedAt?: number;
}

export interface OutboxOptions {
  clock: Clock;
  /** How long each state of a call lasts. */
  stepMs: number;
  /** How many calls can run at once. */
  ports: number;
  outcome: ChosenOutcome;
  signal: AbortSignal;
  /** Called after each step of a call. Must not throw. */
  onStatus: (job: OutboxJob, deliver: CallPlan['deliver']) => void;
}

export type Submitted = { job: OutboxJob } | { result: number } | 'no-credit';

/** The account's sent faxes and running calls. */
export class SimulatedOutbox {
  readonly #options: OutboxOptions;
  readonly #all = new Map<string, OutboxJob>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Begins a call at once or refuses; nothing is ever queued. */
  submit(form: SendForm, document: Buffer): Submitted {
    if (this.availableChannels() <= 0) return { result: FAX_RESULT.NoChannelsAvailable };
    const earlierCalls = this.jobs().filter(({ dialNumber }) => dialNumber === form.dialNumber).length;
    const plan = planFor(this.#options.outcome.standInFor(form.dialNumber), {
      totalPages: form.totalPages,
      earlierCalls,
    });
    if (plan === 'no-credit' || 'result' in plan) return plan;
    const job = createJob(form, document);
    this.#all.set(job.jobId, job);
    // `run` rejects only if a listener throws.
    this.#run(job, plan.call).catch(() => Object.assign(job, { result: FAX_RESULT.Error }));
    return { job };
  }

  find(jobId: string): OutboxJob | undefined {
    return this.#all.get(jobId);
  }

  jobs(): OutboxJob[] {
    return [...this.#all.values()];
  }

  pendingFaxes(): number {
    return this.jobs().filter(({ result }) => result === FAX_RESULT.InProgress).length;
  }

  availableChannels(): number {
    return this.#options.ports - this.pendingFaxes();
  }

  async #run(job: OutboxJob, plan: CallPlan): Promise<void> {
    const { clock, stepMs, signal, onStatus } = this.#options;
    for (const { state, pages } of stepsOf(plan)) {
      await pause(clock, stepMs, signal);
      if (signal.aborted) return;
      Object.assign(job, { state, pagesDelivered: pages });
      onStatus(job, plan.deliver);
    }
    if (plan.result === 'never') return;
    await pause(clock, stepMs, signal);
    if (signal.aborted) return;
    Object.assign(job, { state: FAX_STATE.Idle, result: plan.result, completedAt: clock.now() });
    // With `reordered` the earlier steps are held back, not the result: no event would follow that releases it.
    onStatus(job, plan.deliver === 'reordered' ? 'push' : plan.deliver);
  }
}

function createJob(form: SendForm, document: Buffer): OutboxJob {
  const { dialNumber, totalPages, tag, localId, callerId } = form;
  return {
    jobId: randomUUID(),
    dialNumber,
    document,
    totalPages,
    tag,
    localId,
    callerId,
    result: FAX_RESULT.InProgress,
    state: FAX_STATE.Initializing,
    pagesDelivered: 0,
  };
}
