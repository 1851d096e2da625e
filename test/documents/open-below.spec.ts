import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MovedError, openAndCompare, openBelow } from '../../src/documents/open-below';

describe('opening a file below a folder', () => {
  let root: string;

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'pushline-open-')));
    await mkdir(join(root, 'a', 'b'), { recursive: true });
    await writeFile(join(root, 'a', 'b', 'file'), 'text');
    await writeFile(join(root, 'top'), 'top');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  for (const [how, openIt] of [
    ['where a folder can be entered by its handle', openBelow],
    ['where it cannot', openAndCompare],
  ] as const) {
    describe(how, () => {
      const read = async (...parts: string[]): Promise<string> => {
        const file = await openIt(root, parts);
        try {
          return await file.readFile('utf8');
        } finally {
          await file.close();
        }
      };

      it('opens it at any depth', async () => {
        assert.deepEqual([await read('a', 'b', 'file'), await read('top')], ['text', 'top']);
      });

      it('opens nothing by a link, first, last or between', async () => {
        await symlink(join(root, 'a'), join(root, 'link'));
        await symlink('b', join(root, 'a', 'link'));
        await symlink('file', join(root, 'a', 'b', 'link'));
        const ways = [
          ['link', 'b', 'file'],
          ['a', 'link', 'file'],
          ['a', 'b', 'link'],
          ['a', 'gone'],
          ['top', 'file'],
        ];
        for (const parts of ways) await assert.rejects(read(...parts), MovedError);
      });

      it('leaves no file open behind what it refuses', async function () {
        if (process.platform !== 'linux') this.skip();
        await rename(join(root, 'a'), join(root, 'c'));
        await symlink('c', join(root, 'a'));
        const before = await openFiles();
        for (let i = 0; i < 10; i += 1) await assert.rejects(read('a', 'b', 'file'), MovedError);
        assert.equal(await openFiles(), before);
      });
    });
  }
});

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd')).length;
}
