import assert from 'node:assert/strict';
import fc from 'fast-check';
import { regionOf } from '../../../src/domain/numbers/phone-library';
import { readNumber } from '../../../src/domain/numbers/read-number';
import { EXAMPLES, internationalSpellings, nationalSpellings } from './spellings-of-people';

const numberOf = (text: string, country: string): string => {
  const reading = readNumber(text, country);
  return reading.kind === 'number' ? reading.e164 : reading.kind === 'national' ? reading.digits : reading.fault;
};

describe('reading a number', () => {
  for (const [text, country, expected] of [
    ['+44 (0)20 7946 0018', '', '+442079460018'],
    ['+44 (0)20 7946 0018', '1', '+442079460018'],
    ['+44(0)2079460018', '44', '+442079460018'],
    ['0044 (0)20 7946 0018', '', '+442079460018'],
    ['(+44) 20 7946 0018', '', '+442079460018'],
    ['[+44] (0) 20-7946-0018', '', '+442079460018'],
    ['+34 (0)91 123 45 67', '', '+34911234567'],
    ['+39 (0)331 1234567', '', '+3903311234567'],
    ['0331 1234567', '39', '+3903311234567'],
    ['331 1234567', '39', '+393311234567'],
    ['06 6982 1234', '39', '+390669821234'],
    ['0039 06 6982 1234', '39', '+390669821234'],
    ['390669821234', '39', '+390669821234'],
    ['4722123456', '47', '+4722123456'],
    ['22 12 34 56', '47', '+4722123456'],
    ['8 (495) 123-45-67', '7', '+74951234567'],
    ['8 800 555 35 35', '7', '+78005553535'],
    ['+7 (8) 495 123 45 67', '', '+74951234567'],
    ['06 1 234 5678', '36', '+3612345678'],
    ['07624 369230', '44', '+447624369230'],
    ['07700900456', '44', '+447700900456'],
    ['1 (212) 555-0100', '1', '+12125550100'],
    ['0211/1234567', '49', '+492111234567'],
    ['05574/4950', '43', '+4355744950'],
    ['01 / 234 567', '43', '+431234567'],
    // Exit codes: the country's own, and the one that is written everywhere.
    ['0011 44 20 7946 0018', '61', '+442079460018'],
    ['0044 20 7946 0018', '61', '+442079460018'],
    ['011 44 20 7946 0018', '1', '+442079460018'],
    ['00 44 20 7946 0018', '1', '+442079460018'],
    ['8~10 44 20 7946 0018', '7', '+442079460018'],
    ['8 10 44 20 7946 0018', '7', '+442079460018'],
    ['010 44 20 7946 0018', '81', '+442079460018'],
    ['000 44 20 7946 0018', '254', '+442079460018'],
    ['001 212 555 0100', '852', '+12125550100'],
    ['0041 44 668 18 00', '55', '+41446681800'],
    ['0044 20 7946 0018', '66', '+442079460018'],
    ['0044 20 7946 0018', '', '+442079460018'],
    // A lost plus.
    ['447700900123', '44', '+447700900123'],
    ['4915123456789', '49', '+4915123456789'],
    ['498912345678', '49', '+498912345678'],
    // What copies and programs leave.
    ['\u202a+442079460018\u202c', '', '+442079460018'],
    ['\u2068+44\u00a020\u20077946\u20110018\u2069', '', '+442079460018'],
    ['020\u00ad7946\u20130018', '44', '+442079460018'],
    ['tel:+44-20-7946-0018', '', '+442079460018'],
    ['tel:020-7946-0018;phone-context=+44', '', '+442079460018'],
    ['tel:%2B44%2020%207946%200018', '', '+442079460018'],
    ['Tel.: 020 7946 0018', '44', '+442079460018'],
    ['447700900123.0', '44', '+447700900123'],
    ['+447700900123.00', '', '+447700900123'],
    ['447700900123,0', '44', '+447700900123'],
    ["'07700900123", '44', '+447700900123'],
    ['="07700900123"', '44', '+447700900123'],
    ['\u260f 020 7946 0018', '44', '+442079460018'],
    ['\uff0b\uff14\uff14 \uff08\uff10\uff0920 7946 0018', '', '+442079460018'],
    ['\u0660\u0662\u0660 7946 0018', '44', '+442079460018'],
    ['+442079460018,', '', '+442079460018'],
    ['020 7946 0018;', '44', '+442079460018'],
  ] as const) {
    it(`reads ${JSON.stringify(text)} in ${country || 'no country'} as ${expected}`, () => {
      assert.equal(numberOf(text, country), expected);
    });
  }

  for (const [text, country, why] of [
    ['', '44', /needs a number/],
    [' \u200b ', '44', /needs a number/],
    ['reception', '44', /not a phone number/],
    ['1-800-FLOWERS', '1', /letters/],
    ['020 7946 0018 (fax)', '44', /letters/],
    ['O20 7946 OO18', '44', /letters/],
    ['01 2345678\n01 2345679', '43', /more than one/],
    ['01 2345678\r\n01 2345679', '43', /more than one/],
    ['01 2345678\u202801 2345679', '43', /more than one/],
    ['01 2345678\t01 2345679', '43', /more than one/],
    ['020 7946 0018, 020 7946 0019', '44', /more than one/],
    ['020 7946 0018; 020 7946 0019', '44', /more than one/],
    ['020 7946 0018 / 020 7946 0019', '44', /more than one/],
    ['020 7946 0018/19', '44', /more than one/],
    ['01 2345678 & 01 2345679', '43', /more than one/],
    ['020 7946 0018 or 020 7946 0019', '44', /more than one/],
    ['+442079460018 +442079460019', '', /more than one/],
    ['+442079460018+442079460019', '', /more than one/],
    ['020 7946 0018 020 7946 0019', '44', /too long/],
    ['020 7946 0018 ext 12', '44', /extension/],
    ['020 7946 0018 x12', '44', /extension/],
    ['020 7946 0018#12', '44', /extension/],
    ['*67 212 555 0100', '1', /extension/],
    ['tel:+442079460018;ext=12', '', /extension/],
    ['tel:+442079460018;isub=1', '', /extension/],
    ['tel:7946;phone-context=example.com', '44', /own network/],
    ['sip:+442079460018@example.com', '', /SIP/],
    ['<sips:office@example.com>', '', /SIP/],
    ['4.47700900123E+11', '44', /scientific/],
    ['4,47700900123e11', '44', /scientific/],
    ['2079460018.25', '44', /decimal/],
    ['+0044 20 7946 0018', '44', /begins with 0/],
    ['+011 44 20 7946 0018', '', /begins with 0/],
    ['+999 20 7946 0018', '', /no country/],
    ['020 7946', '44', /too short for United Kingdom/],
    ['7946 0018', '44', /not as long as numbers of United Kingdom/],
    ['020 7946 00189', '44', /too long for United Kingdom/],
    ['+39 06 1', '', /too short for Italy/],
    ['212 555 010', '1', /too short for United States/],
    ['1 212 555 010', '1', /too short for United States/],
    ['555-0100', '1', /too short for United States/],
    ['442079460018', '1', /too long for United States/],
    ['353879409420', '44', /too long for United Kingdom/],
    ['112', '44', /too short/],
    ['110', '49', /too short/],
    ['+1234567890123456', '', /too long/],
    ['9'.repeat(300), '44', /too long/],
    ['4921123456', '49', /two different numbers/],
  ] as const) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))} in ${country || 'no country'}: ${why.source}`, () => {
      assert.match(numberOf(text, country), why);
    });
  }

  it('leaves a number without a country for a provider that knows one', () => {
    assert.deepEqual(readNumber('(020) 7946 0018', ''), { kind: 'national', digits: '02079460018' });
    assert.deepEqual(readNumber('0011 44 20 7946 0018', ''), { kind: 'national', digits: '0011442079460018' });
    assert.deepEqual(readNumber('2125550100', '999'), { kind: 'national', digits: '2125550100' });
    const reading = readNumber('001 555 010 0001', '');
    assert(reading.kind === 'national');
    assert.equal(reading.likely?.e164, '+15550100001');
  });

  it('says whether a number of its country is known to look like it', () => {
    for (const [text, isValid] of [
      ['+442079460018', true],
      ['+447700900123', false],
      ['+15550100001', false],
    ] as const) {
      const reading = readNumber(text, '');
      assert(reading.kind === 'number');
      assert.equal(reading.isValid, isValid);
    }
  });

  it('reads the numbers of all regions as people write them, in the world and at home', () => {
    assert(EXAMPLES.length > 240);
    for (const number of EXAMPLES) {
      const { countryCallingCode: code } = number;
      assert.notEqual(regionOf(code), undefined);
      fc.assert(
        fc.property(
          internationalSpellings(number),
          fc.constantFrom('', '1', '39', '44', '7', code),
          (text, country) => {
            assert.equal(numberOf(text, country), number.number);
          },
        ),
        { numRuns: 60 },
      );
      fc.assert(
        fc.property(nationalSpellings(number), (text) => assert.equal(numberOf(text, code), number.number)),
        { numRuns: 60 },
      );
    }
  });

  it('gives the same for what it has read', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', '1', '39', '44', '61'), (text, country) => {
        const reading = readNumber(text, country);
        if (reading.kind !== 'number') return;
        assert.match(reading.e164, /^\+[1-9]\d{4,14}$/);
        const again = readNumber(reading.e164, country);
        assert(again.kind === 'number');
        assert.equal(again.e164, reading.e164);
      }),
    );
  });

  it('never throws, and never quotes what it refuses', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789+()-/., ;\nx*#e:@~\u202a')),
      maxLength: 40,
    });
    fc.assert(
      fc.property(
        fc.oneof(noise, fc.string({ unit: 'binary' })),
        fc.constantFrom('', '1', '39', '49', '999'),
        (text, country) => {
          const reading = readNumber(text, country);
          if (reading.kind === 'none') assert.doesNotMatch(reading.fault.replace('at most 15 digits', ''), /\d{2}/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
