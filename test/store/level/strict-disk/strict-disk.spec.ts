import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentFolder } from '../../../../src/documents/document-folder';
import { writePlace } from '../../../../src/store/level/folder/place';
import { newEvent } from '../../../contract/store';
import { open } from '../damaged-folder';
import { StrictDisk } from './strict-disk';
import { canTrace, traced, type DiskCall } from './traced-calls';

const FAXES = 90;
/** Cuts at chosen moments: each time something was said, and as often in between. */
const CUTS = 30;

describe('A disk that keeps only what was synced, names of folders, too', function () {
  let home: string;

  before(async function () {
    if (process.platform !== 'linux' || !(await canTrace())) this.skip();
    home = await realpath(await mkdtemp(join(tmpdir(), 'pushline-strict-')));
  });

  after(() => rm(home, { recursive: true, force: true }));

  it('has every fax, with its document, that was ever reported as stored', async () => {
    const user = join(home, 'user');
    await mkdir(user);
    const script = join(__dirname, 'faxing-process.ts');
    const calls = await traced(join(home, 'trace'), script, [join(user, 'pushline'), String(FAXES)]);
    const logs = new Set(
      calls.flatMap((call) => (call.call === 'open' && /\.log$/.test(call.path) ? [call.path] : [])),
    );
    assert(logs.size >= 3, 'LevelDB has begun new logs');
    const cuts = cutsIn(calls);
    const disk = new StrictDisk(user);
    let said = 0;
    for (const [index, call] of calls.entries()) {
      disk.do(call);
      if (call.call === 'say') said += 1;
      if (cuts.has(index)) await assertStored(disk, said, index);
    }
    assert.equal(said, FAXES);
  });

  function cutsIn(calls: DiskCall[]): Set<number> {
    const spoken = calls.flatMap((call, index) => (call.call === 'say' ? [index] : []));
    const every = (list: number[], count: number): number[] =>
      list.filter((_, place) => place % Math.max(1, Math.floor(list.length / count)) === 0);
    const own = calls.flatMap((call, index) => (call.call !== 'say' && call.path.startsWith(home) ? [index] : []));
    return new Set([...every(spoken, CUTS), ...every(own, CUTS), ...own.slice(0, 30)]);
  }

  async function assertStored(disk: StrictDisk, said: number, cut: number): Promise<void> {
    const folder = join(home, `cut-${cut}`);
    await disk.restore(folder);
    const pushline = join(folder, 'pushline');
    const isReady = await stat(join(pushline, 'store.json')).then(
      () => true,
      () => false,
    );
    assert(isReady || said === 0, 'nothing is promised before the store is ready');
    if (isReady) await writePlace(pushline);
    const store = await open(pushline);
    const documents = new DocumentFolder(pushline);
    for (let number = 0; number < said; number += 1) {
      const row = await store.get(newEvent(`fax-${number}`).key);
      assert(row?.document, `fax ${number} is stored at ${cut}`);
      assert.deepEqual(await documents.read(row.document), { found: Buffer.from(`II*\0 fax ${number}`) });
    }
    await store.close();
    await rm(folder, { recursive: true });
  }
});
