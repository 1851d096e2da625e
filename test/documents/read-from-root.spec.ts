import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { readFromRoots } from '../../src/documents/read-from-root';
import { BadDocumentError, BadInputError } from '../../src/domain/errors';

const MB = 1024 * 1024;

/** Exchanges a folder for a link to another one and back, as fast as it can. */
const SWAPPER = `
const { renameSync, symlinkSync, unlinkSync } = require('node:fs');
const [folder, outside] = process.argv.slice(1);
for (;;) {
  renameSync(folder, folder + '-aside');
  symlinkSync(outside, folder);
  unlinkSync(folder);
  renameSync(folder + '-aside', folder);
}`;

describe('reading a document that a message names by its path', () => {
  let base: string;
  let root: string;
  let second: string;
  let store: string;

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'pushline-roots-')));
    [root, second] = [join(base, 'root'), join(base, 'second')];
    store = join(root, 'pushline');
    for (const folder of [join(root, 'sub'), second, join(store, 'flow'), join(base, 'root-2')]) {
      await mkdir(folder, { recursive: true });
    }
    await writeFile(join(root, 'sub', 'fax.tif'), 'in the root');
    await writeFile(join(second, 'other.tif'), 'in the second root');
    await writeFile(join(base, 'secret.tif'), 'outside');
    await writeFile(join(base, 'root-2', 'near.tif'), 'outside');
    await writeFile(join(store, 'stored.tif'), 'in the store');
    await writeFile(join(store, 'flow', 'given.tif'), 'given to the flow');
  });

  afterEach(() => rm(base, { recursive: true, force: true }));

  const read = async (path: string, more: { allowed?: string; roots?: string[] } = {}): Promise<string> =>
    (await readFromRoots(path, { roots: [root, second], forbidden: store, ...more })).toString();
  const refused = (path: string, more?: { allowed?: string; roots?: string[] }): Promise<void> =>
    assert.rejects(read(path, more), (error) => {
      assert.ok(error instanceof BadInputError, String(error));
      assert.match(error.message, /no such file: .* pushline\.documentRoots/);
      for (const part of [base, 'secret', 'fax.tif', 'passwd']) assert.ok(!error.message.includes(part), error.message);
      assert.equal(error.cause, undefined);
      return true;
    });

  it('reads below the first root by a relative path, and below any root by an absolute one', async () => {
    assert.equal(await read('sub/fax.tif'), 'in the root');
    assert.equal(await read('./sub/../sub/fax.tif'), 'in the root');
    assert.equal(await read(join(root, 'sub', 'fax.tif')), 'in the root');
    assert.equal(await read(join(second, 'other.tif')), 'in the second root');
    assert.equal(await read(relative(root, join(second, 'other.tif'))), 'in the second root');
    await refused('other.tif');
  });

  it('refuses files outside, in the same way as files that do not exist', async () => {
    for (const path of [
      ...[join(base, 'secret.tif'), '../secret.tif', 'sub/../../secret.tif', '../root-2/near.tif'],
      ...[join(base, 'missing.tif'), 'missing.tif', 'sub/fax.tif/more', '/etc/passwd', 'file:///etc/passwd'],
      ...['', '.', '..', '/', 'sub', root, 'sub/fax.tif\0', `${'x'.repeat(5000)}.tif`, 'x/'.repeat(5000), '~/fax.tif'],
      ...['..\\secret.tif', '\\\\host\\share\\fax.tif', 'C:\\secret.tif', '%2e%2e/secret.tif'],
    ]) {
      await refused(path);
    }
  });

  it('follows links, and decides by where they lead', async () => {
    await symlink(join(base, 'secret.tif'), join(root, 'out.tif'));
    await symlink(base, join(root, 'up'));
    await symlink(join(root, 'loop'), join(root, 'loop'));
    await symlink(join(root, 'sub'), join(base, 'in'));
    await refused('out.tif');
    await refused('up/secret.tif');
    await refused('loop');
    assert.equal(await read('up/root/sub/fax.tif'), 'in the root');
    assert.equal(await read(join(base, 'in', 'fax.tif')), 'in the root');
  });

  it('takes a root that is itself a link', async () => {
    const link = join(base, 'link');
    await symlink(root, link);
    assert.equal(await read('sub/fax.tif', { roots: [link] }), 'in the root');
    assert.equal(await read(join(root, 'sub', 'fax.tif'), { roots: [link] }), 'in the root');
    await refused('pushline/stored.tif', { roots: [link] });
  });

  it('never reads from the store, but for the folder of what flows were given', async () => {
    const given = join(store, 'flow', 'given.tif');
    await symlink(store, join(root, 'alias'));
    for (const path of [join(store, 'stored.tif'), 'pushline/stored.tif', 'alias/stored.tif', given])
      await refused(path);
    const allowed = join(store, 'flow');
    assert.equal(await read(given, { allowed }), 'given to the flow');
    assert.equal(await read(given, { allowed, roots: [] }), 'given to the flow');
    for (const path of ['stored.tif', 'flow/../stored.tif', 'flow']) await refused(join(store, path), { allowed });
    await symlink(join(store, 'stored.tif'), join(store, 'flow', 'out.tif'));
    await refused(join(store, 'flow', 'out.tif'), { allowed });
  });

  it('reads nothing whose name, or whose folder’s name, begins with a dot, however it is named', async () => {
    await mkdir(join(root, '.ssh', 'sub'), { recursive: true });
    for (const name of ['.env', '.ssh/key.tif', '.ssh/sub/key.tif', 'sub/.hidden.tif', '..tif']) {
      await writeFile(join(root, name), 'hidden');
      await refused(name);
      await refused(join(root, name));
    }
    await symlink(join(root, '.ssh'), join(root, 'shown'));
    await symlink(join(root, '.env'), join(root, 'shown.tif'));
    await refused('shown/key.tif');
    await refused('shown.tif');
    assert.equal(await read('key.tif', { roots: [join(root, '.ssh')] }), 'hidden');
    assert.equal(await read(join(root, '.ssh', 'key.tif'), { roots: [root, join(root, '.ssh')] }), 'hidden');
  });

  it('reads nothing from outside while a folder on the way is exchanged for a link', async () => {
    const real = join(root, 'swapped');
    await mkdir(join(real, 'deep'), { recursive: true });
    await mkdir(join(base, 'outside', 'deep'), { recursive: true });
    await writeFile(join(real, 'deep', 'fax.tif'), 'in the root');
    await writeFile(join(base, 'outside', 'deep', 'fax.tif'), 'outside');
    const swapper = spawn(process.execPath, ['-e', SWAPPER, real, join(base, 'outside')], { stdio: 'ignore' });
    try {
      const got = new Map<string, number>();
      for (let tries = 0; tries < 3_000; tries += 1) {
        const text = await read('swapped/deep/fax.tif').catch((error: unknown) => (error as Error).name);
        got.set(text, (got.get(text) ?? 0) + 1);
      }
      assert.equal(got.get('outside'), undefined);
      assert.ok((got.get('in the root') ?? 0) > 0, JSON.stringify([...got]));
    } finally {
      swapper.kill('SIGKILL');
      await once(swapper, 'exit');
    }
  });

  it('enters a folder that may not be listed', async function () {
    if (process.getuid?.() === 0) this.skip();
    await chmod(join(root, 'sub'), 0o300);
    assert.equal(await read('sub/fax.tif'), 'in the root');
    await chmod(join(root, 'sub'), 0o700);
  });

  it('reads nothing without roots, or where they do not exist', async () => {
    await refused(join(root, 'sub', 'fax.tif'), { roots: [] });
    await refused('fax.tif', { roots: [] });
    await refused('fax.tif', { roots: [join(base, 'missing')] });
  });

  it('does not wait for a pipe or read a device', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await refused('pipe');
    await refused('/dev/zero', { roots: ['/dev'] });
  });

  it('says how large a document may be, without reading a larger one', async () => {
    await writeFile(join(root, 'large.tif'), '');
    await truncate(join(root, 'large.tif'), 30 * MB);
    assert.equal((await read('large.tif')).length, 30 * MB);
    await truncate(join(root, 'large.tif'), 2 ** 40);
    await assert.rejects(
      read('large.tif'),
      (error) => error instanceof BadDocumentError && /30 MB/.test(error.message),
    );
  });

  it('reads an empty file as it is', async () => {
    await writeFile(join(root, 'empty.tif'), '');
    assert.equal(await read('empty.tif'), '');
  });

  it('refuses a file that is longer than it says, as one still being written is', async function () {
    if (process.platform !== 'linux') this.skip();
    await assert.rejects(read('/proc/self/status', { roots: ['/proc'] }), /changed while it was read/);
  });
});
