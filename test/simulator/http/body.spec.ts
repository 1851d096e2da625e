import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstHalf, jsonBody, textBody, type Body } from '../../../src/simulator/http/body';

const whole = (body: Body): Buffer => Buffer.concat([...body.chunks()]);
const image = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.integer({ min: 49_000, max: 100_000 }).map((length) => new Uint8Array(length).fill(0xff)),
);

describe('the body of a reply', () => {
  it('is the JSON it stands for, of the length it says, whatever the document and the text around it', () => {
    fc.assert(
      fc.property(image, fc.string({ unit: 'grapheme' }), fc.boolean(), (bytes, text, escapeSlashes) => {
        const document = Buffer.from(bytes);
        const body = jsonBody((base64) => ({ before: text, image: base64, after: text }), {
          image: document,
          escapeSlashes,
        });
        assert.equal(whole(body).length, body.bytes);
        assert.deepEqual(JSON.parse(whole(body).toString()), {
          before: text,
          image: document.toString('base64'),
          after: text,
        });
      }),
      { numRuns: 50 },
    );
  });

  it('has null in place of a document that is not there', () => {
    assert.equal(whole(jsonBody((base64) => ({ image: base64 }))).toString(), '{"image":null}');
  });

  it('can be cut to its first half, to the byte', () => {
    assert.equal(whole(firstHalf(textBody('ä€'))).length, 2);
    const body = jsonBody((base64) => base64, { image: Buffer.alloc(100_000) });
    assert.deepEqual(whole(firstHalf(body)), whole(body).subarray(0, Math.floor(body.bytes / 2)));
  });
});
