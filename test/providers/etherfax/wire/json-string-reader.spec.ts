import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonStringReader } from '../../../../src/providers/etherfax/wire/json-string-reader';

/** Reads what follows an opening quote, in pieces; returns the text and what comes after the closing quote. */
function read(pieces: string[]): { text: string; after: string } {
  const reader = new JsonStringReader();
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    const read = reader.push(Buffer.from(`##${piece}`), 2);
    text += read.text;
    if (read.end !== undefined) return { text, after: piece.slice(read.end) + pieces.slice(i + 1).join('') };
  }
  return assert.fail('no closing quote');
}

describe('JsonStringReader', () => {
  it('agrees with JSON.parse about any ASCII text, wherever it is cut', () => {
    const input = fc.tuple(fc.string({ unit: 'binary-ascii' }), fc.array(fc.nat(40)), fc.boolean());
    fc.assert(
      fc.property(input, ([text, cuts, escaped]) => {
        const json = escaped ? escapeAll(text) : JSON.stringify(text);
        const source = `${json.slice(1)},"x"`;
        const borders = [0, ...cuts.filter((cut) => cut < source.length).sort((a, b) => a - b), source.length];
        const pieces = borders.slice(1).map((border, i) => source.slice(borders[i], border));
        assert.deepEqual(read(pieces), { text: JSON.parse(json) as string, after: ',"x"' });
      }),
      { numRuns: 500 },
    );
  });

  it('is not ended by an escaped quote', () => {
    assert.deepEqual(read(['a\\"b\\\\"c']), { text: 'a"b\\', after: 'c' });
    assert.deepEqual(read(['a\\', '"b"c']), { text: 'a"b', after: 'c' });
  });
});

function escapeAll(text: string): string {
  const units = Array.from(text, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return `"${units.join('')}"`;
}
