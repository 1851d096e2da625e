import assert from 'node:assert/strict';
import { countriesIn, meantCountry, writtenCountry } from '../../../nodes/rules/country';

describe('the country that a dialog asks for', () => {
  const german = countriesIn('de');

  it('is offered by its name in the user’s language, in its order', () => {
    const names = german.map(({ name }) => name);
    assert(names.includes('Deutschland') && names.includes('Österreich') && names.length > 240);
    assert.deepEqual(
      names,
      names.toSorted((one, other) => one.localeCompare(other)),
    );
    for (const language of ['nonsense!', '']) assert(countriesIn(language).some(({ name }) => name === 'Germany'));
  });

  it('is kept as the run time reads it, whatever the language it was typed in', () => {
    assert.deepEqual(
      ['Deutschland', ' österreich ', 'Germany', '49', '+49', 'de', '', '${COUNTRY}', 'Atlantis'].map((typed) =>
        writtenCountry(typed, german),
      ),
      ['DE', 'AT', 'Germany', '49', '+49', 'de', '', '${COUNTRY}', 'Atlantis'],
    );
  });

  it('is named with its calling code, where it is one', () => {
    const meant = ['DE', 'de', 'Deutschland', '49', '44', 'GB', 'JE', '1', 'US', '', '${C}', 'Atlantis', '999'].map(
      (typed) => meantCountry(writtenCountry(typed, german), german),
    );
    const expected = ['Deutschland, +49', 'Deutschland, +49', 'Deutschland, +49', 'Deutschland, +49'];
    expected.push('+44', 'Vereinigtes Königreich, +44', 'Jersey, +44', '+1', 'Vereinigte Staaten, +1', '', '', '', '');
    assert.deepEqual(meant, expected);
  });
});
