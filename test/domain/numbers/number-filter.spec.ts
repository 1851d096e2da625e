import assert from 'node:assert/strict';
import fc from 'fast-check';
import { filterFaults, numberFilter } from '../../../src/domain/numbers/number-filter';
import { EXAMPLES, internationalSpellings, nationalSpellings } from './spellings-of-people';

const passes = (filter: string, number: string, country: string): boolean => numberFilter(filter, country)(number);

describe('a filter for own numbers', () => {
  for (const [filter, number, country, expected] of [
    ['', '+15550100001', '', true],
    [' , ', '+15550100001', '', true],
    ['+15550100001', '+15550100001', '', true],
    ['1 555 010 0001', '+15550100001', '', true],
    ['5550100001', '+15550100001', '1', true],
    ['+15550100002', '+15550100001', '', false],
    ['+15550100002, +15550100001', '+15550100001', '', true],
    ['+15550100002;+15550100001', '+15550100001', '', true],
    ['+15550100002\n+15550100001', '+15550100001', '', true],
    ['+1555010000', '+15550100001', '', false],
    ['020 7946 0000', '+442079460000', '44', true],
    ['+44 (0)20 7946 0018', '+442079460018', '', true],
    ['tel:+44-20-7946-0018', '+442079460018', '', true],
    ['\u202a+442079460018\u202c', '+442079460018', '', true],
    ['0331 1234567', '+3903311234567', '39', true],
    ['0331 1234567', '+393311234567', '39', false],
    ['0011 44 20 7946 0018', '+442079460018', '61', true],
    // Wildcards, in every spelling.
    ['*', '+15550100001', '', true],
    ['.*', '+15550100001', '', true],
    ['+1555*', '+15550100001', '', true],
    ['*0001', '+15550100001', '', true],
    ['+1555*0001', '+15550100001', '', true],
    ['+1555*0001', '+155501', '', false],
    ['+1*5*1*', '+15550100001', '', true],
    ['+44*', '+15550100001', '', false],
    ['06*', '+390669812345', '39', true],
    ['06*', '+393311234567', '39', false],
    ['06 6981*', '+390669812345', '39', true],
    ['0044*', '+442079460018', '', true],
    ['0044*', '+442079460018', '44', true],
    ['0044*', '+442079460018', '1', true],
    ['00 44 20*', '+442079460018', '', true],
    ['011 44*', '+442079460018', '1', true],
    ['0011 44*', '+442079460018', '61', true],
    ['8~10 44*', '+442079460018', '7', true],
    ['0044*', '+12125550100', '', false],
    ['+44 (0)20*', '+442079460018', '', true],
    ['+44(0)20 7946*', '+442079460018', '1', true],
    ['0044 (0)20*', '+442079460018', '', true],
    ['(0)20*', '+442079460018', '44', true],
    ['020*', '+442079460018', '44', true],
    ['020*', '+442079460018', '', true],
    ['020*', '+442079460018', '49', false],
    ['020\uff0a', '+442079460018', '44', true],
    ['0*', '+442079460018', '44', true],
    ['44*', '+442079460018', '', true],
    ['44*', '+49441123456', '49', false],
    ['+34 (0)91*', '+34911234567', '', true],
    ['+39 (0)331*', '+3903311234567', '', true],
    ['+39 (0)331*', '+393311234567', '', false],
    ['+448*', '+442079460018', '', false],
    ['8 (495)*', '+74951234567', '7', true],
    ['495*', '+74951234567', '7', true],
    ['06 1*', '+3612345678', '36', true],
    ['212*', '+12125550100', '1', true],
    ['1 212*', '+12125550100', '1', true],
    ['22 12*', '+4722123456', '47', true],
    // What came as it was dialled, or is no number.
    ['+12125550100', '2125550100', '', true],
    ['(212) 555-0100', '2125550100', '', true],
    ['212*', '2125550100', '', true],
    ['+1212*', '12125550100', '', true],
    ['+1212*', '2125550100', '', false],
    ['+607*', '60777', '', false],
    ['60777', '60777', '44', true],
    ['607*', '60777', '44', true],
    ['60777', '60778', '44', false],
    ['sip:office@example.com', 'sip:Office@example.com', '', true],
    ['sip:office@*', 'sip:office@example.com', '', true],
    ['sip:office@*', '+442079460018', '', false],
    ['*', '', '', true],
    ['+15550100001', '', '', false],
    ['+44*', '', '44', false],
    ['abc', '', '', false],
    ['+', '', '', false],
    ['(1|2)', '+1', '', false],
  ] as const) {
    it(`${JSON.stringify(filter)} ${expected ? 'takes' : 'leaves'} ${number || 'a withheld number'} in ${country || 'no country'}`, () => {
      assert.equal(passes(filter, number, country), expected);
    });
  }

  it('takes the number of every region in every spelling, and no neighbour’s', () => {
    for (const number of EXAMPLES) {
      const { number: e164, countryCallingCode: code } = number;
      const neighbour = e164.slice(0, -1) + String((Number(e164.slice(-1)) + 1) % 10);
      const spelling = fc
        .oneof(internationalSpellings(number), nationalSpellings(number))
        .map((text) => text.trim())
        .filter((text) => !text.includes(';'));
      fc.assert(
        fc.property(spelling, (filter) => {
          const isOwn = numberFilter(`+15550100001, ${filter}`, code);
          assert(isOwn(e164));
          assert(!isOwn(neighbour));
        }),
        { numRuns: 20 },
      );
    }
  });

  it('takes the number of every region by how it begins, in the world and at home', () => {
    for (const number of EXAMPLES) {
      const { number: e164, countryCallingCode: code } = number;
      const beginning = (text: string): string => `${text.slice(0, Math.ceil(text.length / 2))}*`;
      for (const filter of [e164, `00${e164.slice(1)}`, number.formatInternational(), number.formatNational()]) {
        assert(passes(beginning(filter), e164, code), `${beginning(filter)} should take ${e164}`);
      }
    }
  });

  it('names what no number can match, without quoting it', () => {
    assert.deepEqual(filterFaults('+442079460018, 020*, 60777, sip:office@example.com, *, ', '44'), []);
    const faults = filterFaults('+0044 20 7946 0018; 020 7946 00189\n020 7946 0018 / 020 7946 0019', '44');
    assert.deepEqual(faults, [
      'no country code begins with 0',
      'too long for United Kingdom',
      'more than one number, but it takes one',
    ]);
    assert.deepEqual(filterFaults('020 7946 0018', ''), []);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom('', '1', '44', '999'), (filter, number, country) => {
        passes(filter, number, country);
        filterFaults(filter, country);
      }),
    );
  });
});
