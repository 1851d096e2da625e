import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BadInputError } from '../../../src/domain/errors';
import { dialledNumber } from '../../../src/domain/numbers/dialled-number';
import { readNumberToSend } from '../../../src/domain/numbers/number-to-send';
import { readSender } from '../../../src/domain/numbers/sms-sender';
import { EXAMPLES } from './spellings-of-people';

const sent = (value: unknown, country = '', kind: 'fax' | 'sms' = 'fax', completesNational = false) =>
  dialledNumber(readNumberToSend(value, { country, kind }), { label: 'To', completesNational });

describe('the number to send to', () => {
  it('goes out in E.164', () => {
    assert.deepEqual(sent('020 7946 0018', '44'), { number: '+442079460018' });
    assert.deepEqual(sent('0044 20 7946 0018'), { number: '+442079460018' });
  });

  it('comes with a warning if its country is not known to have such numbers', () => {
    const { number, warning = '' } = sent('07700 900123', '44');
    assert.equal(number, '+447700900123');
    assert.match(warning, /^To: .*United Kingdom/);
    assert.doesNotMatch(warning, /\d/);
    const { number: exited, warning: told } = sent('001 555 010 0001');
    assert.equal(exited, '+15550100001');
    assert.match(told ?? '', /United States/);
  });

  it('is refused for want of a country, naming the setting, unless the provider completes it', () => {
    assert.throws(() => sent('020 7946 0018'), { code: 'PUSHLINE_BAD_INPUT', message: /^To: .*Country/ });
    const { number, warning = '' } = sent('020 7946 0018', '', 'sms', true);
    assert.equal(number, '02079460018');
    assert.match(warning, /^To: .*Country/);
  });

  it('may be a JavaScript number, which has lost its leading zeros', () => {
    assert.equal(sent(2079460018, '44').number, '+442079460018');
    assert.equal(sent(442079460018, '44').number, '+442079460018');
    assert.equal(sent(2125550100, '1').number, '+12125550100');
    assert.equal(sent(4722123456, '47').number, '+4722123456');
    assert.equal(sent(669812345, '39').number, '+390669812345');
    assert.equal(sent(3311234567, '39', 'sms').number, '+393311234567');
    assert.throws(() => sent(3311234567, '39', 'fax'), /leading zeros/);
  });

  it('may be a JavaScript number in every region', () => {
    const whole = EXAMPLES.filter(({ nationalNumber }) => !nationalNumber.startsWith('0'));
    for (const { number, nationalNumber, countryCallingCode: code } of whole) {
      for (const digits of [number.slice(1), nationalNumber]) {
        assert.equal(sent(Number(digits), code, 'sms').number, number);
      }
    }
  });

  for (const value of [
    undefined,
    null,
    NaN,
    -5,
    1.5,
    Infinity,
    2 ** 60,
    {},
    true,
    Buffer.from('1'),
    ['+442079460018'],
  ]) {
    it(`is none for ${JSON.stringify(value) || 'nothing'}`, () => {
      assert.throws(() => sent(value, '44'), { code: 'PUSHLINE_BAD_INPUT', message: /^To: / });
    });
  }

  it('is at most a + and digits; an error or a warning does not repeat it', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789+()-/., \n;xE')),
      minLength: 4,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), noise, fc.nat()),
        fc.constantFrom('', '1', '39', '44'),
        fc.boolean(),
        (value, country, completes) => {
          try {
            const { number, warning = '' } = sent(value, country, 'fax', completes);
            assert.match(number, /^\+?\d{4,20}$/);
            assert.doesNotMatch(warning, /\d/);
          } catch (error) {
            assert(error instanceof BadInputError);
            assert.doesNotMatch(error.message.replace('15 digits', '').replace('with 0', ''), /\d/);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('the sender of an SMS', () => {
  const sender = (value: unknown, country: string): string => {
    const reading = readSender(value, country);
    return reading.kind === 'name'
      ? `name ${reading.name}`
      : dialledNumber(reading, { label: 'Sender', completesNational: true }).number;
  };

  for (const [value, country, expected] of [
    ['07700900456', '44', '+447700900456'],
    ['07700 900 456', '44', '+447700900456'],
    ['447700900456', '44', '+447700900456'],
    ['+44 (0)7700 900456', '', '+447700900456'],
    ['tel:+447700900456', '', '+447700900456'],
    [7700900456, '44', '+447700900456'],
    ['07700900456', '', '07700900456'],
    ['60777', '44', 'name 60777'],
    [' Pushline ', '44', 'name Pushline'],
    ['SHOP 24', '44', 'name SHOP 24'],
    ['4AnyOne', '44', 'name 4AnyOne'],
    ['AT&T', '1', 'name AT&T'],
    ['24-7', '44', 'name 24-7'],
    ['100%', '44', 'name 100%'],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(value)} in ${country || 'no country'}`, () => {
      assert.equal(sender(value, country), expected);
    });
  }

  for (const value of [
    '07700900456, 07700900457',
    '4.47700900456E+11',
    '4.477E+11',
    '077009004',
    '+999123456',
    {},
    1.5,
  ]) {
    it(`is none for ${JSON.stringify(value)}`, () => {
      assert.throws(() => sender(value, '44'), { code: 'PUSHLINE_BAD_INPUT', message: /^Sender: / });
    });
  }
});
