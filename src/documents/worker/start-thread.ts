import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Of the worker's own objects; pictures lie outside of it and are bounded where they are read. */
const HEAP_MB = 256;

/** Where the package runs from its sources, as in its own tests: a thread does not inherit what loads them. */
const LOAD_TYPESCRIPT = ['--require', 'tsx/cjs'];

/** A thread for `DocumentWorker`. It ends with the process, whose end it does not hold up while it has nothing to do. */
export function startThread(): Worker {
  const entry = require.resolve('./worker-entry');
  return new Worker(entry, {
    name: 'pushline-documents',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // Neither what Node-RED was started with nor its environment is meant for it.
    env: {},
    execArgv: extname(entry) === '.ts' ? LOAD_TYPESCRIPT : [],
  });
}
