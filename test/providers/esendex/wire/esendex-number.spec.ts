import assert from 'node:assert/strict';
import { readNumber } from '../../../../src/providers/esendex/wire/wire-values';

describe('readNumber', () => {
  for (const [written, country, number] of [
    ['447426437449', '', '+447426437449'],
    ['353879409420', '44', '+353879409420'],
    ['+447426437449', '44', '+447426437449'],
    ['00447426437449', '', '+447426437449'],
    ['07426437449', '44', '+447426437449'],
    ['07426437449', '', '07426437449'],
    [' 447426437449\n', '', '+447426437449'],
    ['60777', '44', '60777'],
    ['123456', '44', '123456'],
    ['1234567', '', '+1234567'],
    ['Pushline', '44', 'Pushline'],
    ['SHOP 24', '44', 'SHOP 24'],
    ['4AnyOne', '', '4AnyOne'],
    ['', '44', ''],
    [undefined, '44', ''],
    ['Anonymous', '44', ''],
  ] as const) {
    it(`reads ${JSON.stringify(written)} in "${country}" as "${number}"`, () => {
      assert.equal(readNumber(written, country), number);
    });
  }
});
