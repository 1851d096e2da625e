import { startEtherFaxSimulator, type EtherFaxSimulator } from '../src/simulator/etherfax/etherfax-simulator';
import type { InjectFax } from '../src/simulator/etherfax/inbox-fax';
import { faxDocument } from './support/fax-document';
import { startMeasuredNodeRed, type MeasuredNodeRed } from './support/measured-node-red';
import { nextChange } from './support/next-change';
import { forgetPeak, memoryOf } from './support/peak-memory';
import { report } from './support/report';
import { median } from './support/statistics';

const DOCUMENT_BYTES = 20_000_000;
const SMALL_BYTES = 40_000;
const WARM_UP = 5;
const FAXES = 5;

const WAYS = [
  { deliver: 'push-without-image', way: 'pushed without image, then get' },
  { deliver: 'poll-only', way: 'found by poll, then get' },
] as const;

async function main(): Promise<void> {
  const large = faxDocument(DOCUMENT_BYTES);
  const small = faxDocument(SMALL_BYTES);
  for (const output of ['record', 'file'] as const) {
    for (const { deliver, way } of WAYS) {
      // A new Node-RED for each way, because memory taken for the first fax would hide the need of the next one.
      const simulator = await startEtherFaxSimulator({ deliver });
      const nodeRed = await startMeasuredNodeRed(simulator, { output });
      try {
        for (let count = 0; count < WARM_UP; count += 1)
          await pass(simulator, nodeRed, { document: small, deliver: 'push' });
        const growths: number[] = [];
        for (let count = 0; count < FAXES; count += 1) growths.push(await growth(simulator, nodeRed, large));
        reportGrowth(`${output}, ${way}`, growths);
      } finally {
        await nodeRed.stop();
        await simulator.close();
      }
    }
  }
}

/** By how many bytes Node-RED's memory grew at most while it received one fax, including the message. */
async function growth(simulator: EtherFaxSimulator, nodeRed: MeasuredNodeRed, document: Buffer): Promise<number> {
  await nodeRed.collectGarbage();
  await forgetPeak(nodeRed.pid);
  const before = await memoryOf(nodeRed.pid);
  await pass(simulator, nodeRed, { document });
  const after = await memoryOf(nodeRed.pid);
  return after.peak - before.now;
}

async function pass(simulator: EtherFaxSimulator, nodeRed: MeasuredNodeRed, fax: InjectFax): Promise<void> {
  const marked = nextChange(simulator, 'received');
  const offered = nodeRed.nextOffer();
  simulator.inject(fax);
  await offered;
  await marked;
}

function reportGrowth(name: string, growths: number[]): void {
  const ratios = growths.map((bytes) => bytes / DOCUMENT_BYTES);
  const over = `${ratios.length} documents of ${DOCUMENT_BYTES / 1e6} MB, highest ${Math.max(...ratios).toFixed(2)}`;
  report({
    name: `${name}: peak growth, median`,
    value: median(ratios),
    unit: '× size',
    note: `${over}; target: at most 4`,
  });
}

void main();
