import assert from 'node:assert/strict';
import { readId } from '../../../../src/providers/esendex/wire/wire-values';

describe('readId', () => {
  it('keeps the id as it came for the provider, and in lower case for the key', () => {
    assert.deepEqual(readId(' {AB-cd}\n'), { wire: 'AB-cd', key: 'ab-cd' });
    assert.deepEqual(readId('AbCdEfGhIjKlMnOpQrStUvWx')?.key, 'abcdefghijklmnopqrstuvwx');
  });

  it('gives none for what may go into no URL and no key', () => {
    for (const value of [
      undefined,
      '',
      ' ',
      '{}',
      '..',
      'a/b',
      'a:b',
      'a%2e',
      '-a',
      'ü',
      '0',
      '0000-0000',
      'x'.repeat(101),
    ]) {
      assert.equal(readId(value), undefined, value);
    }
    assert.equal(readId('x'.repeat(100))?.wire.length, 100);
  });
});
