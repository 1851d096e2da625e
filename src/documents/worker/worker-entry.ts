import { parentPort } from 'node:worker_threads';
import { PushlineError, toError } from '../../domain/errors';
import type { JobMessage, WorkerMessage } from './document-jobs';
import { performJob } from './perform-job';

/** The entry of the thread that `DocumentWorker` starts. Does one job after the other. */

function answer(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

async function perform(message: JobMessage): Promise<void> {
  answer({ type: 'progress' });
  try {
    const { result, transfer } = await performJob(message, () => answer({ type: 'progress' }));
    answer({ type: 'done', result }, transfer);
  } catch (thrown) {
    const error = toError(thrown);
    const code = error instanceof PushlineError ? error.code : undefined;
    answer({ type: 'failed', code, message: error.message });
  }
}

parentPort?.on('message', (message: JobMessage) => void perform(message));
