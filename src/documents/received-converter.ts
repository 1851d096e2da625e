import { ConvertError, toError } from '../domain/errors';
import { asBuffer, buffersOf } from './worker/transfer';
import type { DocumentWorker } from './worker/document-worker';
import type { ReceivedRequest } from './received/received-request';

export interface Converted {
  files: { bytes: Buffer; sha256: string }[];
  warnings: string[];
}

/** How many documents are remembered that have crashed the thread or run into its deadline. */
const MAX_REMEMBERED = 1_000;

/**
 * Converts received faxes in the worker. Never throws, because a fax that cannot be converted is delivered as it is.
 */
export class ReceivedConverter {
  readonly #worker: Pick<DocumentWorker, 'run'>;
  /**
   * Why a file cannot be converted, by file. A file that has made the thread hang will do so again, and each time it
   * would delay the files after it.
   */
  readonly #hopeless = new Map<string, string>();

  constructor(worker: Pick<DocumentWorker, 'run'>) {
    this.#worker = worker;
  }

  /**
   * `file` is the document's name in the store. The bytes are transferred to the worker. Resolves at once when
   * aborted.
   */
  async convert(
    { file, bytes, to }: { file: string; bytes: Buffer; to: ReceivedRequest['to'] },
    signal: AbortSignal,
  ): Promise<Converted | { convertError: string }> {
    const known = this.#hopeless.get(file);
    if (known !== undefined) return { convertError: known };
    try {
      const { files, warnings } = await untilAborted(this.#run(bytes, to), signal);
      return { warnings, files: files.map(({ bytes: part, sha256 }) => ({ bytes: asBuffer(part), sha256 })) };
    } catch (thrown) {
      const { message } = toError(thrown);
      if (thrown instanceof ConvertError && !thrown.retryable) this.#remember(file, message);
      return { convertError: message };
    }
  }

  #run(bytes: Buffer, to: ReceivedRequest['to']) {
    return this.#worker.run('convert-received', { bytes, to }, buffersOf([bytes]));
  }

  #remember(file: string, message: string): void {
    const [oldest] = this.#hopeless.keys();
    if (this.#hopeless.size >= MAX_REMEMBERED && oldest !== undefined) this.#hopeless.delete(oldest);
    this.#hopeless.set(file, message);
  }
}

/** Rejects at once when aborted; the result of `work` is then ignored. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new ConvertError('Node-RED is stopping', true);
  if (signal.aborted) {
    work.catch(() => undefined);
    throw stopped;
  }
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(stopped);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
