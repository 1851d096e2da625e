import { StoreError } from '../../domain/errors';
import type { Step } from '../rows';
import { Batches, type Caller } from '../steps/batches';
import { takeStep, takeStepNow } from '../steps/take-step';
import { Draft, View } from '../steps/view';
import { BatchReader, Contradiction } from './batch-reader';
import { failureOf, FailureError, hasMoved, isRefused } from './failure';
import type { Orders } from './orders';
import type { Queries } from './queries';
import { Suppositions } from './suppositions';

interface Waiting extends Caller {
  reads: readonly string[];
  /** Runs the step; resolves with the function that tells the caller once the batch is durable. */
  run: (view: View) => Promise<() => void>;
  /** The same without reading anything; undefined: the step has to read. */
  runNow: (view: View) => (() => void) | undefined;
}

interface Built {
  reader: BatchReader;
  draft: Draft;
  supposed: ReadonlySet<string>;
  /** For each step the function that tells its caller. */
  tell: (() => void)[];
  /** Whether a step found a contradiction in what it read. */
  contradicts: boolean;
}

export interface WriterParts {
  queries: Queries;
  orders: Orders;
  /** Writes a batch. If the answer is lost, finds out whether it was committed. Rejects if it was not written. */
  commit: (built: Pick<Built, 'reader' | 'draft'>) => Promise<void>;
  /** Called when nothing can be written any more. */
  onFailure: (error: unknown) => void;
}

/** Each failed try means that another process has succeeded, so the processes together always make progress. */
const MAX_TRIES = 100;

/**
 * The writer of one process. The steps of a batch share round trips and one commit. Nothing is locked while they run:
 * the commit fails if something they read has changed, and then all of them are run again.
 */
export class PostgresWriter {
  readonly #parts: WriterParts;
  readonly #batches = new Batches<Waiting>((batch) => this.#write(batch));
  readonly #suppositions = new Suppositions();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  change<T>(reads: readonly string[], step: Step<T>): Promise<T> {
    return this.#batches.add<T>((resolve, reject) => ({
      reads,
      async run(view) {
        const result = await takeStep(view, step);
        return () => resolve(result);
      },
      runNow(view) {
        const taken = takeStepNow(view, step);
        return taken && (() => resolve(taken.result));
      },
      reject,
    }));
  }

  /** Takes no more steps and resolves when those under way are settled. */
  finish(reason: StoreError): Promise<void> {
    return this.#batches.finish(reason);
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.#writeOrThrow(batch);
    } catch (cause) {
      // One caller's value must not fail the other callers.
      if (isRefused(cause) && batch.length > 1) {
        for (const waiting of batch) await this.#write([waiting]);
        return;
      }
      const error = cause instanceof StoreError ? cause : storeErrorOf(cause);
      for (const { reject } of batch) reject(error);
      if (!isRefused(cause)) this.#fail(error, cause);
    }
  }

  async #writeOrThrow(batch: readonly Waiting[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const built = (tries === 1 ? this.#buildNow(batch) : undefined) ?? (await this.#build(batch));
      // The steps may have read at different moments; reading again shows whether the contradiction is real.
      if (built.contradicts && tries < 3) continue;
      try {
        if (built.draft.changes.size > 0 || built.reader.rounds > 1) await this.#parts.commit(built);
        for (const key of built.supposed) this.#suppositions.wasRight(key);
        for (const tell of built.tell) tell();
        if (built.contradicts) this.#fail(DAMAGED, new FailureError(CONTRADICTION));
        return;
      } catch (error) {
        if (!hasMoved(error) || tries >= MAX_TRIES) throw error;
        await this.#learn(built);
      }
    }
  }

  /**
   * Builds the batch on the assumption that all keys named by the steps
   * are missing; undefined if a step does more than add them.
   */
  #buildNow(batch: readonly Waiting[]): Built | undefined {
    const keys = batch.flatMap(({ reads }) => reads);
    if (batch.some(({ reads }) => reads.length === 0)) return undefined;
    if (!keys.every((key) => this.#suppositions.maySuppose(key))) return undefined;
    const built = this.#begin();
    const supposed = new Set<string>();
    for (const { reads, runNow } of batch) {
      const known = built.draft.changes;
      const missing = reads.filter((key) => !known.has(key));
      built.reader.suppose(missing);
      const view = new View(built.draft, built.reader.values, built.reader, built.reader);
      const tell = runNow(view);
      if (tell === undefined || (missing.length > 0 && !missing.some((key) => view.adds(key)))) return undefined;
      for (const key of missing) supposed.add(key);
      view.keep();
      built.tell.push(tell);
    }
    return { ...built, supposed };
  }

  async #build(batch: readonly Waiting[]): Promise<Built> {
    const built = this.#begin();
    const { reader, draft, tell } = built;
    await reader.getMany(batch.flatMap(({ reads }) => reads));
    for (const { run, reject } of batch) {
      const view = new View(draft, reader.values, reader, reader);
      try {
        tell.push(await run(view));
        view.keep();
      } catch (error) {
        if (error instanceof Contradiction) built.contradicts = true;
        tell.push(() => reject(error));
      }
    }
    if (reader.failure) throw reader.failure;
    return built;
  }

  #begin(): Built {
    const reader = new BatchReader(this.#parts.queries, this.#parts.orders);
    return { reader, draft: new Draft(), supposed: new Set(), tell: [], contradicts: false };
  }

  /** Learns which of the keys that were assumed to be missing exist. */
  async #learn({ supposed }: Built): Promise<void> {
    if (supposed.size === 0) return;
    const again = new BatchReader(this.#parts.queries, this.#parts.orders);
    const values = await again.getMany([...supposed]);
    for (const [index, key] of [...supposed].entries())
      if (values[index] !== undefined) this.#suppositions.wasWrong(key);
  }

  #fail(error: StoreError, cause: unknown): void {
    this.#batches.fail(error);
    this.#parts.onFailure(cause);
  }
}

const CONTRADICTION = { code: 'store-damaged', reason: 'the tables of the store contradict each other' } as const;
const DAMAGED = new StoreError(`the store cannot be used now: ${CONTRADICTION.reason}`);

function storeErrorOf(cause: unknown): StoreError {
  return new StoreError(`the store cannot be used now: ${failureOf(cause).reason}`, { cause });
}
