import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConnectionNode } from '../../../../nodes/runtime/connection/connection-node';
import { numberFields } from '../../../../nodes/runtime/sending/number-fields';
import type { OutboxAccess } from '../../../../src/connection/outgoing';
import type { TypedProperties } from '../../../../nodes/runtime/sending/typed-property';
import { NoConnectionError } from '../../../../src/domain/errors';

interface Circumstances {
  country?: string;
  /** What the account tells; undefined = not known in time. */
  account?: string | undefined;
  completesNational?: boolean;
}

describe('the number fields of a sending node', () => {
  let asked: number;
  let source: string | undefined;
  let warnings: string[];
  let former: Record<string, string | undefined>;

  beforeEach(() => {
    asked = 0;
    source = undefined;
    warnings = [];
    former = {};
  });

  function fields(values: { to?: unknown; from?: unknown }, circumstances: Circumstances = {}) {
    const { country = '', account, completesNational = true } = circumstances;
    const accountCountry = (): Promise<string> => {
      asked += 1;
      return account === undefined ? Promise.reject(new NoConnectionError('not yet')) : Promise.resolve(account);
    };
    const read = numberFields({
      properties: {
        read: (name: 'to' | 'from') => Promise.resolve(values[name]),
        source: () => source,
      } as unknown as TypedProperties,
      connection: { country, accountCountry } as unknown as ConnectionNode,
      outbox: { completesNational } as unknown as OutboxAccess,
      warn: (text) => warnings.push(text),
      formerly: (field, number) => (former[field] = number),
    });
    return { ...read, destination: async (kind: 'fax' | 'sms') => (await read.recipients(kind)).each[0]?.number };
  }

  it('are completed by Country, and the account is not asked', async () => {
    const numbers = fields({ to: '020 7946 0018', from: '020 7946 0019' }, { country: '44', account: '1' });
    assert.equal(await numbers.destination('fax'), '+442079460018');
    assert.equal(await numbers.callerId(), '+442079460019');
    assert.equal(await numbers.sender(), '+442079460019');
    assert.deepEqual([asked, warnings], [0, []]);
  });

  it('are completed by the country of the account where Country is empty', async () => {
    const numbers = fields({ to: '020 7946 0018', from: '07400 123456' }, { account: '44' });
    assert.equal(await numbers.destination('sms'), '+442079460018');
    assert.equal(await numbers.callerId(), '+447400123456');
    assert.equal(await numbers.sender(), '+447400123456');
    assert.deepEqual([asked, warnings], [3, []]);
  });

  it('need no country where they have one', async () => {
    for (const to of ['+442079460018', '0044 20 7946 0018', 'tel:+442079460018']) {
      assert.equal(await fields({ to }).destination('fax'), '+442079460018');
    }
    assert.deepEqual([asked, warnings], [0, []]);
  });

  it('are read by the exit code of the account’s country', async () => {
    const numbers = fields({ to: '0011 44 20 7946 0018' }, { account: '61' });
    assert.equal(await numbers.destination('fax'), '+442079460018');
  });

  it('go out as they are, with a warning, where the account tells no country and the provider completes them', async () => {
    const numbers = fields({ to: '(020) 7946 0018', from: '07400 123456' }, { account: '' });
    assert.equal(await numbers.destination('fax'), '02079460018');
    assert.equal(await numbers.sender(), '07400123456');
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /^To: .*Country/);
    assert.match(warnings[1] ?? '', /^Sender: .*Country/);
    assert.doesNotMatch(warnings.join(''), /\d/);
  });

  it('are refused, naming Country, where the provider does not complete them, or the country is not known yet', async () => {
    for (const circumstances of [{ completesNational: false, account: '44' }, { account: undefined }]) {
      const numbers = fields({ to: '020 7946 0018', from: '07400 123456' }, circumstances);
      const refusal = (label: string) => ({
        code: 'PUSHLINE_BAD_INPUT',
        message: new RegExp(`^${label}: \\D*Country\\D*$`),
      });
      await assert.rejects(numbers.destination('fax'), refusal('To'));
      await assert.rejects(numbers.callerId(), refusal('Caller id'));
      await assert.rejects(numbers.sender(), refusal('Sender'));
    }
    assert.deepEqual(warnings, []);
  });

  it('tell how version 0.1.0 would have read them', async () => {
    const numbers = fields({ to: '020 7946 0018', from: ' 07400 123456 ' }, { account: '44' });
    await numbers.destination('sms');
    await numbers.sender();
    assert.deepEqual(former, { to: '02079460018', from: '07400 123456' });
    await numbers.callerId();
    assert.equal(former['from'], '07400123456');
    await fields({ to: 'tel:+442079460018' }).destination('fax');
    assert.equal(former['to'], undefined);
    await fields({}).callerId();
    assert.equal(former['from'], '');
  });

  it('may be empty where the account has one of its own, and a sender may be a name', async () => {
    for (const from of ['', '  ', undefined, null]) {
      assert.deepEqual([await fields({ from }).callerId(), await fields({ from }).sender()], ['', '']);
    }
    assert.equal(await fields({ from: 'Pushline' }).sender(), 'Pushline');
    await assert.rejects(fields({ from: 'Pushline' }).callerId(), /^BadInputError: Caller id: not a phone number/);
    await assert.rejects(fields({ to: '' }).destination('fax'), /^BadInputError: To: needs a number/);
    assert.equal(asked, 0);
  });

  it('name where a number was to come from', async () => {
    source = 'msg.to';
    for (const to of ['', ' ', undefined, null]) {
      await assert.rejects(fields({ to }).destination('fax'), { message: 'To: needs a number, but msg.to is empty' });
    }
    await assert.rejects(fields({ to: 'x' }).destination('fax'), { message: 'To: not a phone number' });
  });

  describe('to several numbers', () => {
    const sentTo = async (to: unknown, country = '44'): Promise<string[]> =>
      (await fields({ to }, { country }).recipients('sms')).each.map(({ number }) => number);
    const A = '+447400123456';
    const B = '+447400123457';

    for (const [what, to] of [
      ['a comma', `${A}, ${B}`],
      ['a semicolon', '07400 123456; 07400 123457;'],
      ['a new line', `07400 123456\n\n  07400 123457\n`],
      ['a line end of Windows', `${A}\r\n${B}`],
      ['a full-width comma', `${A}，${B}`],
      ['quotes around each', `"${A}","${B}"`],
      ['schemes', `tel:${A}, tel:${B}`],
      ['an array of texts', [A, ' 07400 123457 ']],
      ['an array of numbers', [447400123456, 7400123457]],
      ['one of them twice, in two spellings', [A, B, '07400 123456']],
    ] as [string, unknown][]) {
      it(`takes ${what}`, async () => {
        assert.deepEqual(await sentTo(to), [A, B]);
        assert.deepEqual(asked, 0);
      });
    }

    for (const [what, to, number] of [
      ['a separator at the end', `${A},`, A],
      ['a context after a semicolon', 'tel:7400-123456;phone-context=+44', A],
      ['a fraction of a spreadsheet', '447400123456,0', A],
    ] as const) {
      it(`takes ${what} for one number`, async () => {
        const { each, isList } = await fields({ to }, { country: '44' }).recipients('sms');
        assert.deepEqual([each.map((one) => one.number), isList], [[number], false]);
      });
    }

    it('takes an array for a list however many it holds', async () => {
      assert.deepEqual(await fields({ to: [A] }).recipients('sms'), { each: [{ number: A, given: A }], isList: true });
    });

    for (const [what, to, fault] of [
      ['a number that is none', [A, 'Ellen', B], 'number 2 of 3: not a phone number'],
      ['an empty one', [A, ''], 'number 2 of 2: needs a number'],
      ['none at all', [A, null], 'number 2 of 2: needs a number'],
      ['a list within', [[A, B]], 'number 1 of 1: a list, but it takes one number'],
      ['two in one', [`${A}, ${B}`], 'number 1 of 1: more than one number, but it takes one'],
      ['the rest of a number', '07400 123456, 57', 'number 2 of 2: too short'],
      ['an extension', '07400 123456;ext=5', 'an extension, or something else that only a telephone can dial'],
      ['an object', [{ number: A }], 'number 1 of 1: must be text or a whole number'],
      ['nothing', [], 'the list is empty: it needs a number'],
      ['a thousand and one', Array(1_001).fill(A), 'more than 1000 numbers: split the list'],
      ['a thousand and one in a text', Array(1_001).fill(A).join(), 'more than 1000 numbers: split the list'],
      ['a text without end', `${A},`.repeat(100_000), 'far too long for a phone number'],
    ] as [string, unknown, string][]) {
      it(`refuses all of them for ${what}, naming the place and not the number`, async () => {
        await assert.rejects(sentTo(to), { code: 'PUSHLINE_BAD_INPUT', message: `To: ${fault}` });
        assert.deepEqual(warnings, []);
      });
    }

    it('tells what it does not send twice, and what may be wrong, without a flood', async () => {
      const doubtful = Array.from({ length: 9 }, (_, index) => `+44770090000${index}`);
      await sentTo([...doubtful, A, A]);
      assert.equal(warnings.length, 7);
      assert.equal(warnings[0], 'To: 1 of 11 numbers are repeated: each gets it once');
      assert.match(warnings[1] ?? '', /^To: number 1 of 11: not a valid number of /);
      assert.equal(warnings[6], 'To: the same goes for 4 more of its numbers');
      assert.doesNotMatch(warnings.join(), /\d{3}/);
    });

    it('is the same numbers whatever stands between them', async () => {
      const number = fc.integer({ min: 447400000000, max: 447400999999 }).map((digits) => `+${digits}`);
      const separator = fc.constantFrom(',', ';', '\n', '\r\n', ' , ', ';\n', ',,');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(number, separator), { minLength: 2, maxLength: 20 }), async (list) => {
          const numbers = list.map(([each]) => each);
          assert.deepEqual(await sentTo(list.flat().join('')), [...new Set(numbers)]);
          assert.deepEqual(await sentTo(numbers), [...new Set(numbers)]);
        }),
        { numRuns: 50 },
      );
    });
  });
});
