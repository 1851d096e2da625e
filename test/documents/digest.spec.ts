import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { digestWhileWriting } from '../../src/documents/digest';
import { StoreError } from '../../src/domain/errors';

describe('the digest of a document', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pushline-digest-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is that of the bytes on disk, in whatever slices they come', async () => {
    const path = join(folder, 'file');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 8 }), async (slices) => {
        const file = await open(path, 'w');
        const digest = await digestWhileWriting(Readable.from(slices.map((slice) => Buffer.from(slice))), file);
        await file.close();
        const whole = Buffer.concat(slices);
        assert.deepEqual(await readFile(path), whole);
        assert.equal(digest.size, whole.length);
        assert.equal(digest.sha256, createHash('sha256').update(whole).digest('hex'));
        assert.equal(digest.md5, createHash('md5').update(whole).digest('hex'));
        assert.deepEqual(digest.start.subarray(0, 8), whole.subarray(0, 8));
      }),
      { numRuns: 30 },
    );
  });

  it('tells an error of the disk from one of the source', async () => {
    const file = await open(join(folder, 'file'), 'w');
    const broken = new Error('the provider hung up');
    await assert.rejects(digestWhileWriting(failing(broken), file), broken);
    await file.close();
    await assert.rejects(digestWhileWriting(Buffer.from('x'), file), StoreError);
  });
});

function failing(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}
