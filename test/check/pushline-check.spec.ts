import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { newEvent } from '../contract/store';
import {
  copyInPlace,
  eventsIn,
  filesIn,
  IN_LOG,
  IN_TABLE,
  makeFolder,
  newest,
  open,
} from '../store/level/damaged-folder';
import { flipBit } from '../support/flip-bit';

const COMMAND = resolve(__dirname, '../../src/check/pushline-check.ts');

interface Ended {
  code: number | null;
  text: string;
}

async function check(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

describe('pushline-check', () => {
  let home: string;
  let sound: string;
  let count = 0;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'pushline-check-'));
    sound = join(home, 'sound');
    await makeFolder(sound);
  });

  after(() => rm(home, { recursive: true }));

  async function fresh(): Promise<string> {
    const copy = join(home, `copy-${(count += 1)}`);
    await copyInPlace(sound, copy);
    return copy;
  }

  it('finds nothing wrong with a sound folder, says what it holds, and changes nothing', async () => {
    const before = await filesIn(sound);
    const { code, text } = await check(sound);
    assert.match(text, /101 events not done yet and 0 done, 1 jobs open and 0 ended/);
    assert.match(text, /documents: 1 intact, 0 that belong to no/);
    assert.match(text, /all is well/);
    assert.equal(code, 0);
    assert.deepEqual(await filesIn(sound), before);
  });

  const documentOf = async (folder: string): Promise<string> =>
    join(folder, 'documents', (await readdir(join(folder, 'documents')))[0] ?? '');

  for (const [what, damage, told] of [
    [
      'a damaged table',
      async (folder: string) => flipBit(await newest(folder, '.ldb'), 9_000),
      [/damaged: \d+\.ldb/, /--save/],
    ],
    [
      'a log that is missing',
      async (folder: string) => rm(await newest(folder, '.log')),
      [/missing: \d+\.log/, /--save/],
    ],
    [
      'a log that lost its end',
      async (folder: string) => truncate(await newest(folder, '.log'), 50_000),
      [/missing: the last \d+ writes/],
    ],
    ['no store.json', async (folder: string) => rm(join(folder, 'store.json')), [/missing: store\.json/]],
    [
      'a damaged document',
      async (folder: string) => flipBit(await documentOf(folder)),
      [/damaged: document [0-9a-f-]+\.tif/, /fetched again/],
    ],
    ['a missing document', async (folder: string) => rm(await documentOf(folder)), [/missing: document/]],
    ['another place', async (folder: string) => rm(join(folder, 'place.json')), [/is a copy/, /--moved/, /--restored/]],
  ] as const) {
    it(`reports ${what}, says what to do, and changes nothing`, async () => {
      const folder = await fresh();
      await damage(folder);
      const before = await filesIn(folder);
      const { code, text } = await check(folder);
      for (const words of [...told, /docs\/repair\.md/]) assert.match(text, words);
      assert.equal(code, 1);
      assert.deepEqual(await filesIn(folder), before);
    });
  }

  it('saves everything readable into a new folder, which must be confirmed before it is used', async () => {
    const folder = await fresh();
    await rm(await newest(folder, '.log'));
    const [before, target] = [await filesIn(folder), join(home, 'saved')];
    const { code, text } = await check(folder, '--save', target);
    assert.match(text, /saved in /);
    assert.equal(code, 0);
    assert.deepEqual(await filesIn(folder), before);
    await assert.rejects(open(target), /restored from a backup/);
    assert.equal((await check(target, '--restored')).code, 0);
    const store = await open(target);
    assert.equal((await eventsIn(store)).length, IN_TABLE.length + 1);
    await store.close();
    assert.equal((await check(target)).code, 0);
    assert.equal((await check(folder, '--save', target)).code, 2, 'never over another one');
  });

  it('accepts a folder that was moved with a single word', async () => {
    const moved = join(home, 'moved');
    await cp(sound, moved, { recursive: true });
    assert.equal((await check(moved)).code, 1);
    assert.equal((await check(moved, '--moved')).code, 0);
    assert.equal((await check(moved)).code, 0);
    const store = await open(moved);
    assert.equal((await eventsIn(store)).length, IN_TABLE.length + IN_LOG.length + 1);
    await store.close();
  });

  it('does not touch a folder that Node-RED is using', async () => {
    const folder = await fresh();
    const store = await open(folder);
    await store.accept(newEvent('while it runs'));
    await rm(join(folder, 'reach'));
    const { code, text } = await check(folder);
    assert.match(text, /another Node-RED uses this folder: stop it first/);
    assert.equal(code, 3);
    await store.close();
  });

  for (const [what, args] of [
    ['no folder', []],
    ['an option that is none', ['.', '--repair-all']],
    ['no new folder', ['.', '--save']],
    ['too much', ['.', '--moved', 'x']],
  ] as const) {
    it(`prints its usage for ${what}`, async () => {
      const { code, text } = await check(...args);
      assert.match(text, /pushline-check <folder> --save <new folder>/);
      assert.equal(code, 2);
    });
  }

  it('says so when there is no store', async () => {
    const empty = join(home, 'empty');
    await mkdir(empty);
    assert.match((await check(empty)).text, /no store in this folder/);
    await writeFile(join(empty, 'store.json'), '{"kind":"postgres","version":1}');
    const { code, text } = await check(empty);
    assert.match(text, /another kind of store/);
    assert.equal(code, 2);
  });
});
