import assert from 'node:assert/strict';
import { isSameNumber, mayBeSameNumber } from '../../../src/domain/numbers/same-number';

describe('two numbers', () => {
  for (const [one, other, isSame, mayBe] of [
    ['+442079460018', '+442079460018', true, true],
    ['+442079460018', '+442079460019', false, false],
    // Of an earlier version, which kept the zero.
    ['+442079460018', '+4402079460018', true, true],
    ['+442079460018', '+492079460018', false, false],
    ['+442079460018', '02079460018', true, true],
    ['+442079460018', '2079460018', true, true],
    ['+442079460018', '442079460018', true, true],
    ['+442079460018', '01142079460018', false, true],
    ['+74951234567', '84951234567', false, true],
    ['+12125550100', '12125550100', true, true],
    ['+3903311234567', '+393311234567', false, false],
    ['2125550100', '2125550100', true, true],
    ['60777', '60778', false, false],
    ['', '+442079460018', false, false],
    ['', '', true, true],
  ] as const) {
    it(`${one || 'none'} and ${other || 'none'} ${isSame ? 'are' : mayBe ? 'may be' : 'are not'} one`, () => {
      for (const [a, b] of [
        [one, other],
        [other, one],
      ] as const) {
        assert.equal(isSameNumber(a, b), isSame);
        assert.equal(mayBeSameNumber(a, b), mayBe);
      }
    });
  }
});
