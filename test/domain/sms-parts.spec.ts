import assert from 'node:assert/strict';
import fc from 'fast-check';
import { smsParts } from '../../src/domain/sms-parts';

const parts = (text: string): number => smsParts(text).parts;

describe('the parts of an SMS', () => {
  it('hold 160 letters of GSM in one part and 153 in each of several; of other letters 70 and 67', () => {
    assert.deepEqual(
      [parts('a'.repeat(160)), parts('a'.repeat(161)), parts('a'.repeat(306)), parts('a'.repeat(307))],
      [1, 2, 2, 3],
    );
    assert.deepEqual(
      [parts('я'.repeat(70)), parts('я'.repeat(71)), parts('я'.repeat(134)), parts('я'.repeat(135))],
      [1, 2, 2, 3],
    );
  });

  it('are one for an empty text, and a line break counts as one character', () => {
    assert.deepEqual(smsParts(''), { encoding: 'GSM-7', units: 0, parts: 1, room: 160, offending: [] });
    assert.equal(smsParts('a\r\nb').units, 3);
  });

  it('keep a character of two units whole', () => {
    assert.equal(parts(`${'a'.repeat(152)}€${'a'.repeat(151)}a`), 3);
    assert.equal(smsParts('€').units, 2);
    assert.deepEqual([smsParts('😀'.repeat(67)).units, parts('😀'.repeat(67))], [134, 3]);
  });

  it('hold less than half as much after one curly apostrophe, which is named', () => {
    const { encoding, parts: count, offending } = smsParts(`It’s${'a'.repeat(100)}’`);
    assert.deepEqual([encoding, count, offending], ['UCS-2', 2, ['’']]);
  });

  it('stay GSM if that is asked for, and say what gets lost', () => {
    const { encoding, offending } = smsParts('ты', 'GSM');
    assert.deepEqual([encoding, offending], ['GSM-7', ['т', 'ы']]);
    assert.equal(smsParts('a', 'Unicode').encoding, 'UCS-2');
  });

  it('never hold more than they can', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const { encoding, units, parts: count } = smsParts(text);
        const room = encoding === 'GSM-7' ? 153 : 67;
        assert(count === 1 || units <= count * room);
      }),
    );
  });
});
