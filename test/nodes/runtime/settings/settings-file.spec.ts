import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { NodeRed } from '../../../../nodes/runtime/node-red';
import { documentRoots, pushlineSettings, storeFolder } from '../../../../nodes/runtime/settings/settings-file';
import { ConfigError } from '../../../../src/domain/errors';

const RED = (settings: Record<string, unknown>): NodeRed => ({ settings }) as unknown as NodeRed;

describe('the settings of settings.js', () => {
  it('let messages name files below the folders of documentRoots only', () => {
    const roots = ['/srv/faxes', 'relative'];
    assert.deepEqual(
      documentRoots(RED({ pushline: { documentRoots: roots } })),
      roots.map((root) => resolve(root)),
    );
    assert.deepEqual(documentRoots(RED({ pushline: { documentRoots: [] }, fileWorkingDirectory: '/work' })), []);
  });

  it('otherwise below the working directory of the file nodes, or of the process', () => {
    assert.deepEqual(documentRoots(RED({ fileWorkingDirectory: '/srv/work' })), [resolve('/srv/work')]);
    assert.deepEqual(documentRoots(RED({ fileWorkingDirectory: '' })), [process.cwd()]);
    assert.deepEqual(documentRoots(RED({ pushline: { timeScale: 2 } })), [process.cwd()]);
  });

  it('give no folder by default where that is a home, the user directory, or above one', () => {
    const [home, userDir] = [homedir(), '/data/node-red'];
    for (const folder of [
      home,
      dirname(home),
      '/',
      '/home',
      '/home/pi',
      '/Users/somebody',
      userDir,
      '/data',
      `${userDir}/`,
    ]) {
      assert.deepEqual(documentRoots(RED({ userDir, fileWorkingDirectory: folder })), [], folder);
      assert.deepEqual(documentRoots(RED({ userDir, pushline: { documentRoots: [folder] } })), [resolve(folder)]);
    }
    for (const folder of ['/srv/work', `${userDir}/faxes`, '/data/node-red-2', '/home/pi/faxes', join(home, 'faxes')]) {
      assert.deepEqual(documentRoots(RED({ userDir, fileWorkingDirectory: folder })), [resolve(folder)], folder);
    }
    const link = join(mkdtempSync(join(tmpdir(), 'pushline-home-')), 'link');
    symlinkSync(home, link);
    assert.deepEqual(documentRoots(RED({ userDir, fileWorkingDirectory: link })), []);
    rmSync(dirname(link), { recursive: true });
  });

  it('say what is wrong with documentRoots, without its value', () => {
    for (const wrong of ['/srv/faxes', [7], [''], ['/srv', ' '], null, {}, true]) {
      assert.throws(
        () => documentRoots(RED({ pushline: { documentRoots: wrong } })),
        (error) =>
          error instanceof ConfigError &&
          error.message.includes('pushline.documentRoots') &&
          !error.message.includes('/srv'),
      );
    }
  });

  it('scale time only by a number above zero', () => {
    const scale = (pushline: unknown): number => pushlineSettings(RED({ pushline })).timeScale;
    assert.equal(scale({ timeScale: 60 }), 60);
    for (const wrong of [undefined, null, 'x', {}, { timeScale: 0 }, { timeScale: -1 }, { timeScale: '60' }]) {
      assert.equal(scale(wrong), 1);
    }
  });

  it('keep the store below the user directory', () => {
    assert.equal(storeFolder(RED({ userDir: '/data' })), join('/data', 'pushline'));
    assert.equal(storeFolder(RED({})), join(process.cwd(), 'pushline'));
  });
});
