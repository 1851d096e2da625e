import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('cites of our documents', () => {
  let root = '';
  let brokenCites: (files: readonly string[], root: string) => string[];
  before(async () => {
    ({ brokenCites } = await import('../../scripts/lib/check-cites.mjs'));
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pushline-cites-'));
    mkdirSync(join(root, 'papers'));
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'papers', 'a.md'), '# A\n\n## What is it?\n\n```\n# no heading\n```\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const broken = (name: string, text: string): string[] => {
    const file = join(root, name);
    writeFileSync(file, text);
    return brokenCites([file], root);
  };

  it('are found where document and section are there', () => {
    assert.deepEqual(broken('src/x.ts', '/** By papers/a.md#what-is-it, and `papers/a.md`. */'), []);
    assert.deepEqual(broken('papers/b.md', '[a](a.md#what-is-it), [up](../src), [own](#b)\n# B\n'), []);
    assert.deepEqual(broken('papers/b.md', '[elsewhere](https://example.com/x.md)'), []);
  });

  it('are reported with file and line when the document does not exist', () => {
    assert.deepEqual(broken('src/x.ts', '\n// By reference/fax.md'), ['src/x.ts:2: reference/fax.md is not there']);
    assert.deepEqual(broken('papers/b.md', '[a](gone.md)'), ['papers/b.md:1: gone.md is not there']);
  });

  it('are reported when the section does not exist, or is only a number', () => {
    assert.deepEqual(broken('src/x.ts', '/** papers/a.md#no-heading */'), [
      'src/x.ts:1: papers/a.md#no-heading is not there',
    ]);
    assert.deepEqual(broken('src/x.ts', ' * as DESIGN section 3 says'), ['src/x.ts:1: DESIGN section 3 is not there']);
    assert.deepEqual(broken('papers/b.md', '[a](a.md#which)'), ['papers/b.md:1: a.md#which is not there']);
  });

  it('are not looked for in texts of the code', () => {
    assert.deepEqual(broken('src/x.ts', "const file = 'report.md';"), []);
  });
});
