import type { JobKind, RequestOf, ResultOf } from '../../src/documents/worker/document-jobs';
import { performJob } from '../../src/documents/worker/perform-job';

/** Does the work of the documents' thread in this thread. */
export const documentsHere = {
  run: async <K extends JobKind>(kind: K, request: RequestOf<K>): Promise<ResultOf<K>> =>
    (await performJob({ kind, request }, () => undefined)).result,
};
