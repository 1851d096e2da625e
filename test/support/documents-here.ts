import type { JobKind, RequestOf, ResultOf } from '../../src/documents/worker/document-jobs';
import { performJob } from '../../src/documents/worker/perform-job';

/** The work of the documents' thread, done in this one. */
export const documentsHere = {
  run: async <K extends JobKind>(kind: K, request: RequestOf<K>): Promise<ResultOf<K>> =>
    (await performJob({ kind, request }, () => undefined)).result,
};
