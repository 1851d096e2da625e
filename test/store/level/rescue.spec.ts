import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { rescueInPlace } from '../../../src/store/level/rescue/rescue-in-place';
import { readContents } from '../../../src/store/level/rescue/contents';
import { newJob } from '../../contract/job-store';
import { newEvent } from '../../contract/store';
import { flipBit } from '../../support/flip-bit';
import { copyInPlace, eventsIn, filesIn, IN_LOG, IN_TABLE, JOB, makeFolder, newest, open } from './damaged-folder';
import { storedEntries } from './stored-entries';

const NOW = new Date('2026-11-30T10:15:30Z');
const { scope } = newEvent('x');

describe('What is saved of a damaged store', () => {
  let home: string;
  let sound: string;
  let count = 0;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'pushline-rescue-'));
    sound = join(home, 'sound');
    await makeFolder(sound);
  });

  after(() => rm(home, { recursive: true }));

  async function fresh(): Promise<string> {
    const copy = join(home, `copy-${(count += 1)}`);
    await copyInPlace(sound, copy);
    return copy;
  }

  async function saved(folder: string): Promise<Set<string>> {
    const before = await filesIn(folder);
    assert(await rescueInPlace(folder, NOW));
    const after = new Set(Object.values(await filesIn(folder)));
    const own = ['reach', 'place.json', 'store.json'];
    for (const [name, hash] of Object.entries(before)) assert(own.includes(name) || after.has(hash), `${name} is gone`);
    const store = await open(folder);
    const ids = (await eventsIn(store)).map((event) => event.split(' ')[0] ?? '');
    assert.equal((await store.counts(scope)).new, ids.length);
    assert.equal((await store.accept(newEvent('after'))).outcome, 'stored');
    await store.close();
    return new Set(ids);
  }

  const of = (ids: Set<string>, all: string[]): number => all.filter((id) => ids.has(id)).length;

  for (const [what, damage, inTable, inLog] of [
    ['the log is missing', async (folder: string) => rm(await newest(folder, '.log')), [60, 60], [0, 0]],
    ['the table is missing', async (folder: string) => rm(await newest(folder, '.ldb')), [0, 0], [40, 40]],
    [
      'a bit of the table flipped',
      async (folder: string) => flipBit(await newest(folder, '.ldb'), 20_000),
      [45, 60],
      [40, 40],
    ],
    [
      'a bit of the log flipped',
      async (folder: string) => flipBit(await newest(folder, '.log'), 50_000),
      [60, 60],
      [20, 39],
    ],
    [
      'the log was cut short',
      async (folder: string) => truncate(await newest(folder, '.log'), 50_000),
      [60, 60],
      [15, 39],
    ],
    [
      'the table has lost its end, with its index',
      async (folder: string) => truncate(await newest(folder, '.ldb'), 30_000),
      [1, 59],
      [40, 40],
    ],
    [
      'CURRENT and the manifest are gone',
      async (folder: string) => {
        await rm(join(folder, 'level', 'CURRENT'));
        await rm(await newest(folder, 'MANIFEST'));
      },
      [60, 60],
      [40, 40],
    ],
    [
      'store.json, reach and place.json are gone',
      async (folder: string) => {
        for (const name of ['store.json', 'reach', 'place.json']) await rm(join(folder, name));
      },
      [60, 60],
      [40, 40],
    ],
    [
      'the level folder is gone',
      async (folder: string) => rm(join(folder, 'level'), { recursive: true }),
      [0, 0],
      [0, 0],
    ],
  ] as const) {
    it(`is all that can be read where ${what}`, async () => {
      const folder = await fresh();
      await damage(folder);
      const ids = await saved(folder);
      const [tables, logs] = [of(ids, IN_TABLE), of(ids, IN_LOG)];
      assert(tables >= inTable[0] && tables <= inTable[1], `${tables} of the table`);
      assert(logs >= inLog[0] && logs <= inLog[1], `${logs} of the log`);
    });
  }

  it('has indexes and counters that follow from its rows, as in the store it came from', async () => {
    const folder = await fresh();
    const before = await storedEntries(sound);
    await rm(join(folder, 'reach'));
    await rescueInPlace(folder, NOW);
    const own = ([key]: [string, string]): boolean => !/^meta\/(running|commit)$/.test(key);
    const after = (await storedEntries(folder)).filter(own);
    assert.deepEqual(after, before.filter(own));
  });

  it('is in doubt: a job that waited may have been sent, an event may have been in the flow', async () => {
    const folder = await fresh();
    await rm(join(folder, 'reach'));
    await rescueInPlace(folder, NOW);
    const store = await open(folder);
    const job = await store.jobs.get(newJob(JOB).id);
    assert.deepEqual([job?.state, job?.calls, job?.attempt], ['sending', 1, 1]);
    const [row] = await store.claim({
      ...{ scope, queue: 'new', owner: 'me', now: 0, limit: 1 },
      decide: () => ({ offer: { leaseUntil: 1 } }),
    });
    assert.equal(row?.attempt, 2, 'the flow hears that it may have seen it');
    assert.equal(store.health.restored, true);
    await store.close();
    const again = await open(folder);
    assert.deepEqual((await again.jobs.get(newJob(JOB).id))?.calls, 1, 'once');
    await again.close();
  });

  it('keeps the document of an event', async () => {
    const folder = await fresh();
    await rm(join(folder, 'reach'));
    await rescueInPlace(folder, NOW);
    const store = await open(folder);
    const row = await store.get(newEvent('with-document').key);
    assert.equal(await readFile(join(folder, 'documents', row?.document?.file ?? ''), 'latin1'), 'II*\0 a fax');
    await store.close();
  });

  it('leaves a sound store alone', async () => {
    const folder = await fresh();
    const before = await filesIn(folder);
    assert.equal(await rescueInPlace(folder, NOW), undefined);
    assert.deepEqual(await filesIn(folder), before);
  });

  it('leaves a store of a later release alone', async () => {
    const folder = await fresh();
    await writeFile(join(folder, 'store.json'), '{"kind":"level","version":3}');
    await assert.rejects(rescueInPlace(folder, NOW), /later release/);
    assert.deepEqual((await readdir(folder)).sort(), ['documents', 'level', 'place.json', 'reach', 'store.json']);
  });

  it('never contains anything that was not written, wherever a bit flips', async () => {
    const whole = new Map(
      (await readContents(join(sound, 'level'), false)).events.map((row) => [row.key, JSON.stringify(row)]),
    );
    const folder = await fresh();
    const names = (await readdir(join(folder, 'level'))).filter((name) => /ldb$|log$/.test(name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), async (name, at) => {
        const path = join(folder, 'level', name);
        const bytes = await readFile(path);
        await flipBit(path, at % bytes.length);
        const { events } = await readContents(join(folder, 'level'), false);
        await flipBit(path, at % bytes.length);
        assert(events.length > 30);
        for (const row of events) assert.equal(JSON.stringify(row), whole.get(row.key));
      }),
      { numRuns: 60 },
    );
  });
});
