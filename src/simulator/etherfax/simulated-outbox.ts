import { randomUUID } from 'node:crypto';
import type { Clock } from '../../domain/clock';
import type { ChosenOutcome } from '../chosen-outcome';
import { pause } from '../../work/pause';
import { FAX_RESULT, FAX_STATE } from './fax-results';
import type { SendForm } from './send-form';
import { fateOf, stepsOf, type CallPlan } from './special-numbers';

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
  /** Calls at once. */
  ports: number;
  outcome: ChosenOutcome;
  signal: AbortSignal;
  /** After each step of a call. Must not throw. */
  onStatus: (job: OutboxJob, deliver: CallPlan['deliver']) => void;
}

export type Submitted = { job: OutboxJob } | { result: number } | 'no-credit';

/** The sent faxes of the account and the calls now on the line. */
export class SimulatedOutbox {
  private readonly all = new Map<string, OutboxJob>();

  constructor(private readonly options: OutboxOptions) {}

  /** A call begins at once or not at all: nothing is ever queued. */
  submit(form: SendForm, document: Buffer): Submitted {
    if (this.availableChannels() <= 0) return { result: FAX_RESULT.NoChannelsAvailable };
    const earlierCalls = this.jobs().filter(({ dialNumber }) => dialNumber === form.dialNumber).length;
    const fate = fateOf(this.options.outcome.standInFor(form.dialNumber), {
      totalPages: form.totalPages,
      earlierCalls,
    });
    if (fate === 'no-credit' || 'result' in fate) return fate;
    const job = createJob(form, document);
    this.all.set(job.jobId, job);
    // Only a listener that throws can end a call like this.
    this.run(job, fate.call).catch(() => Object.assign(job, { result: FAX_RESULT.Error }));
    return { job };
  }

  find(jobId: string): OutboxJob | undefined {
    return this.all.get(jobId);
  }

  jobs(): OutboxJob[] {
    return [...this.all.values()];
  }

  pendingFaxes(): number {
    return this.jobs().filter(({ result }) => result === FAX_RESULT.InProgress).length;
  }

  availableChannels(): number {
    return this.options.ports - this.pendingFaxes();
  }

  private async run(job: OutboxJob, plan: CallPlan): Promise<void> {
    const { clock, stepMs, signal, onStatus } = this.options;
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
    // A verdict that overtakes the steps before it is what `reordered` is for; held back itself, it would be lost.
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
