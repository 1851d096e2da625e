import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readParty } from '../../../src/domain/numbers/party';
import { EXAMPLES, internationalSpellings } from './spellings-of-people';

describe('a party as a provider writes it', () => {
  for (const [value, country, expected] of [
    ['+1 (555) 010-0001', '', '+15550100001'],
    ['+44 (0)20 7946 0018', '', '+442079460018'],
    ['0044 7700 900123', '', '+447700900123'],
    ['07700 900123', '44', '+447700900123'],
    ['447700900123', '44', '+447700900123'],
    ['7700900123', '44', '+447700900123'],
    ['0331 1234567', '39', '+3903311234567'],
    ['+4402079460018', '', '+442079460018'],
    ['5550100001', '1', '+15550100001'],
    ['15550100001', '1', '+15550100001'],
    ['011 44 7700 900123', '1', '+447700900123'],
    ['\u202a+15550100001\u202c', '', '+15550100001'],
    ['tel:+15550100001', '', '+15550100001'],
    // What cannot be read stays as it came.
    ['5550100001', '', '5550100001'],
    ['  5550100001 ', '', '5550100001'],
    ['001234567890123456789', '', '001234567890123456789'],
    ['+1234567890123456789', '', '+1234567890123456789'],
    ['001234567890123456789', '44', '001234567890123456789'],
    ['0000000000', '44', '0000000000'],
    ['12', '44', '12'],
    ['112', '44', '112'],
    ['60777', '44', '60777'],
    ['MYCOMPANY', '44', 'MYCOMPANY'],
    ['O2', '44', 'O2'],
    ['+', '', '+'],
    ['2125550100 / 2125550101', '1', '2125550100 / 2125550101'],
    ['sip:+442079460018@carrier.example.com', '44', 'sip:+442079460018@carrier.example.com'],
    ['"Office" <sip:office@example.com>', '44', '"Office" <sip:office@example.com>'],
    ['4.47700900123E+11', '44', '4.47700900123E+11'],
  ] as const) {
    it(`is ${JSON.stringify(expected)} for ${JSON.stringify(value)} in ${country || 'no country'}`, () => {
      assert.equal(readParty(value, { country }), expected);
    });
  }

  for (const value of [
    ...[
      '',
      ' ',
      undefined,
      'Anonymous',
      'withheld',
      'PRIVATE',
      'Private Number',
      'Unknown',
      'UNKNOWN CALLER',
      'unavailable',
    ],
    ...[
      'Not available',
      'Number withheld',
      'CALLER ID BLOCKED',
      'No Caller ID',
      'Restricted',
      'Out of Area',
      'OUT-OF-AREA',
    ],
    ...['P', 'O', 'p', '"Anonymous"', '+266696687', '\u202aAnonymous\u202c', 'Number is withheld'],
    ...['sip:anonymous@anonymous.invalid', 'sips:Anonymous@192.0.2.1;transport=tls', 'anonymous@anonymous.invalid'],
    ...['Anonymous <sip:anonymous@anonymous.invalid>', '"Anonymous" <sip:c8oqz84zk7z@privacy.example.org>;tag=1'],
    ...['<sip:anonymous@anonymous.invalid>', '"Office" <sip:unknown@unknown.invalid>', 'sip:restricted@example.com'],
    ...['tel:anonymous', 'sip:unavailable@unknown.invalid', 'sip:7f3a@anonymous.invalid'],
  ]) {
    it(`is withheld for ${JSON.stringify(value) ?? 'nothing'}`, () => {
      assert.equal(readParty(value, { country: '44' }), '');
      assert.equal(readParty(value, { country: '', lacksPlus: true }), '');
    });
  }

  describe('where the provider writes no plus', () => {
    for (const [value, country, expected] of [
      ['447426437449', '', '+447426437449'],
      ['353879409420', '44', '+353879409420'],
      ['2125550100', '1', '+2125550100'],
      ['15550100099', '', '+15550100099'],
      ['123123123', '', '+123123123'],
      ['390669821234', '', '+390669821234'],
      ['07426437449', '44', '+447426437449'],
      ['07426437449', '', '07426437449'],
      ['00447426437449', '', '+447426437449'],
      ['+447426437449', '44', '+447426437449'],
      ['+44 (0)7426 437449', '', '+447426437449'],
      ['44 7426 437449', '44', '+447426437449'],
      ['60777', '44', '60777'],
      ['4AnyOne', '', '4AnyOne'],
    ] as const) {
      it(`is ${expected} for ${value} in ${country || 'no country'}`, () => {
        assert.equal(readParty(value, { country, lacksPlus: true }), expected);
      });
    }
  });

  it('is the number of every region, in every international spelling', () => {
    for (const number of EXAMPLES) {
      fc.assert(
        fc.property(internationalSpellings(number), (text) => {
          assert.equal(readParty(text, { country: '' }), number.number);
          assert.equal(readParty(number.number.slice(1), { country: '1', lacksPlus: true }), number.number);
        }),
        { numRuns: 10 },
      );
    }
  });

  it('never throws, and is not changed by being read again', () => {
    const digits = fc.array(fc.nat(9), { minLength: 6, maxLength: 20 }).map((parts) => parts.join(''));
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      digits,
      digits.map((number) => `+${number}`),
    );
    fc.assert(
      fc.property(value, fc.constantFrom('', '1', '39', '44', '49'), fc.boolean(), (text, country, lacksPlus) => {
        const once = readParty(text, { country, lacksPlus });
        assert.equal(readParty(once, { country, lacksPlus }), once);
      }),
      { numRuns: 2_000 },
    );
  });
});
