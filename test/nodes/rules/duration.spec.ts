import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asDuration, asMinutes } from '../../../nodes/rules/duration';

describe('a time in minutes, as people say it', () => {
  for (const [minutes, amount, unit] of [
    ['10', '10', 'minutes'],
    ['90', '90', 'minutes'],
    ['120', '120', 'minutes'],
    ['1440', '1440', 'minutes'],
    ['2880', '2', 'days'],
    ['1500', '25', 'hours'],
    ['0.5', '0.5', 'minutes'],
    ['0', '0', 'minutes'],
    ['', '', 'minutes'],
    ['${WAIT}', '${WAIT}', 'minutes'],
    ['soon', 'soon', 'minutes'],
  ] as const) {
    it(`${minutes || 'nothing'} is ${amount} ${unit}, and goes back`, () => {
      assert.deepEqual(asDuration(minutes), { amount, unit });
      assert.equal(asMinutes(amount, unit), minutes);
    });
  }

  it('is converted back to the same value for any whole number', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (minutes) => {
        const { amount, unit } = asDuration(String(minutes));
        assert.equal(asMinutes(amount, unit), String(minutes));
      }),
    );
  });
});
