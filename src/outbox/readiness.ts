import { codeOrName } from '../domain/code-of';
import { StoreError } from '../domain/errors';
import { Once } from '../work/once';
import { createWorker, type Worker } from '../work/worker';
import { adopt } from './adopt';
import { keptPause } from './asked-pause';
import type { EventInbox } from './early-statuses';
import { recover } from './recover';
import { forgetJob, type SubmitContext } from './submit';

export interface ReadinessContext extends SubmitContext {
  inbox: Pick<EventInbox, 'changed'>;
  wake: () => void;
}

type Step = (signal: AbortSignal) => Promise<number | undefined>;

const STORE_RETRY_MS = 5_000;

/**
 * What an outbox does before anything else: once on every instance, and on the holder each time it becomes the holder.
 */
export class Readiness {
  readonly #context: ReadinessContext;
  readonly #prepared = new Once(() => this.#prepare());
  readonly #recovered = new Once(() => this.#recover());
  #mayHoldJobs = false;

  constructor(context: ReadinessContext) {
    this.#context = context;
  }

  /** False: there never was a job in this scope, so no status can belong to one. */
  get mayHoldJobs(): boolean {
    return this.#mayHoldJobs;
  }

  noteJobs(): void {
    this.#mayHoldJobs = true;
  }

  /** To be awaited before any other work: jobs that an earlier process was sending must not be sent once more. */
  async reached(): Promise<void> {
    await this.#prepared.do();
    if (this.#context.holding.isHeld) await this.#recovered.do();
  }

  /** Another instance is the holder: it keeps track of what is under way. */
  holderLost(): void {
    this.#recovered.undo();
    this.#context.underWay.clear();
  }

  /** Takes over jobs that were submitted before the account was known. */
  async adopt(): Promise<void> {
    const { scope, keptIn, inbox } = this.#context;
    if (keptIn === undefined || keptIn === scope) return;
    const isMoved = await adopt(this.#context, keptIn, (gone) => forgetJob(this.#context, gone));
    if (isMoved) inbox.changed();
  }

  /** A worker whose steps wait for `reached`. */
  worker(step: Step): Worker {
    const { clock, log } = this.#context;
    return createWorker({
      clock,
      step: async (signal) => {
        await this.reached();
        return step(signal);
      },
      onError: (error) => {
        if (!(error instanceof StoreError)) log.error(`outbox: unexpected error (${codeOrName(error)})`);
        return STORE_RETRY_MS;
      },
    });
  }

  /** The same, and only the holder makes its steps. */
  holdersWorker(step: Step): Worker {
    return this.worker((signal) => (this.#context.holding.isHeld ? step(signal) : Promise.resolve(undefined)));
  }

  async #prepare(): Promise<void> {
    await this.adopt();
    this.#mayHoldJobs ||= this.#context.store.sharing.isShared || (await this.#countsJobs());
  }

  async #countsJobs(): Promise<boolean> {
    const counts = await this.#context.store.jobs.counts(this.#context.scope);
    return Object.values(counts).some((count) => count > 0);
  }

  async #recover(): Promise<void> {
    const { clock, standing } = this.#context;
    const left = (await keptPause(this.#context)) - clock.now();
    if (left > 0) standing.askedPause(left);
    await recover(this.#context, (id) => void this.#reload(id));
  }

  /** A request made by the connection before a deploy has ended: its job has changed. */
  async #reload(id: string): Promise<void> {
    const { store, underWay, wake } = this.#context;
    const job = await store.jobs.get(id).catch(() => undefined);
    if (job) underWay.note(job);
    wake();
  }
}
