import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formOfParsed, parseForm } from '../../../../src/providers/esendex/push/parse-form';

const parse = (text: string, charset = 'utf-8'): unknown => parseForm(Buffer.from(text), charset);

describe('parseForm', () => {
  it('reads pairs in their order, repeated ones too, and takes brackets for letters', () => {
    assert.deepEqual(parse('a=1&b=x+y%20z&a=&c&a[b]=2&=3&d=e=f'), [
      ['a', '1'],
      ['b', 'x y z'],
      ['a', ''],
      ['c', ''],
      ['a[b]', '2'],
      ['', '3'],
      ['d', 'e=f'],
    ]);
  });

  it('cuts line ends off the body, but not those of a value', () => {
    assert.deepEqual(parse('a=1%0d%0a\r\n\r\n'), [['a', '1\r\n']]);
  });

  it('gives none for broken escapes, bytes that the character set does not have, or too many fields', () => {
    for (const text of ['a=%', 'a=%4', 'a=%zz', 'a=%ff', '%ff=1']) assert.equal(parse(text), undefined, text);
    assert.equal(parse('a=1', 'x-unknown'), undefined);
    assert.equal(parse('a&'.repeat(100)), undefined);
    assert.equal((parse('a&'.repeat(99)) as unknown[]).length, 100);
  });

  it('gives back whatever was put into a form', () => {
    const pairs = fc.array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pairs, (given) => {
        assert.deepEqual(parse(new URLSearchParams(given).toString()), given);
      }),
    );
  });
});

describe('formOfParsed', () => {
  it('leaves out what brackets made, and spreads what repeated', () => {
    assert.deepEqual(formOfParsed({ a: ['1', '2'], b: { c: '3' }, d: 7, e: 'x\r\n' }), [
      ['a', '1'],
      ['a', '2'],
      ['e', 'x'],
    ]);
  });
});
