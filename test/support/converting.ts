import { ReceivedConverter } from '../../src/documents/received/received-converter';
import type { DocumentWorker } from '../../src/documents/worker/document-worker';
import { performJob } from '../../src/documents/worker/perform-job';

/** Converts as the worker does, without a thread. */
export const inProcess: Pick<DocumentWorker, 'run'> = {
  async run(kind, request) {
    const performed = await performJob({ kind, request }, () => undefined);
    return performed.result;
  },
};

export function testConverter(): ReceivedConverter {
  return new ReceivedConverter(inProcess);
}
