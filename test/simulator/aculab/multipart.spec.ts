import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMultipart } from '../../../src/simulator/aculab/multipart';

describe('a multipart body', () => {
  it('gives its fields and files back byte by byte', async () => {
    const names = fc.stringMatching(/^[a-z_]{1,12}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(names, fc.uint8Array(), fc.boolean()), { minLength: 1, maxLength: 5 }),
        async (wanted) => {
          const form = new FormData();
          const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
          for (const [name, bytes, isFile] of wanted) {
            if (isFile) form.append(name, new Blob([bytes]), 'any name.tif');
            else form.append(name, text(bytes));
          }
          const request = new Response(form);
          const type = request.headers.get('content-type') ?? '';
          const parts = parseMultipart(Buffer.from(await request.arrayBuffer()), type);
          assert.deepEqual(
            parts,
            wanted.map(([name, bytes, isFile]) => ({
              ...{ name, isFile },
              content: isFile ? Buffer.from(bytes) : Buffer.from(text(bytes)),
            })),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is none without a boundary, without an end, or cut anywhere', () => {
    const type = 'multipart/form-data; boundary="b1"';
    const whole = '--b1\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b1--\r\n';
    assert.equal(parseMultipart(Buffer.from(whole), type)?.length, 1);
    assert.equal(parseMultipart(Buffer.from(whole), 'multipart/form-data'), undefined);
    for (let length = 0; length < whole.length - 4; length++) {
      assert.equal(parseMultipart(Buffer.from(whole.slice(0, length)), type), undefined);
    }
  });
});
