import type { Worker } from 'node:worker_threads';
import { systemClock, type Clock, type Timer } from '../../domain/clock';
import { BadDocumentError, ConvertError } from '../../domain/errors';
import type { JobKind, RequestOf, ResultOf, WorkerMessage } from './document-jobs';
import { startThread } from './start-thread';

export interface DocumentWorkerOptions {
  clock?: Clock;
  start?: () => Worker;
}

/** How long a job may make no progress. The most complex pages take seconds on a small machine. */
const SILENCE_MS = 30_000;
/** How long a job may take in all. */
const DEADLINE_MS = 5 * 60_000;
/** A timer that is so late did not wait for a busy machine only. */
const SUSPENDED_MS = 5_000;
/** An idle thread is ended: it costs some 10 MB, more with PDFium, and a new one starts in well below 0.1 s. */
const IDLE_MS = 30_000;

interface Job {
  kind: JobKind;
  request: RequestOf<JobKind>;
  transfer: ArrayBuffer[];
  resolve: (result: ResultOf<JobKind>) => void;
  reject: (error: Error) => void;
}

interface Running extends Job {
  /** The thread has said that it is at this job. */
  isBegun: boolean;
  silence: Timer | undefined;
  deadline: Timer;
}

/**
 * Does all work on documents that needs much processor time, in one thread beside Node-RED's, one job after the other.
 * The thread starts with the first job and ends after a while without jobs. If a job takes too long or crashes the
 * thread, that job fails and the next one gets a new thread.
 */
export class DocumentWorker {
  readonly #clock: Clock;
  readonly #start: () => Worker;
  readonly #waiting: Job[] = [];
  #running: Running | undefined;
  #thread: Worker | undefined;
  #idle: Timer | undefined;
  #isClosed = false;

  constructor({ clock = systemClock(), start = startThread }: DocumentWorkerOptions = {}) {
    this.#clock = clock;
    this.#start = start;
  }

  /**
   * The buffers in `transfer` can no longer be used by the caller. Rejects with `BadDocumentError` if the document is
   * at fault, and with `ConvertError` if it took too much time or memory, or the thread failed; `retryable` if the
   * document was never tried.
   */
  run<K extends JobKind>(kind: K, request: RequestOf<K>, transfer: ArrayBuffer[] = []): Promise<ResultOf<K>> {
    if (this.#isClosed) return Promise.reject(new ConvertError('Node-RED is stopping', true));
    return new Promise<ResultOf<K>>((resolve, reject) => {
      const settle = resolve as (result: ResultOf<JobKind>) => void;
      this.#waiting.push({ kind, request, transfer, resolve: settle, reject });
      this.#next();
    });
  }

  /** Ends the thread; unfinished jobs fail. Safe to call twice. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#idle?.cancel();
    const thread = this.#drop();
    for (const job of [this.#taken(), ...this.#waiting.splice(0)]) {
      job?.reject(new ConvertError('Node-RED is stopping', true));
    }
    await thread?.terminate();
  }

  #next(): void {
    if (this.#running) return;
    const job = this.#waiting.shift();
    if (!job) {
      this.#rest();
      return;
    }
    this.#idle?.cancel();
    try {
      const thread = (this.#thread ??= this.#listen(this.#start()));
      thread.ref();
      thread.postMessage({ kind: job.kind, request: job.request }, job.transfer);
    } catch (error) {
      job.reject(noThread(error));
      this.#next();
      return;
    }
    const deadline = this.#afterAwake(DEADLINE_MS, () => this.#giveUp());
    this.#running = { ...job, isBegun: false, silence: undefined, deadline };
    this.#listenOn();
  }

  /** Without jobs, the thread must not keep the process alive, and ends after a while. */
  #rest(): void {
    this.#thread?.unref();
    this.#idle?.cancel();
    this.#idle = this.#clock.after(IDLE_MS, () => void this.#drop()?.terminate());
  }

  #listen(thread: Worker): Worker {
    const ifCurrent = (act: () => void) => (): void => {
      if (this.#thread === thread) act();
    };
    thread.on('message', (message: WorkerMessage) => ifCurrent(() => this.#take(message))());
    thread.on('messageerror', ifCurrent(() => this.#lost('an answer could not be read'))); // prettier-ignore
    thread.on('error', (error: Error) => ifCurrent(() => this.#lost(reasonOf(error), error))());
    thread.on('exit', ifCurrent(() => this.#lost('the thread ended'))); // prettier-ignore
    return thread;
  }

  #take(message: WorkerMessage): void {
    if (message.type === 'progress') {
      if (this.#running) this.#running.isBegun = true;
      this.#listenOn();
      return;
    }
    const job = this.#taken();
    if (message.type === 'done') job?.resolve(message.result);
    else job?.reject(errorOf(message));
    this.#next();
  }

  #listenOn(): void {
    const running = this.#running;
    if (!running) return;
    running.silence?.cancel();
    running.silence = this.#afterAwake(SILENCE_MS, () => this.#giveUp());
  }

  /** A process that was suspended waits once more: its thread stood still, too. */
  #afterAwake(ms: number, act: () => void): Timer {
    const clock = this.#clock;
    const at = clock.monotonic() + clock.scaled(ms);
    const isLate = (): boolean => clock.monotonic() - at > SUSPENDED_MS;
    let timer = clock.after(ms, () => (isLate() ? (timer = this.#afterAwake(ms, act)) : act()));
    return { cancel: () => timer.cancel() };
  }

  #giveUp(): void {
    this.#lost('it takes too long');
  }

  /** Gives up the thread and fails its job. */
  #lost(reason: string, cause?: Error): void {
    const thread = this.#drop();
    // Not awaited, because the thread may never end.
    thread?.terminate().catch(() => undefined);
    const job = this.#taken();
    job?.reject(
      job.isBegun ? new ConvertError(`the document cannot be read: ${reason}`, false, { cause }) : noThread(cause),
    );
    this.#next();
  }

  #drop(): Worker | undefined {
    const thread = this.#thread;
    this.#thread = undefined;
    return thread;
  }

  #taken(): Running | undefined {
    const running = this.#running;
    this.#running = undefined;
    running?.silence?.cancel();
    running?.deadline.cancel();
    return running;
  }
}

function noThread(cause: unknown): ConvertError {
  return new ConvertError('no thread could be started for the document', true, { cause });
}

function errorOf({ code, message }: { code: string | undefined; message: string }): Error {
  if (code === 'PUSHLINE_BAD_DOCUMENT') return new BadDocumentError(message);
  return new ConvertError(`the document cannot be read: ${message}`, false);
}

function reasonOf(error: Error): string {
  const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isFull ? 'it needs more memory than a fax may have' : 'the thread failed';
}
