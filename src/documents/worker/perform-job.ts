import { convertReceived } from '../received/convert-received';
import { firstPage } from '../first-page';
import { prepareOutgoing } from '../outgoing/prepare-outgoing';
import { reportAsPdf } from '../report/report-as-pdf';
import type { JobKind, Performed, Progress, RequestOf } from './document-jobs';
import { asBuffer, buffersOf } from './transfer';

type Performer<K extends JobKind> = (request: RequestOf<K>, progress: Progress) => Promise<Performed<K>>;

/** How the worker does each kind of job. */
const PERFORMERS: { [K in JobKind]: Performer<K> } = {
  'convert-received': async (request, progress) => {
    const result = await convertReceived(request, progress);
    return { result, transfer: buffersOf(result.files.map(({ bytes }) => bytes)) };
  },
  report: async (request) => {
    const result = await reportAsPdf(request);
    return { result, transfer: buffersOf([result]) };
  },
  'first-page': async ({ bytes, box }) => {
    const result = await firstPage(asBuffer(bytes), box);
    return { result, transfer: buffersOf(result ? [result] : []) };
  },
  'prepare-outgoing': async (request, progress) => {
    const result = await prepareOutgoing(request, progress);
    return { result, transfer: buffersOf([result.bytes]) };
  },
};

export function performJob<K extends JobKind>(
  { kind, request }: { kind: K; request: RequestOf<K> },
  progress: Progress,
): Promise<Performed<K>> {
  return PERFORMERS[kind](request, progress);
}
