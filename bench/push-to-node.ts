import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../src/simulator/etherfax/etherfax-simulator';
import { openBareSyncs } from './support/bare-syncs';
import { faxDocument } from './support/fax-document';
import { startMeasuredNodeRed, type MeasuredNodeRed, type Sync } from './support/measured-node-red';
import { nextChange } from './support/next-change';
import { report } from './support/report';
import { median, percentile } from './support/statistics';

const FAXES = 300;
const WARM_UP = 30;
const DOCUMENT_BYTES = 40_000;

/** Time for the acknowledgement's own sync, which must not be part of the next measurement. */
const SETTLE_MS = 25;

interface Passage {
  /** From the push frame's first byte to the node behind `fax-receive-in`. */
  ms: number;
  /** The disk syncs in between, in order. */
  syncs: Sync[];
  /** How long the same syncs take without Node-RED, measured right after. */
  bare: number[];
}

async function main(): Promise<void> {
  const simulator = await startEtherFaxSimulator();
  const nodeRed = await startMeasuredNodeRed(simulator, { output: 'record' });
  const bareSyncs = await openBareSyncs(join(nodeRed.userDir, 'bare'));
  try {
    const document = faxDocument(DOCUMENT_BYTES);
    const passages: Passage[] = [];
    for (let count = 0; count < WARM_UP + FAXES; count += 1) {
      const { ms, syncs } = await passOne(simulator, nodeRed, document);
      const bare: number[] = [];
      for (const sync of syncs) bare.push(await bareSyncs.measure(sync));
      if (count >= WARM_UP) passages.push({ ms, syncs, bare });
    }
    reportAll(passages);
  } finally {
    await bareSyncs.close();
    await nodeRed.stop();
    await simulator.close();
  }
}

async function passOne(
  simulator: EtherFaxSimulator,
  nodeRed: MeasuredNodeRed,
  document: Buffer,
): Promise<Omit<Passage, 'bare'>> {
  const marked = nextChange(simulator, 'received');
  const sent = nextChange(simulator, 'push.sent');
  const offered = nodeRed.nextOffer();
  simulator.inject({ document });
  const began = await sent;
  const { at, syncs } = await offered;
  await marked;
  await pause(SETTLE_MS);
  return { ms: at - began, syncs: syncs.filter((sync) => sync.began >= began) };
}

function reportAll(passages: Passage[]): void {
  const latency = passages.map(({ ms }) => ms);
  const sums = passages.map(({ bare }) => sum(bare));
  const waited = passages.map(({ syncs }) => sum(syncs.map(({ ms }) => ms)));
  const above = median(latency) - median(sums);
  const over = `${passages.length} faxes of ${DOCUMENT_BYTES / 1_000} kB, one after the other`;
  report({ name: 'Push frame to fax-receive-in output, median', value: median(latency), unit: 'ms', note: over });
  report({ name: '  95 of 100 within', value: percentile(latency, 95), unit: 'ms' });
  const counted = median(passages.map(({ syncs }) => syncs.length));
  report({ name: 'Disk syncs on the way, median', value: counted, note: mostFrequent(passages) });
  for (const kind of ['file', 'folder', 'batch'] as const) {
    const costs = passages.flatMap(({ syncs, bare }) => bare.filter((_, index) => syncs[index]?.kind === kind));
    report({ name: `  one ${kind} sync, measured beside, median`, value: median(costs), unit: 'ms' });
  }
  report({ name: 'Sum of these syncs, measured beside, median', value: median(sums), unit: 'ms' });
  report({ name: 'Sum of these syncs, as Node-RED waited, median', value: median(waited), unit: 'ms' });
  report({ name: 'Above the sum', value: above, unit: 'ms', note: 'target: at most 3 ms' });
  report({ name: 'Ratio to the sum', value: median(latency) / median(sums), unit: '×' });
}

/** The most frequent sequence of syncs. */
function mostFrequent(passages: Passage[]): string {
  const counts = new Map<string, number>();
  for (const { syncs } of passages) {
    const kinds = syncs.map(({ kind }) => kind).join(', ');
    counts.set(kinds, (counts.get(kinds) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, left], [, right]) => right - left);
  return first === undefined ? '' : `${first[0]} (${first[1]} of ${passages.length})`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

void main();
