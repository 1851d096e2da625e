import assert from 'node:assert/strict';
import { hasNationalNumber, unreadableRecipient } from '../../../nodes/rules/recipients';

describe('the content of To', () => {
  for (const [text, place] of [
    ['+49 30 1234567', undefined],
    ['030 1234567', undefined],
    ['+49 30 1234567, 030 7654321', undefined],
    ['Ellen', 0],
    ['+49 30 1234567 or +49 30 1234568', 0],
    ['+49 30 1234567, Ellen, 030 1', 2],
    ['+49 30 1234567;ext=5', 0],
  ] as const) {
    it(`${text}: ${place === undefined ? 'may be numbers' : `is refused, at ${place}`}`, () => {
      assert.equal(unreadableRecipient(text), place);
    });
  }

  for (const [text, isNational] of [
    ['+49 30 1234567', false],
    ['0049 30 1234567', false],
    ['030 1234567', true],
    ['+49 30 1234567\n030 7654321', true],
    ['Ellen', false],
    ['', false],
  ] as const) {
    it(`${text || 'nothing'}: ${isNational ? 'needs' : 'needs no'} country`, () => {
      assert.equal(hasNationalNumber(text), isNational);
    });
  }
});
