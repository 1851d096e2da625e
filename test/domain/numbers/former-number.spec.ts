import assert from 'node:assert/strict';
import { formerNumber } from '../../../src/domain/numbers/former-number';

describe('a number as version 0.1.0 read it', () => {
  for (const [value, country, expected] of [
    ['+44 (0)20 7946 0018', '', '+4402079460018'],
    ['0331 1234567', '39', '+393311234567'],
    ['4722123456', '47', '+474722123456'],
    ['447700900123', '44', '+447700900123'],
    ['0011 44 20 7946 0018', '61', '+11442079460018'],
    ['011 44 7700 900123', '1', '+447700900123'],
    ['(202) 555-0001', '1', '+12025550001'],
    ['15550100001', '1', '+15550100001'],
    ['020 7946 0001', '', '02079460001'],
    [2079460001, '44', '+442079460001'],
    [' 112 ', '', '112'],
    ['+1-800-FLOWERS', '1', undefined],
    ['\u202a+442079460018', '', undefined],
    ['12', '', undefined],
    ['+1234567890123456', '', undefined],
    [{}, '44', undefined],
    [undefined, '44', undefined],
  ] as const) {
    it(`is ${expected ?? 'none'} for ${JSON.stringify(value) ?? 'nothing'} in ${country || 'no country'}`, () => {
      assert.equal(formerNumber(value, country), expected);
    });
  }
});
