import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownPathsFile, loadKnownPaths } from '../../../src/transports/webhook/known-paths-file';
import type { KnownPath } from '../../../src/transports/webhook/webhook-routes';

describe('the file of known paths', () => {
  let parent: string;
  let folder: string;
  let file: string;
  let errors: number;
  let known: KnownPath[];
  const create = () =>
    new KnownPathsFile(
      file,
      () => known,
      () => (errors += 1),
    );

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'pushline-paths-'));
    folder = join(parent, 'pushline');
    file = join(folder, 'webhook-paths.json');
    errors = 0;
    known = [{ hash: 'ab', owner: 'c1' }];
  });

  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  it('gives back what was written, and nothing before that', async () => {
    assert.deepEqual(loadKnownPaths(file), []);
    const kept = create();
    kept.changed();
    await kept.idle();
    assert.deepEqual(loadKnownPaths(file), known);
    assert.deepEqual([errors, readdirSync(folder)], [0, ['webhook-paths.json']]);
  });

  it('keeps others out', async () => {
    const kept = create();
    kept.changed();
    await kept.idle();
    assert.deepEqual([statSync(file).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
  });

  it('writes the last state of many changes', async () => {
    const kept = create();
    for (let i = 0; i < 100; i += 1) {
      known = [{ hash: String(i), owner: 'c1' }];
      kept.changed();
      if (i % 10 === 0) await Promise.resolve();
    }
    await kept.idle();
    assert.deepEqual(loadKnownPaths(file), [{ hash: '99', owner: 'c1' }]);
  });

  it('takes a spoiled file for none, and leaves out what is no entry', async () => {
    const kept = create();
    kept.changed();
    await kept.idle();
    for (const text of ['', '{"a":', '{}', '7']) {
      writeFileSync(file, text);
      assert.deepEqual(loadKnownPaths(file), []);
    }
    writeFileSync(file, '[null, 7, {"hash":1,"owner":"a"}, {"hash":"b","owner":"c"}]');
    assert.deepEqual(loadKnownPaths(file), [{ hash: 'b', owner: 'c' }]);
  });

  it('tells of a write that fails, keeps the old file, and goes on', async () => {
    const kept = create();
    kept.changed();
    await kept.idle();
    const before = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, before);
    kept.changed();
    await kept.idle();
    assert.equal(errors, 1);
    rmSync(folder);
    kept.changed();
    await kept.idle();
    assert.deepEqual([errors, loadKnownPaths(file)], [1, known]);
  });
});
