import { convertReceived } from '../received/convert-received';
import type { JobKind, JobMessage, Performed, Progress, RequestOf } from './document-jobs';
import { buffersOf } from './transfer';

type Performer<K extends JobKind> = (request: RequestOf<K>, progress: Progress) => Promise<Performed<K>>;

/** What the worker does for each kind of job. */
const PERFORMERS: { [K in JobKind]: Performer<K> } = {
  'convert-received': async (request, progress) => {
    const result = await convertReceived(request, progress);
    return { result, transfer: buffersOf(result.files.map(({ bytes }) => bytes)) };
  },
};

export function performJob(message: JobMessage, progress: Progress): Promise<Performed<JobKind>> {
  return PERFORMERS[message.kind](message.request, progress);
}
