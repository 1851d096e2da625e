import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchesNumber, normalizeNumber } from '../../src/domain/phone-number';

describe('phone numbers', () => {
  for (const [value, country, expected] of [
    ['+1 (555) 010-0001', '', '+15550100001'],
    ['0044 7700 900123', '', '+447700900123'],
    ['07700 900123', '44', '+447700900123'],
    ['447700900123', '44', '+447700900123'],
    ['7700900123', '44', '+447700900123'],
    ['5550100001', '1', '+15550100001'],
    ['15550100001', '1', '+15550100001'],
    ['011 44 7700 900123', '1', '+447700900123'],
    ['5550100001', '', '5550100001'],
    ['  5550100001 ', '', '5550100001'],
    ['Anonymous', '', ''],
    ['withheld', '44', ''],
    ['', '44', ''],
    ['MYCOMPANY', '44', 'MYCOMPANY'],
    ['+', '', '+'],
  ] as const) {
    it(`writes ${JSON.stringify(value)} in country "${country}" as ${JSON.stringify(expected)}`, () => {
      assert.equal(normalizeNumber(value, country), expected);
    });
  }

  it('are not changed by being written twice', () => {
    const digits = fc.array(fc.nat(9), { minLength: 6, maxLength: 15 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(digits, fc.constantFrom('', '1', '44', '49'), (number, country) => {
        const once = normalizeNumber(`+${number}`, country);
        assert.equal(normalizeNumber(once, country), once);
      }),
    );
  });

  it('never throw, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (filter, number, country) => {
        normalizeNumber(number, country);
        matchesNumber(filter, number, country);
      }),
    );
  });

  for (const [filter, number, country, expected] of [
    ['', '+15550100001', '', true],
    [' , ', '+15550100001', '', true],
    ['+15550100001', '+15550100001', '', true],
    ['1 555 010 0001', '+15550100001', '', true],
    ['5550100001', '+15550100001', '1', true],
    ['+15550100002', '+15550100001', '', false],
    ['+15550100002, +15550100001', '+15550100001', '', true],
    ['+1555*', '+15550100001', '', true],
    ['*0001', '+15550100001', '', true],
    ['+1555*0001', '+15550100001', '', true],
    ['+44*', '+15550100001', '', false],
    ['*', '+15550100001', '', true],
    ['*', '', '', true],
    ['+1555010000', '+15550100001', '', false],
    ['020 7946 0000', '+442079460000', '44', true],
    ['+15550100001', '', '', false],
    ['.*', '+15550100001', '', true],
    ['(1|2)', '+1', '', false],
  ] as const) {
    it(`"${filter}" ${expected ? 'takes' : 'does not take'} ${number || 'a withheld number'} (country "${country}")`, () => {
      assert.equal(matchesNumber(filter, number, country), expected);
    });
  }
});
