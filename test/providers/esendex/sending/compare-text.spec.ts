import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareText } from '../../../../src/providers/esendex/sending/compare-text';
import { smsOrder } from '../../../outbox/jobs';

describe('the text of an SMS as the service lists it', () => {
  const compare = (listed: string, text: string, characterset: 'Auto' | 'GSM' | 'Unicode' = 'Auto') =>
    compareText(listed, smsOrder({ text, characterset }));

  it('is the same to the character, but for line ends', () => {
    assert.equal(compare('a\nb', 'a\r\nb'), 'same');
    assert.equal(compare('a\nb', 'a\rb'), 'same');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => compare(text, text) === 'same'));
  });

  it('is alike when spaces, accents, quotation marks and dashes are written in another way', () => {
    for (const [listed, text] of [
      ['x trimmed', 'x trimmed  '],
      ['x lead', '\n\nx lead'],
      ['a b c', 'a\tb  c'],
      ['a b', 'a\u00a0b\u200b'],
      ['\u00e9 caf\u00e9', 'e\u0301 cafe\u0301'],
      ['"curly" - it\'s', '\u201ccurly\u201d \u2013 it\u2019s'],
      ['wait...', 'wait\u2026'],
      ['abc', '\ufeffabc'],
    ] as const) {
      assert.equal(compare(listed, text), 'alike', JSON.stringify(text));
    }
  });

  it('is another with other words, other case, a piece of it, or nothing', () => {
    for (const listed of ['', 'the parcel is here', 'The parcel is her', 'The parcel is here.', 'Theparcelishere']) {
      assert.equal(compare(listed, 'The parcel is here'), 'other', listed);
    }
  });

  it('may have lost what GSM does not have, only where GSM was asked for', () => {
    for (const listed of ['5 ? a', '5  a', '5 a']) assert.equal(compare(listed, '5 я a', 'GSM'), 'alike', listed);
    assert.equal(compare('5 b a', '5 я a', 'GSM'), 'other');
    for (const characterset of ['Auto', 'Unicode'] as const) {
      assert.equal(compare('5 ? a', '5 я a', characterset), 'other');
    }
  });
});
