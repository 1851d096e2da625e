import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DocumentWorker } from '../src/documents/worker/document-worker';
import { textAsPdf } from '../src/documents/outgoing/text-as-pdf';
import type { OutgoingRequest } from '../src/documents/outgoing/outgoing-request';
import { sampleFax } from '../src/documents/sample/sample-fax';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import { median } from './support/statistics';

const PAGES = 100;
const ROUNDS = 5;
/** The histogram's own timer adds this to its values. */
const RESOLUTION_MS = 1;
/** The lines that fit on a page. */
const LINES_A_PAGE = 49;
const text = (lines: number): string =>
  Array.from({ length: lines }, (_, line) => `Line ${line + 1}: the quick brown fox jumps over the lazy dog`).join(
    '\n',
  );

async function main(): Promise<void> {
  const pdf = await textAsPdf(text(PAGES * LINES_A_PAGE));
  const worker = new DocumentWorker();
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  try {
    await asFaxTiff(worker, pdf);
    const rounds: { ours: Round; ghostscript: number }[] = [];
    // In turns, so that other work on the machine affects both alike.
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push({
        ours: await measured(() => asFaxTiff(worker, pdf)),
        ghostscript: await byGhostscript(folder, pdf),
      });
    }
    reportRounds(rounds);
    const fax = sampleFax({ pages: PAGES });
    const back: number[] = [];
    const convert = () => worker.run('convert-received', { bytes: Buffer.from(fax), to: 'pdf' });
    for (let round = 0; round < ROUNDS; round++) back.push((await measured(convert)).perSecond);
    report({ name: 'fax TIFF to PDF', value: median(back), unit: 'pages/s', note: 'target: at least 1,000' });
  } finally {
    await worker.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function asFaxTiff(worker: DocumentWorker, pdf: Buffer): Promise<unknown> {
  const request: OutgoingRequest = { parts: [{ bytes: Buffer.from(pdf) }], takes: [], quality: 'fine', greys: 'text' };
  return worker.run('prepare-outgoing', request);
}

interface Round {
  perSecond: number;
  delayP99Ms: number;
  delayMaxMs: number;
}

async function measured(convert: () => Promise<unknown>): Promise<Round> {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const began = sharedNow();
  await convert();
  const seconds = (sharedNow() - began) / 1_000;
  delay.disable();
  return {
    perSecond: PAGES / seconds,
    delayP99Ms: delay.percentile(99) / 1e6 - RESOLUTION_MS,
    delayMaxMs: delay.max / 1e6 - RESOLUTION_MS,
  };
}

/** Resolves with NaN when Ghostscript is not installed. */
async function byGhostscript(folder: string, pdf: Buffer): Promise<number> {
  if (spawnSync('gs', ['--version']).status !== 0) return NaN;
  const [from, to] = [join(folder, 'in.pdf'), join(folder, 'out.tif')];
  await writeFile(from, pdf);
  const device = ['-sDEVICE=tiffg4', '-r204x196', '-sPAPERSIZE=a4', '-dFIXEDMEDIA', '-dPDFFitPage'];
  const began = sharedNow();
  execFileSync('gs', ['-q', '-dSAFER', '-dBATCH', '-dNOPAUSE', ...device, `-sOutputFile=${to}`, from]);
  return PAGES / ((sharedNow() - began) / 1_000);
}

function reportRounds(rounds: { ours: Round; ghostscript: number }[]): void {
  const of = `${PAGES} pages, median of ${rounds.length} rounds`;
  const perSecond = median(rounds.map(({ ours }) => ours.perSecond));
  report({ name: 'PDF to fax TIFF', value: perSecond, unit: 'pages/s', note: `${of}; target: at least 20` });
  const ghostscript = median(rounds.map((round) => round.ghostscript));
  report({ name: 'Ghostscript (tiffg4)', value: ghostscript, unit: 'pages/s', note: of });
  const p99 = median(rounds.map(({ ours }) => ours.delayP99Ms));
  report({ name: 'event-loop delay meanwhile, p99', value: p99, unit: 'ms', note: 'target: below 20' });
  const longest = Math.max(...rounds.map(({ ours }) => ours.delayMaxMs));
  report({ name: 'event-loop delay meanwhile, longest', value: longest, unit: 'ms' });
}

void main();
