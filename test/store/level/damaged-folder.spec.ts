import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open as openFile, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import type { StoreFailureCode } from '../../../src/store/store-health';
import { inspectFolder } from '../../../src/store/level/folder/inspect-folder';
import { UnusableStoreError } from '../../../src/store/level/unusable-store';
import { flipBit } from '../../support/flip-bit';
import { copyInPlace, eventsIn, filesIn, IN_LOG, IN_TABLE, makeFolder, newest, open } from './damaged-folder';

type Damage = [what: string, code: StoreFailureCode, told: RegExp, damage: (folder: string) => Promise<unknown>];

const table = (folder: string): Promise<string> => newest(folder, '.ldb');
const log = (folder: string): Promise<string> => newest(folder, '.log');
const manifest = (folder: string): Promise<string> => newest(folder, 'MANIFEST');
const current = (folder: string): string => join(folder, 'level', 'CURRENT');
const sizeOf = async (path: string): Promise<number> => (await readFile(path)).length;

/** Bytes in the middle as a disk gives them back that has lost a sector. */
async function zero(path: string, from: number, length: number): Promise<void> {
  const file = await openFile(path, 'r+');
  await file.write(Buffer.alloc(length), 0, length, from);
  await file.close();
}

const DAMAGES: Damage[] = [
  ['a table that was cut short', 'store-damaged', /\.ldb/, async (folder) => truncate(await table(folder), 5_000)],
  ['a table without a byte', 'store-damaged', /\.ldb/, async (folder) => truncate(await table(folder), 0)],
  ['a table that is missing', 'store-incomplete', /missing \d+\.ldb/, async (folder) => rm(await table(folder))],
  [
    'a table that cannot be read',
    'store-damaged',
    /\.ldb/,
    async (folder) => {
      const path = await table(folder);
      await rm(path);
      await mkdir(path);
    },
  ],
  [
    'a flipped bit in a value of a table',
    'store-damaged',
    /\.ldb/,
    async (folder) => flipBit(await table(folder), 3_000),
  ],
  ['a flipped bit in a key of a table', 'store-damaged', /\.ldb/, async (folder) => flipBit(await table(folder), 5)],
  [
    'a flipped bit in the index of a table',
    'store-damaged',
    /\.ldb/,
    async (folder) => flipBit(await table(folder), (await sizeOf(await table(folder))) - 80),
  ],
  [
    'a flipped bit at the end of a table',
    'store-damaged',
    /\.ldb/,
    async (folder) => flipBit(await table(folder), (await sizeOf(await table(folder))) - 3),
  ],
  ['a lost sector in a table', 'store-damaged', /\.ldb/, async (folder) => zero(await table(folder), 4_096, 512)],
  ['a flipped bit early in the log', 'store-damaged', /\.log/, async (folder) => flipBit(await log(folder), 40)],
  ['a flipped bit in the middle of the log', 'store-damaged', /\.log/, async (folder) => flipBit(await log(folder))],
  [
    'a flipped bit in the last write of the log',
    'store-incomplete',
    /missing the last \d+ write/,
    async (folder) => flipBit(await log(folder), (await sizeOf(await log(folder))) - 2),
  ],
  ['a lost sector in the log', 'store-damaged', /\.log/, async (folder) => zero(await log(folder), 40_960, 4_096)],
  [
    'a log whose end is zeros',
    'store-incomplete',
    /missing the last \d+ writes/,
    async (folder) => zero(await log(folder), 60_000, (await sizeOf(await log(folder))) - 60_000),
  ],
  [
    'a log that was cut short in the middle of a write',
    'store-incomplete',
    /missing the last \d+ writes/,
    async (folder) => truncate(await log(folder), 50_001),
  ],
  [
    'a log without its last byte',
    'store-incomplete',
    /missing the last 1 write/,
    async (folder) => truncate(await log(folder), (await sizeOf(await log(folder))) - 1),
  ],
  ['a log without a byte', 'store-incomplete', /missing the last/, async (folder) => truncate(await log(folder), 0)],
  ['a backup that leaves out *.log', 'store-incomplete', /missing \d+\.log/, async (folder) => rm(await log(folder))],
  [
    'a level folder that is missing',
    'store-incomplete',
    /missing level/,
    (folder) => rm(join(folder, 'level'), { recursive: true }),
  ],
  [
    'a level folder that is empty',
    'store-incomplete',
    /missing level/,
    async (folder) => {
      await rm(join(folder, 'level'), { recursive: true });
      await mkdir(join(folder, 'level'));
    },
  ],
  ['CURRENT missing', 'store-incomplete', /missing CURRENT/, (folder) => rm(current(folder))],
  ['CURRENT without a byte', 'store-damaged', /CURRENT/, (folder) => truncate(current(folder), 0)],
  ['CURRENT with something else in it', 'store-damaged', /CURRENT/, (folder) => writeFile(current(folder), 'garbage')],
  ['a flipped bit in CURRENT', 'store-damaged', /CURRENT/, (folder) => flipBit(current(folder), 2)],
  [
    'a CURRENT that names a manifest which is not there',
    'store-incomplete',
    /missing MANIFEST-000099/,
    (folder) => writeFile(current(folder), 'MANIFEST-000099\n'),
  ],
  ['a manifest that is missing', 'store-incomplete', /MANIFEST/, async (folder) => rm(await manifest(folder))],
  ['a manifest without a byte', 'store-damaged', /MANIFEST/, async (folder) => truncate(await manifest(folder), 0)],
  ['a flipped bit in the manifest', 'store-damaged', /MANIFEST/, async (folder) => flipBit(await manifest(folder), 20)],
  [
    'a manifest that was cut short',
    'store-damaged',
    /MANIFEST/,
    async (folder) => truncate(await manifest(folder), 60),
  ],
  ['store.json missing', 'store-incomplete', /missing store\.json/, (folder) => rm(join(folder, 'store.json'))],
  ['store.json without a byte', 'store-damaged', /store\.json/, (folder) => truncate(join(folder, 'store.json'), 0)],
  ['a flipped bit in store.json', 'store-damaged', /store\.json/, (folder) => flipBit(join(folder, 'store.json'), 3)],
  ['reach missing', 'store-incomplete', /missing reach/, (folder) => rm(join(folder, 'reach'))],
  [
    'reach with something else in it',
    'store-incomplete',
    /missing reach/,
    (folder) => writeFile(join(folder, 'reach'), 'x'),
  ],
  ['place.json missing', 'store-copied', /restored/, (folder) => rm(join(folder, 'place.json'))],
  ['place.json without a byte', 'store-copied', /restored/, (folder) => truncate(join(folder, 'place.json'), 0)],
];

describe('A folder of the store that is damaged', () => {
  let home: string;
  let sound: string;
  let events: string[];
  let count = 0;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'pushline-damaged-'));
    sound = join(home, 'sound');
    await makeFolder(sound);
    const copy = await fresh();
    const store = await open(copy);
    events = await eventsIn(store);
    await store.close();
    assert.equal(events.length, IN_TABLE.length + IN_LOG.length + 1);
  });

  after(() => rm(home, { recursive: true }));

  async function fresh(): Promise<string> {
    const copy = join(home, `copy-${(count += 1)}`);
    await copyInPlace(sound, copy);
    return copy;
  }

  for (const [what, code, told, damage] of DAMAGES) {
    it(`is refused in words, and not changed: ${what}`, async () => {
      const folder = await fresh();
      await damage(folder);
      const before = await filesIn(folder);
      await assert.rejects(open(folder), (error) => {
        assert(error instanceof UnusableStoreError);
        assert.match(error.message, told);
        assert.match(error.message, /docs\/repair\.md/);
        assert(!error.message.includes(home));
        assert.equal(error.failureCode, code);
        return true;
      });
      assert.deepEqual(await filesIn(folder), before);
    });
  }

  it('is refused where a newer part of it was mixed with an older backup', async () => {
    const older = await fresh();
    const newer = await fresh();
    for (let round = 0; round < 2; round += 1) await (await open(newer)).close();
    for (const name of await readdir(join(newer, 'level'))) {
      if (name.endsWith('.log')) await rename(join(newer, 'level', name), join(older, 'level', name));
    }
    const before = await filesIn(older);
    await assert.rejects(open(older), /incomplete.*missing what was written before/);
    assert.deepEqual(await filesIn(older), before);
  });

  it('is seen wherever a bit flips: nothing is ever lost in silence', async () => {
    const folder = await fresh();
    const seen = { told: 0, harmless: 0 };
    for (const name of (await readdir(join(folder, 'level'))).filter((file) => !/^LO/.test(file))) {
      const path = join(folder, 'level', name);
      const whole = await readFile(path);
      const stride = Math.max(1, Math.ceil(whole.length / 150));
      for (let at = 0; at < whole.length; at += stride) {
        await flipBit(path, at);
        if ((await inspectFolder(folder, 2)).length > 0) seen.told += 1;
        else {
          seen.harmless += 1;
          await assertNothingLost(folder);
        }
        await writeFile(path, whole);
      }
    }
    assert(seen.told > 300, JSON.stringify(seen));
    assert(seen.harmless < 20, JSON.stringify(seen));
  });

  it('is seen wherever a file ends too early', async () => {
    const folder = await fresh();
    for (const name of (await readdir(join(folder, 'level'))).filter((file) => !/^LO/.test(file))) {
      const path = join(folder, 'level', name);
      const whole = await readFile(path);
      const stride = Math.max(1, Math.ceil(whole.length / 100));
      for (let at = 0; at < whole.length; at += stride) {
        await truncate(path, at);
        if ((await inspectFolder(folder, 2)).length === 0) await assertNothingLost(folder);
        await writeFile(path, whole);
      }
    }
  });

  /** On a copy, because opening moves the log into a table. */
  async function assertNothingLost(folder: string): Promise<void> {
    const copy = join(home, `copy-${(count += 1)}`);
    await copyInPlace(folder, copy);
    const store = await open(copy);
    assert.deepEqual(await eventsIn(store), events);
    await store.close();
    await rm(copy, { recursive: true });
  }

  it('goes on without what was never called durable: a write that was cut off at the end of the log', async () => {
    const folder = await fresh();
    const path = await log(folder);
    const whole = await readFile(path);
    for (const rest of [Buffer.from('half a record'), Buffer.alloc(3), whole.subarray(0, 30), Buffer.alloc(40_000)]) {
      await writeFile(path, Buffer.concat([whole, rest]));
      await assertNothingLost(folder);
    }
  });

  describe('in a row with a wrong content', () => {
    async function change(key: RegExp, value: (sealed: string) => string | undefined): Promise<string> {
      const folder = await fresh();
      const db = new ClassicLevel(join(folder, 'level'));
      for (const [name, sealed] of await db.iterator().all()) {
        if (!key.test(name)) continue;
        const other = value(sealed);
        if (other === undefined) await db.del(name);
        else await db.put(name, other);
      }
      await db.close();
      return folder;
    }

    it('takes the store down within minutes even if it is not read', async () => {
      const store = await open(await change(/^row\/.*table-7$/, (sealed) => sealed.replace('"new"', '"neW"')));
      await assert.rejects(store.prune(0), /damaged/);
      assert.equal(store.health.failureCode, 'store-damaged');
      await store.close();
    });

    for (const [what, key, value] of [
      ['a value that is another', /^row\/.*log-7$/, (sealed: string) => sealed.replace('"new"', '"neW"')],
      ['a value without its check value', /^row\/.*log-7$/, (sealed: string) => sealed.slice(9)],
      ['a value that is empty', /^row\/.*log-7$/, () => ''],
      ['an index whose row is gone', /^row\/.*log-7$/, () => undefined],
    ] as const) {
      it(`takes the store down as soon as it is read: ${what}`, async () => {
        const store = await open(await change(key, value));
        const rows = store.claim({
          ...{ scope: 'etherfax:100', queue: 'new', owner: 'me', now: 0, limit: 1_000 },
          decide: () => ({ offer: { leaseUntil: 1 } }),
        });
        await assert.rejects(rows, /damaged/);
        assert.equal(store.health.failureCode, 'store-damaged');
        assert.match(store.health.failure ?? '', /docs\/repair\.md/);
        await assert.rejects(store.list({ scope: 'etherfax:100', state: 'new', limit: 1 }), /damaged/);
        await store.close();
      });
    }
  });
});
