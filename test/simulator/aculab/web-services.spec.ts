import assert from 'node:assert/strict';
import type { Json } from './customer';
import { basic, Harness } from './harness';

const errorIn = (answer: { json: () => Json }): Json => answer.json().error as Json;

describe('the web services of the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  it('take the user with the API access key, and only the outbound service for its start', async () => {
    const user = basic('1-2-0/demo@example.com:example-key');
    const service = basic('1-2-0/demo@example.com/Pushline:example');
    const statusOf = async (path: string, authorization: string) =>
      (await harness.call(path, { headers: { authorization } })).status;
    assert.equal(await statusOf('/file_list?filetype=media', user), 200);
    assert.equal(await statusOf('/file_list?filetype=media', service), 401);
    assert.equal(await statusOf('/service_start?rest_calls={}', user), 401);
    assert.equal(await statusOf('/service_start?rest_calls={}', service), 400);
    assert.equal(await statusOf('/security/protocol_check', basic('1-2-0/demo@example.com:wrong')), 401);
    assert.equal(await statusOf('/security/protocol_check', 'Bearer example-key'), 401);
    const refused = await fetch(`${harness.simulator.baseUrl}/security/protocol_check`);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get('www-authenticate') ?? '', /^Basic /);
  });

  it('check the protocol', async () => {
    const answer = await harness.call('/security/protocol_check', { headers: { 'user-agent': 'me' } });
    const { pass, user_agent, source_address } = answer.json();
    assert.deepEqual([pass, user_agent, source_address], [true, 'me', '127.0.0.1']);
  });

  it('say what is wrong in JSON, or in XML to clients that do not accept JSON', async () => {
    const json = await harness.call('/application_status');
    assert.equal(json.status, 400);
    const datetime = '2026-11-20_12:00:00';
    assert.deepEqual(json.json(), {
      error: {
        code: '0001',
        text: "Missing mandatory parameter 'application_instance_id'",
        datetime,
        link: 'https://www.aculab.com/cloud/web-services/web-service-errors',
      },
      request: { url: '/application_status', datetime },
    });
    const xml = await harness.call('/application_status', { headers: { accept: '*/*' } });
    assert.equal(xml.status, 400);
    assert.match(xml.text, /^<\?xml.*<code>0001<\/code>/);
    const repeated = await harness.call('/file_list?filetype=media&filetype=rest');
    assert.equal(errorIn(repeated).code, '0003');
    assert.equal((await harness.call('/msg_status')).status, 404);
    assert.equal((await harness.call('/file_list?filetype=media', { method: 'PUT' })).status, 405);
  });

  it('fail as the faults say', async () => {
    const { simulator } = harness;
    const path = '/file_list?filetype=media';
    simulator.faults.set({ action: 'file_list', status: 429, retryAfterSeconds: 7, times: 1 });
    assert.equal((await harness.call('/security/protocol_check')).status, 200);
    const limited = await harness.call(path);
    assert.equal(limited.status, 429);
    assert.equal(limited.headers.get('retry-after'), '7');
    assert.equal(errorIn(limited).code, 'HTTP 429');
    simulator.faults.set({ code: '0105', times: 1 });
    assert.equal(errorIn(await harness.call(path)).code, '0105');
    for (const body of ['empty', 'truncated', 'html', 'xml'] as const) {
      simulator.faults.set({ body, times: 1 });
      const spoilt = await harness.call(path);
      assert.equal(spoilt.status, 200);
      assert.throws(spoilt.json);
    }
    simulator.faults.set({ status: 502, times: 1 });
    assert.match((await harness.call(path)).text, /^<html>/);
    for (const drop of ['before', 'after', 'mid-reply'] as const) {
      simulator.faults.set({ drop, times: 1 });
      await assert.rejects(harness.call(path));
    }
    simulator.faults.set({ lateMs: 60_000, times: 1 });
    const late = harness.call(path);
    await harness.clock.waiting();
    await harness.clock.advance(60_000);
    assert.equal((await late).status, 200);
    assert.equal(simulator.requests().file_list, 11);
  });

  it('lose the answer to a start whose call is made all the same', async () => {
    const { simulator, customer } = harness;
    simulator.faults.set(
      { action: 'service_start', drop: 'after', times: 1 },
      { action: 'service_start', drop: 'before' },
    );
    await assert.rejects(harness.dial({ to: '15550109999', from: '15550100001', token: 'job' }));
    await assert.rejects(harness.dial({ to: '15550109999', from: '15550100001', token: 'never' }));
    await harness.untilFinished(simulator.calls()[0]?.id ?? '');
    assert.equal(simulator.calls().length, 1);
    assert.equal(customer.infosOf('/first')[0]?.token, 'job');
  });
});
