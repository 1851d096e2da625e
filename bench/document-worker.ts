import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { DocumentWorker } from '../src/documents/worker/document-worker';
import { buffersOf } from '../src/documents/worker/transfer';
import { writeTiffF } from '../src/documents/tiff/write-tiff-f';
import { forgetPeak, memoryOf } from './support/peak-memory';
import { report } from './support/report';
import { textPages } from './support/text-pages';

const PAGES = 100;
const TICK_MS = 1;
const FORMATS = ['pdf', 'png'] as const;

async function main(): Promise<void> {
  const fax = writeTiffF(textPages(PAGES));
  for (const to of FORMATS) {
    const worker = new DocumentWorker();
    await convert(worker, writeTiffF(textPages(1)), to);
    await measure(worker, fax, to);
    await worker.close();
  }
  await memory();
}

async function convert(worker: DocumentWorker, fax: Buffer, to: 'pdf' | 'png') {
  const bytes = Buffer.from(new Uint8Array(fax).buffer);
  return worker.run('convert-received', { bytes, to }, buffersOf([bytes]));
}

async function measure(worker: DocumentWorker, fax: Buffer, to: 'pdf' | 'png'): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: TICK_MS });
  delay.enable();
  const began = performance.now();
  await convert(worker, fax, to);
  const ms = performance.now() - began;
  delay.disable();
  const note = `${PAGES} pages of text in ${ms.toFixed(0)} ms`;
  report({ name: `Main thread while pages become ${to.toUpperCase()}: 99 of 100 turns within`, value: delay.percentile(99) / 1e6 - TICK_MS, unit: 'ms', note: `${note}; target: below 20` }); // prettier-ignore
  report({ name: '  longest', value: delay.max / 1e6 - TICK_MS, unit: 'ms' });
  report({ name: '  pages', value: (PAGES / ms) * 1_000, unit: 'pages/s' });
}

/** Pages in several strips are decoded and encoded again. Compares the memory for 20 and for 190 of them. */
async function memory(): Promise<void> {
  for (const pages of [20, 190]) {
    const worker = new DocumentWorker();
    const fax = writeTiffF(textPages(pages));
    await convert(worker, writeTiffF(textPages(1)), 'png');
    global.gc?.();
    await pause(100);
    await forgetPeak(process.pid);
    const before = await memoryOf(process.pid);
    const { files } = await convert(worker, fax, 'png');
    const after = await memoryOf(process.pid);
    const result = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    report({ name: `Peak growth, ${pages} pages become PNG`, value: (after.peak - before.now) / 1e6, unit: 'MB', note: `of which the pictures themselves ${(result / 1e6).toFixed(1)} MB` }); // prettier-ignore
    await worker.close();
  }
}

void main();
