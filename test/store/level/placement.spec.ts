import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Scope } from '../../../src/domain/event-key';
import { silentLog } from '../../../src/domain/log';
import { keyOf } from '../../../src/store/path';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { eventRow } from '../../../src/store/events/placement';
import type { StoredEvent } from '../../../src/store/events/stored-event';
import type { Store } from '../../../src/store/store';
import { newFax } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';
import { storedEntries } from './stored-entries';
import { temporaryFolder } from './temporary-folder';

const SCOPE: Scope = 'etherfax:100';
const STEPS = [
  'accept',
  'accept other',
  'fetching',
  'attach',
  'miss',
  'claim',
  'claim again',
  'claim suspect',
  'acquit',
  'park',
  'unpark',
  'release',
  'crash',
  'expire',
  'complete',
  'elsewhere',
  'reoffer',
  'renew',
  'refetch',
  'fail fetch',
  'ack',
  'fail ack',
  'prune',
] as const;

type Step = { name: (typeof STEPS)[number]; id: string; minutes: number };

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(...STEPS),
  id: fc.constantFrom('a', 'b', 'c'),
  minutes: fc.integer({ min: 0, max: 100 }),
});

const document = { file: 'one', type: 'image/tiff', filename: 'fax.tif', size: 1, sha256: '0' };

async function take(store: Store, { name, id, minutes }: Step): Promise<unknown> {
  const now = minutes * 60_000;
  const event = newFax(id, { storedAt: now, keepUntil: now, scope: SCOPE });
  const { key } = event;
  const decide = () => ({ offer: { leaseUntil: minutes % 3 === 0 ? undefined : now + 600_000 } });
  const claiming = { scope: SCOPE, owner: 'me', now, limit: 2, decide };
  const completing = { key, now, keepUntil: now + 1_800_000, documentUntil: now + 600_000 };
  const releasing = { scope: SCOPE, owner: 'me', now, suspectAfter: 2 };
  const [ack] = await store.dueAcks(SCOPE, now, 1);
  switch (name) {
    case 'accept':
      return store.accept(event);
    case 'accept other':
      return store.accept({ ...event, hashes: { text: 'other' }, document });
    case 'fetching':
      return store.accept({ ...event, start: minutes % 2 === 0 ? 'fetching' : 'skipped' });
    case 'attach':
      return store.attach(key, { document, hashes: { text: `h${minutes}` } });
    case 'miss':
      return store.attach(key, { missing: 'gone' });
    case 'claim':
      return store.claim({ ...claiming, queue: 'new' });
    case 'claim again':
      return store.claim({ ...claiming, queue: 'redeliver' });
    case 'park':
      return store.claim({ ...claiming, queue: minutes % 2 === 0 ? 'new' : 'redeliver', decide: () => 'park' });
    case 'unpark':
      return store.unpark(SCOPE, () => true, 0);
    case 'release':
      return store.release({ ...releasing, crashed: false });
    case 'crash':
      return store.release({ ...releasing, crashed: true });
    case 'claim suspect':
      return store.claim({ ...claiming, queue: 'suspect', decide: () => (minutes % 5 === 0 ? 'park' : decide()) });
    case 'acquit':
      return store.acquit([key]);
    case 'expire':
      return store.expire(SCOPE, now, 2);
    case 'complete':
      return store.complete({ ...completing, as: 'flow', acknowledge: minutes % 2 === 0 ? 'keep' : 'delete' });
    case 'elsewhere':
      return store.complete({ ...completing, as: 'elsewhere' });
    case 'reoffer':
      return store.reoffer(key, now);
    case 'renew':
      return store.renew(key, { keepUntil: now + 1e9, ackedBefore: now, now });
    case 'refetch':
      return store.refetch(key, now, minutes % 2 === 0 ? 'missing' : 'damaged');
    case 'fail fetch':
      return store.fetchFailed(key, { nextAt: now + 60_000, isGone: minutes % 2 === 0 });
    case 'ack':
      return ack && store.ackDone(ack, now);
    case 'fail ack':
      return ack && store.ackFailed(ack, now + 60_000);
    case 'prune':
      return store.forgetDocuments((await store.prune(now)).documents);
  }
}

/** All entries of the closed database, split into rows and what the store derives from them. */
async function dump(folder: string): Promise<{ rows: StoredEvent[]; derived: Map<string, string> }> {
  const entries = await storedEntries(folder);
  const rows = entries.filter(([key]) => key.startsWith('row/')).map(([, value]) => JSON.parse(value) as StoredEvent);
  const derived = entries.filter(([key]) => /^(state|due|file|expiry|count)\//.test(key));
  return { rows, derived: new Map(derived) };
}

function expected(rows: StoredEvent[]): Map<string, string> {
  const entries = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { places, counts: counted } = eventRow(row);
    for (const { path, shows } of places) entries.set(path, shows);
    for (const [name, count] of Object.entries(counted?.of ?? {})) {
      const key = keyOf('count', row.scope, name);
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
  }
  for (const [key, count] of counts) if (count > 0) entries.set(key, String(count));
  return entries;
}

describe('The indexes and counters of the embedded store', () => {
  it('hold exactly what follows from the rows, whatever happened to these', async () => {
    const home = await temporaryFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const folder = join(home.folder, String((run += 1)));
        const store = await openLevelStore({ folder, clock: new FakeClock(), log: silentLog });
        for (const each of steps) await take(store, each);
        await store.close();
        const { rows, derived } = await dump(folder);
        for (const [key, value] of derived) if (key.startsWith('count/') && value === '0') derived.delete(key);
        assert.deepEqual(Object.fromEntries(derived), Object.fromEntries(expected(rows)));
      }),
      { numRuns: 40 },
    );
    await home.remove();
  });
});
