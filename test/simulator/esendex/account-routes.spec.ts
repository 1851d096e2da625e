import assert from 'node:assert/strict';
import { Harness, type Json } from './harness';

describe('the accounts of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start({
      account: { reference: 'EX0012345', address: '447700900555' },
      otherAccounts: [{ id: 'a-second-account', reference: 'EX0054321', label: '', address: '', messagesRemaining: 0 }],
    });
  });
  afterEach(() => harness.close());

  it('are XML with ids as attributes', async () => {
    const answer = await harness.call('/accounts');
    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
    assert.match(answer.text, /<accounts xmlns="http:\/\/api\.esendex\.com\/ns\/">/);
    const { account } = answer.xml().accounts as { account: Json[] };
    assert.equal(account.length, 2);
    assert.equal(account[0]?.reference, 'EX0012345');
    assert.equal(account[0].address, '447700900555');
    assert.equal(account[0]['@id'], harness.simulator.accounts[0].id);
    assert.equal(account[1]?.address, '');
    assert.deepEqual([account[1].alias, account[1].role, account[1].defaultdialcode], ['', 'PowerUser', '44']);
  });

  it('are JSON for those who accept it', async () => {
    const answer = await harness.call('/accounts', { headers: { accept: 'application/json' } });
    const { accounts } = answer.json() as { accounts: Json[] };
    assert.deepEqual(
      accounts.map(({ id, reference }) => [id, reference]),
      harness.simulator.accounts.map(({ id, reference }) => [id, reference]),
    );
  });

  it('can be asked for one by one, whatever the case of the id', async () => {
    const id = harness.simulator.accounts[0].id;
    assert.match((await harness.call(`/accounts/${id.toUpperCase()}`)).text, /<reference>EX0012345<\/reference>/);
    assert.equal((await harness.call('/accounts/ffffffff-0000-4000-8000-000000000000')).status, 404);
  });
});
