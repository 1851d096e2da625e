import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Base64Decoder } from '../../../../src/providers/etherfax/wire/base64-decoder';

function decode(pieces: string[]): Buffer {
  const decoder = new Base64Decoder();
  return Buffer.concat([...pieces.map((piece) => decoder.push(piece)), decoder.end()]);
}

describe('Base64Decoder', () => {
  it('gives the bytes back wherever the text is cut', () => {
    const input = fc.tuple(fc.uint8Array({ maxLength: 50 }), fc.array(fc.nat(70)));
    fc.assert(
      fc.property(input, ([bytes, cuts]) => {
        const text = Buffer.from(bytes).toString('base64');
        const borders = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = borders.slice(1).map((border, i) => text.slice(borders[i], border));
        assert.deepEqual(decode(pieces), Buffer.from(bytes));
      }),
    );
  });

  it('skips blanks and line breaks', () => assert.equal(decode(['aG', '\r\nVs ', 'bG', '8=\n']).toString(), 'hello'));

  it('takes a text without padding, and the letters of URLs', () => {
    assert.equal(decode(['aGVsbG8']).toString(), 'hello');
    assert.deepEqual(decode(['-_', '-_']), Buffer.from('+/+/', 'base64'));
  });

  it('ignores what follows the padding', () => assert.equal(decode(['aGVsbG8=', 'aGVs', 'bG8=']).toString(), 'hello'));

  it('survives what is no base64', () => assert.equal(decode(['!!', '\u0000%']).length, 0));
});
