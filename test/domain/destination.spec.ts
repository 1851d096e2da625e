import assert from 'node:assert/strict';
import fc from 'fast-check';
import { destination } from '../../src/domain/destination';
import { BadInputError } from '../../src/domain/errors';

describe('the number to send to', () => {
  for (const [value, country, expected] of [
    ['+44 20 7946 0001', '', '+442079460001'],
    ['0044 20 7946 0001', '', '+442079460001'],
    ['020 7946 0001', '44', '+442079460001'],
    ['(202) 555-0001', '1', '+12025550001'],
    ['2025550001', '', '2025550001'],
    [2079460001, '44', '+442079460001'],
    [' 112 ', '', '112'],
  ] as const) {
    it(`is ${expected} for ${String(value)}`, () => assert.equal(destination(value, country), expected));
  }

  for (const value of [
    '',
    undefined,
    null,
    'reception',
    '+1-800-FLOWERS',
    '12',
    '+1234567890123456',
    NaN,
    -5,
    1.5,
    {},
    [],
    true,
  ]) {
    it(`is none for ${JSON.stringify(value) ?? 'nothing'}`, () => {
      assert.throws(() => destination(value, ''), BadInputError);
    });
  }

  it('is digits with a + at most, or an error that does not repeat it', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '44', '1'), (value, country) => {
        try {
          assert.match(destination(value, country), /^\+?\d{3,15}$/);
        } catch (error) {
          assert(error instanceof BadInputError);
          assert(value.trim().length < 8 || !error.message.includes(value.trim()));
        }
      }),
    );
  });
});
