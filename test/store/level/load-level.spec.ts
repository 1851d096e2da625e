import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { loadLevel, obstacleOnArm } from '../../../src/store/level/load-level';
import { UnusableStoreError } from '../../../src/store/level/unusable-store';

const SOURCE = resolve(__dirname, '../../../src/store/level/load-level.ts');

describe('The binary of LevelDB', () => {
  it('is loaded where there is one', () => {
    assert.equal(typeof loadLevel(), 'function');
  });

  it('is reported as missing if there is none for this machine, and the process goes on', () => {
    const script = `
      const { loadLevel } = require(${JSON.stringify(SOURCE)});
      try { loadLevel(); } catch (error) { console.log(error.failureCode + ': ' + error.message); }`;
    const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
      // Where node-gyp-build looks for it.
      env: { ...process.env, CLASSIC_LEVEL_PREBUILD: resolve(__dirname, 'no-such-folder') },
      encoding: 'utf8',
    });
    assert.match(
      stdout,
      /store-binary: the store cannot work on this machine: classic-level has no binary.*docs\/repair\.md/,
    );
    assert.equal(status, 0);
  });

  for (const [glibc, obstacle] of [
    ['2.34', undefined],
    ['2.41', undefined],
    ['3.0', undefined],
    ['2.31', /glibc 2\.31 \(it needs 2\.34/],
    ['2.4', /glibc 2\.4/],
    [undefined, /musl/],
  ] as const) {
    it(`on 32-bit ARM ${obstacle === undefined ? 'can be loaded' : 'would end Node-RED'} with glibc ${glibc ?? 'missing'}`, () => {
      const found = obstacleOnArm(glibc);
      if (obstacle === undefined) assert.equal(found, undefined);
      else assert.match(found ?? '', obstacle);
    });
  }

  it('is not even tried where loading it would end Node-RED', () => {
    assert.throws(
      () => loadLevel('32-bit ARM with musl (Alpine)'),
      (error) =>
        error instanceof UnusableStoreError && /musl/.test(error.message) && error.failureCode === 'store-binary',
    );
  });
});
