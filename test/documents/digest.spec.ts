import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { digestWhileWriting } from '../../src/documents/digest';
import { StoreError } from '../../src/domain/errors';

describe('the digest of a document', () => {
  it('is that of the bytes written, in whatever slices they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { maxLength: 8 }), async (slices) => {
        const written: Buffer[] = [];
        const write = (part: Buffer) => Promise.resolve(void written.push(part));
        const digest = await digestWhileWriting(Readable.from(slices.map((slice) => Buffer.from(slice))), { write });
        const whole = Buffer.concat(slices);
        assert.deepEqual(Buffer.concat(written), whole);
        assert.equal(digest.size, whole.length);
        assert.equal(digest.sha256, createHash('sha256').update(whole).digest('hex'));
        assert.equal(digest.md5, createHash('md5').update(whole).digest('hex'));
        assert.deepEqual(digest.start.subarray(0, 8), whole.subarray(0, 8));
      }),
      { numRuns: 30 },
    );
  });

  it('passes on what goes wrong at the source, and where it is written', async () => {
    const broken = new Error('the provider hung up');
    await assert.rejects(digestWhileWriting(failing(broken), { write: () => Promise.resolve() }), broken);
    const full = new StoreError('the disk is full');
    await assert.rejects(digestWhileWriting(Buffer.from('x'), { write: () => Promise.reject(full) }), full);
  });
});

function failing(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}
