import assert from 'node:assert/strict';
import { charsetOf, decodeText } from '../../../src/providers/xml/decode-text';

describe('decodeText', () => {
  it('reads Windows-1252, also under the name of ISO-8859-1', () => {
    const bytes = Buffer.from([0x80, 0x92, 0x93, 0x9f, 0xa0, 0xff]);
    for (const charset of ['windows-1252', 'Windows-1252', 'ISO-8859-1', 'latin1']) {
      assert.equal(decodeText(bytes, charset), '€’“Ÿ\u00a0ÿ');
    }
  });

  it('decodes every byte correctly', () => {
    assert.equal(decodeText(Buffer.from([0xc3]), 'utf-8'), undefined);
    assert.equal(decodeText(Buffer.from([0xc0, 0xbc]), 'utf-8'), undefined, 'an overlong <');
    assert.equal(decodeText(Buffer.from([0x80]), 'us-ascii'), undefined);
    assert.equal(decodeText(Buffer.from([0x3c]), 'utf-16le'), undefined);
    assert.equal(decodeText(Buffer.from('<'), 'utf-16'), undefined, 'which of the two it is cannot be known');
  });

  it('knows no other character sets', () => {
    for (const charset of ['utf-7', 'utf-32', 'ebcdic', '__proto__', '']) {
      assert.equal(decodeText(Buffer.from('x'), charset), undefined);
    }
  });
});

describe('charsetOf', () => {
  for (const [contentType, charset] of [
    ['text/xml; charset=utf-8', 'utf-8'],
    ['application/x-www-form-urlencoded;charset=UTF-8', 'UTF-8'],
    ['text/xml; charset="iso-8859-1"; x=y', 'iso-8859-1'],
    ['text/xml;version=1;CHARSET = latin1', 'latin1'],
    ['text/xml', undefined],
    ['///', undefined],
    ['charset=utf-8', undefined],
    [undefined, undefined],
  ]) {
    it(`finds ${charset ?? 'none'} in ${contentType ?? 'no header'}`, () =>
      assert.equal(charsetOf(contentType), charset));
  }

  it('is not held up by a long header', () => {
    assert.equal(charsetOf(`text/xml${'; charset'.repeat(1_000)}`), undefined);
  });
});
