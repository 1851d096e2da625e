import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The limit for JavaScript objects. The memory of pictures is not part of it and is limited where they are read. */
const HEAP_MB = 256;

/** For running from the sources, as in our tests: a thread does not inherit the loader for TypeScript. */
const LOAD_TYPESCRIPT = ['--require', 'tsx/cjs'];

/** Starts the thread of a `DocumentWorker`. */
export function startThread(): Worker {
  const entry = require.resolve('./worker-entry');
  return new Worker(entry, {
    name: 'pushline-documents',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // The thread gets neither Node-RED's arguments nor its environment, which may hold secrets.
    env: {},
    execArgv: extname(entry) === '.ts' ? LOAD_TYPESCRIPT : [],
  });
}
