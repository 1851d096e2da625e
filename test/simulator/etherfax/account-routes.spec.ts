import assert from 'node:assert/strict';
import { Harness } from './harness';

describe('the simulated account', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const statusWith = async (authorization: string): Promise<number> =>
    (await harness.call('/accounts?a=status', { headers: { authorization } })).status;
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

  it('answers a banner in plain text on the base URL, without credentials', async () => {
    const response = await fetch(harness.simulator.baseUrl);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(await response.text(), /etherFAX REST Services 3\.0/);
  });

  it('tells account, ports and numbers', async () => {
    const account = (await harness.call('/accounts?a=status')).json();
    assert.equal(account.Account, 'efax-0000-0000');
    assert.equal(account.Ports, 2);
    assert.deepEqual(account.Numbers, ['+15550100001', '+15550100002']);
    assert.ok('Name' in account && 'Enabled' in account && 'TimeZone' in account);
  });

  for (const [scheme, authorization] of [
    ['a bearer key', 'Bearer example-key'],
    ['a blank user with the key', 'Basic OmV4YW1wbGUta2V5'],
    ['account, user and password', 'Basic ZWZheC0wMDAwLTAwMDAvZGVtbzpleGFtcGxl'],
  ] as const) {
    it(`lets in ${scheme}`, async () => assert.equal(await statusWith(authorization), 200));
  }

  for (const [what, authorization] of [
    ['no credentials', ''],
    ['a wrong key', 'Bearer other-key'],
    ['a wrong key in Basic', basic(':other-key')],
    ['a wrong password', basic('efax-0000-0000/demo:wrong')],
    ['another account', basic('efax-0000-0001/demo:example')],
    ['another scheme', 'Digest example-key'],
  ] as const) {
    it(`refuses ${what} with 401 and a message`, async () => {
      const answer = await harness.call('/accounts?a=status', { headers: { authorization } });
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic /);
      assert.equal(typeof answer.json().Message, 'string');
    });
  }

  it('does not do what an unauthorized request asks', async () => {
    const jobId = harness.simulator.inject();
    await harness.call(`/inbox?a=received&id=${jobId}`, { headers: { authorization: 'Bearer other-key' } });
    assert.deepEqual(harness.simulator.marks(), []);
  });

  it('answers 404 for calls the service does not have', async () => {
    for (const path of ['/inbox?a=delete', '/inbox', '/nothing?a=list', '/outbox?a=send']) {
      assert.equal((await harness.call(path)).status, 404, path);
    }
    assert.equal((await harness.call('/inbox?a=list', { method: 'POST' })).status, 404);
  });

  it('counts requests by action', async () => {
    await harness.list();
    await harness.list();
    await harness.unread();
    assert.deepEqual(harness.simulator.requests(), { 'inbox.list': 2, 'inbox.unread': 1 });
  });
});
