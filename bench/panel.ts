import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployed } from '../nodes/runtime/connection/deployed';
import { sourcesOf, totalsOf } from '../nodes/runtime/panel/item-lists';
import { listPage, type ItemPage, type PageRequest } from '../nodes/runtime/panel/list-page';
import { searchFor } from '../nodes/runtime/panel/search';
import { systemClock } from '../src/domain/clock';
import { silentLog } from '../src/domain/log';
import { openLevelStore } from '../src/store/level/open-level-store';
import type { Store } from '../src/store/store';
import { parkOpenFaxes, SCOPE, storeOpenFaxes } from './support/open-faxes';
import { report } from './support/report';
import { median } from './support/statistics';

const ITEMS = 10_000;
const TIMES = 20;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pushline-bench-'));
  try {
    await storeOpenFaxes(folder, ITEMS);
    await parkOpenFaxes(folder);
    const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
    const entry = deployedOn(store);
    const page = (request: Partial<PageRequest>): Promise<ItemPage> =>
      listPage(sourcesOf('waiting', entry), { after: undefined, limit: 50, fits: undefined, ...request });
    await measure('First 50 of 10,000', () => page({}));
    await measure('50 from the middle', () => page({ after: '3.5000' }));
    await measure('200 from the end', () => page({ after: '3.9700', limit: 200 }));
    await measure('One request of a search in vain', () => page({ fits: searchFor('in vain', { whole: true }) }));
    await measure('Whole search in vain', async () => {
      const fits = searchFor('in vain', { whole: true });
      for (let next: string | undefined = '0.0'; next !== undefined;) ({ next } = await page({ after: next, fits }));
    });
    await measure('Totals of all lists', () => totalsOf(entry));
    await store.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The part of a connection that lists need. */
function deployedOn(store: Store): Deployed {
  return {
    settings: { id: 'bench', provider: 'etherfax', maxAttempts: 5 },
    connection: { scope: SCOPE, state: { state: 'connected' }, canStop: () => false },
    home: { store, clock: () => systemClock() },
  } as unknown as Deployed;
}

/** Measures how long a request takes, and how long it keeps Node-RED's main thread busy. */
async function measure(name: string, ask: () => Promise<unknown>): Promise<void> {
  await ask();
  const [took, busy]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const began = performance.now();
    const before = performance.eventLoopUtilization();
    await ask();
    busy.push(performance.eventLoopUtilization(before).active);
    took.push(performance.now() - began);
    await pause(5);
  }
  const note = `the event loop is busy with it for ${median(busy).toFixed(1)} ms; target: 20 ms`;
  report({ name, value: median(took), unit: 'ms', note });
}

void main();
