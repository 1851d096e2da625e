import assert from 'node:assert/strict';
import { COUNTRIES } from '../../../src/domain/numbers/countries';
import { allRegions, callingCodeOf } from '../../../src/domain/numbers/phone-library';

describe('the countries that dialogs know', () => {
  it('are those of the phone library, with their calling codes', () => {
    const expected = allRegions().map((region) => `${region} ${callingCodeOf(region)}`);
    assert.deepEqual(COUNTRIES.map(({ region, code }) => `${region} ${code}`).sort(), expected.sort());
  });
});
