import { ConvertError, toError } from '../domain/errors';
import { asBuffer, buffersOf } from './worker/transfer';
import type { DocumentWorker } from './worker/document-worker';
import type { ReceivedRequest } from './received/received-request';

export interface Converted {
  files: { bytes: Buffer; sha256: string }[];
  warnings: string[];
}

/** How many documents are remembered that could not be converted. */
const MAX_REMEMBERED = 10_000;
/** How often in a row a document may fail to get a thread, before it is delivered as it is. */
const MAX_UNTRIED = 5;

/** Converts received faxes in the worker. A fax that cannot be converted is delivered as it is. */
export class ReceivedConverter {
  readonly #worker: Pick<DocumentWorker, 'run'>;
  /**
   * Why a file cannot be converted, by file. A file that has made the thread hang will do so again, and each time it
   * would delay the files after it.
   */
  readonly #hopeless = new Map<string, string>();
  /** How often in a row a file was not tried, by file. */
  readonly #untried = new Map<string, number>();

  constructor(worker: Pick<DocumentWorker, 'run'>) {
    this.#worker = worker;
  }

  /**
   * `file` is the document's name in the store. The bytes are transferred to the worker. Resolves at once when
   * aborted. Rejects with a retryable `ConvertError` if the document was not tried: ask again later.
   */
  async convert(
    { file, bytes, to }: { file: string; bytes: Buffer; to: ReceivedRequest['to'] },
    signal: AbortSignal,
  ): Promise<Converted | { convertError: string }> {
    const known = this.#hopeless.get(file);
    if (known !== undefined) return { convertError: known };
    try {
      const { files, warnings } = await untilAborted(this.#run(bytes, to), signal);
      this.#untried.delete(file);
      return { warnings, files: files.map(({ bytes: part, sha256 }) => ({ bytes: asBuffer(part), sha256 })) };
    } catch (thrown) {
      const { message } = toError(thrown);
      if (thrown instanceof ConvertError) {
        if (!thrown.retryable) remember(this.#hopeless, file, message);
        else if (!signal.aborted && this.#mayTryAgain(file)) throw thrown;
      }
      return { convertError: message };
    }
  }

  #mayTryAgain(file: string): boolean {
    const untried = (this.#untried.get(file) ?? 0) + 1;
    remember(this.#untried, file, untried);
    return untried < MAX_UNTRIED;
  }

  #run(bytes: Buffer, to: ReceivedRequest['to']) {
    return this.#worker.run('convert-received', { bytes, to }, buffersOf([bytes]));
  }
}

function remember<V>(map: Map<string, V>, file: string, what: V): void {
  map.set(file, what);
  const [oldest = ''] = map.keys();
  if (map.size > MAX_REMEMBERED) map.delete(oldest);
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
