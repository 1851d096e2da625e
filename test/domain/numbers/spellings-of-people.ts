import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { getCountries, getExampleNumber, type Examples, type PhoneNumber } from 'libphonenumber-js/max';

const examples = JSON.parse(
  readFileSync(require.resolve('libphonenumber-js/examples.mobile.json'), 'utf8'),
) as Examples;

/** One real number of every region. */
export const EXAMPLES: PhoneNumber[] = getCountries()
  .map((region) => getExampleNumber(region, examples))
  .filter((number) => number !== undefined);

const nth = (digits: string, zero: number): string =>
  digits.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));

/** What stands between the groups of a number: letterheads, forms, dictionaries, web pages. */
const SEPARATORS = [
  ' ',
  '-',
  '.',
  '',
  '\u00a0',
  '\u2009',
  '\u2013',
  '\u2011',
  '\u00ad',
  '  ',
  ' - ',
  '\u2212',
  '\u00b7',
];

/** What a copy, a file or a program brings along. Each leaves the number the same. */
const WRAPPINGS: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  'white space': (text) => ` \t${text}\r\n`,
  'the marks of a phone book': (text) => `\u202a${text}\u202c`,
  'isolating marks': (text) => `\u2066${text}\u2069`,
  'a byte order mark': (text) => `\ufeff${text}`,
  'zero-width spaces': (text) => text.split('').join('\u200b'),
  'an apostrophe': (text) => `'${text}`,
  quotes: (text) => `"${text}"`,
  'a formula': (text) => `="${text}"`,
  'a telephone sign': (text) => `\u260e\ufe0e ${text}`,
  'a label': (text) => `Fax: ${text}`,
  'full-width digits': (text) => nth(text.replace('+', '\uff0b'), 0xff10),
  'Arabic digits': (text) => nth(text, 0x660),
  'Persian digits': (text) => nth(text, 0x6f0),
  'Devanagari digits': (text) => nth(text, 0x966),
  'a full stop': (text) => `${text}.`,
};

const regrouped = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(...SEPARATORS).map((separator) => text.replace(/ /g, separator));

const wrapped = (text: string): fc.Arbitrary<string> =>
  fc.constantFrom(...Object.values(WRAPPINGS)).map((wrap) => wrap(text));

const spelled = (...texts: string[]): fc.Arbitrary<string> =>
  fc
    .constantFrom(...texts)
    .chain(regrouped)
    .chain(wrapped);

/** How the number is written for anybody in the world. */
export function internationalSpellings(number: PhoneNumber): fc.Arbitrary<string> {
  const { countryCallingCode: code, nationalNumber } = number;
  const international = number.formatInternational();
  const groups = international.slice(code.length + 2);
  return spelled(
    ...[
      international,
      number.number,
      `(+${code}) ${groups}`,
      `+${code}(${groups.replace(' ', ') ')}`.replace(/\($/, ''),
    ],
    ...[`00${code} ${groups}`, `00 ${code} ${groups}`, `(00${code}) ${groups}`],
    ...[number.getURI(), `tel:+${code}-${nationalNumber}`, `TEL:%2B${code}${nationalNumber}`],
    `tel:${nationalNumber};phone-context=+${code}`,
  );
}

/** How it is written at home, and what a program makes of that. */
export function nationalSpellings(number: PhoneNumber): fc.Arbitrary<string> {
  const { countryCallingCode: code, nationalNumber } = number;
  const national = number.formatNational();
  return spelled(national, national.replace(/ /g, ''), nationalNumber, code + nationalNumber, `${code} ${national}`);
}
