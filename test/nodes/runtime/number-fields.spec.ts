import assert from 'node:assert/strict';
import type { ConnectionNode } from '../../../nodes/runtime/connection-node';
import { numberFields } from '../../../nodes/runtime/number-fields';
import type { OutboxAccess } from '../../../src/outbox/outbox-door';
import type { TypedProperties } from '../../../nodes/runtime/typed-property';
import { NoConnectionError } from '../../../src/domain/errors';

interface Circumstances {
  country?: string;
  /** What the account tells; undefined = not known in time. */
  account?: string | undefined;
  completesNational?: boolean;
}

describe('the number fields of a sending node', () => {
  let asked: number;
  let warnings: string[];
  let former: Record<string, string | undefined>;

  beforeEach(() => {
    asked = 0;
    warnings = [];
    former = {};
  });

  function fields(values: { to?: unknown; from?: unknown }, circumstances: Circumstances = {}) {
    const { country = '', account, completesNational = true } = circumstances;
    const accountCountry = (): Promise<string> => {
      asked += 1;
      return account === undefined ? Promise.reject(new NoConnectionError('not yet')) : Promise.resolve(account);
    };
    return numberFields({
      properties: { read: (name: 'to' | 'from') => Promise.resolve(values[name]) } as unknown as TypedProperties,
      connection: { country, accountCountry } as unknown as ConnectionNode,
      outbox: { completesNational } as unknown as OutboxAccess,
      warn: (text) => warnings.push(text),
      formerly: (field, number) => (former[field] = number),
    });
  }

  it('are completed by Country code, and the account is not asked', async () => {
    const numbers = fields({ to: '020 7946 0018', from: '020 7946 0019' }, { country: '44', account: '1' });
    assert.equal(await numbers.destination('fax'), '+442079460018');
    assert.equal(await numbers.callerId(), '+442079460019');
    assert.equal(await numbers.sender(), '+442079460019');
    assert.deepEqual([asked, warnings], [0, []]);
  });

  it('are completed by the country of the account where Country code is empty', async () => {
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
    assert.match(warnings[0] ?? '', /^To: .*Country code/);
    assert.match(warnings[1] ?? '', /^Sender: .*Country code/);
    assert.doesNotMatch(warnings.join(''), /\d/);
  });

  it('are refused, naming Country code, where the provider does not complete them, or the country is not known yet', async () => {
    for (const circumstances of [{ completesNational: false, account: '44' }, { account: undefined }]) {
      const numbers = fields({ to: '020 7946 0018', from: '07400 123456' }, circumstances);
      const refusal = (label: string) => ({
        code: 'PUSHLINE_BAD_INPUT',
        message: new RegExp(`^${label}: \\D*Country code\\D*$`),
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
    await assert.rejects(fields({ from: 'Pushline' }).callerId(), /^BadInputError: Caller id: no phone number/);
    await assert.rejects(fields({ to: '' }).destination('fax'), /^BadInputError: To: needs a number/);
    assert.equal(asked, 0);
  });
});
