import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parkOpenFaxes, storeOpenFaxes } from './support/open-faxes';
import type { Memory } from './support/peak-memory';
import { report } from './support/report';
import { sharedNow } from './support/shared-clock';
import type { StartFigures } from './support/start-on-store';

const OPEN = 100_000;
const MB = 1_000_000;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  try {
    const [none, waiting] = [join(folder, 'none'), join(folder, 'waiting')];
    const began = sharedNow();
    await storeOpenFaxes(waiting, OPEN);
    const seconds = (sharedNow() - began) / 1_000;
    report({
      name: 'Durable accepts, 1,000 callers',
      value: OPEN / seconds,
      unit: '/s',
      note: `${OPEN} faxes, all left open`,
    });
    const empty = await start('connection', none, 0);
    reportStart('Connection', empty, await start('connection', waiting, OPEN));
    reportStart('Store alone', await start('store', none, 0), await start('store', waiting, OPEN));
    await parkOpenFaxes(waiting);
    reportStart('Connection, no node before', empty, await start('connection', waiting, OPEN));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts in a child process, so that its memory holds nothing but the start. */
async function start(part: 'store' | 'connection', folder: string, open: number): Promise<StartFigures> {
  const script = join(__dirname, 'support', 'start-on-store.ts');
  const child = fork(script, [part, folder, String(open)], { execArgv: ['--expose-gc', '--import', 'tsx'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the process told nothing')));
  const [figures] = (await Promise.race([once(child, 'message'), ended])) as [StartFigures];
  await ended.catch(() => undefined);
  return figures;
}

function reportStart(part: string, empty: StartFigures, full: StartFigures): void {
  const { firstMs = NaN, allMs = NaN } = full;
  report({ name: `${part}: first offers after`, value: firstMs / 1_000, unit: 's', note: 'target: at most 2 s' });
  report({ name: `${part}: 1,000 offers after`, value: allMs / 1_000, unit: 's' });
  const growth = (of: keyof Memory): number => (full.memory[of] - empty.memory[of]) / MB;
  const note = `over an empty store, ${Math.round(growth('files'))} of it files that LevelDB maps; target: at most 100 MB`;
  report({ name: `${part}: memory growth`, value: growth('now'), unit: 'MB', note });
  report({ name: `${part}: growth of the peak`, value: growth('peak'), unit: 'MB' });
}

void main();
