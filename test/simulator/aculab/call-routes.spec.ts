import assert from 'node:assert/strict';
import type { Json } from './customer';
import { Harness } from './harness';

describe('calls by the web services of the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  const codeOf = async (form: Record<string, string>): Promise<unknown> =>
    ((await harness.post('/service_start', form)).json().error as Json).code;

  it('start one or several, by either name of the parameter, and answer with ids that are not those of the calls', async () => {
    const call = { to: 'tel:+15550109999', from: '15550100001' };
    const one = JSON.parse((await harness.dial(call)).text) as string[];
    const two = await harness.post('/service_start', { outbound_parameters: JSON.stringify([call, call]) });
    const several = JSON.parse(two.text) as string[];
    assert.deepEqual([one.length, several.length], [1, 2]);
    const calls = harness.simulator.calls();
    assert.deepEqual(
      calls.map(({ to, token }) => [to, token]),
      Array.from({ length: 3 }, () => ['15550109999', null]),
    );
    assert.equal(
      calls.some(({ id }) => [...one, ...several].includes(id)),
      false,
    );
    await harness.settle();
  });

  it('refuse numbers that cannot be called', async () => {
    assert.equal(await codeOf({}), '0001');
    assert.equal(await codeOf({ rest_calls: '{"to"' }), '0002');
    assert.equal(await codeOf({ rest_calls: '[]' }), '0002');
    assert.equal(await codeOf({ rest_calls: '{}' }), '0001');
    assert.equal(await codeOf({ rest_calls: '{"to":"15550109999"}' }), '0001');
    assert.equal(await codeOf({ rest_calls: '{"to":"+15550109999","from":"1"}' }), '0002');
    assert.equal(await codeOf({ rest_calls: '{"to":"tel:015550109999","from":"1"}' }), '0002');
    const token = 'x'.repeat(5_001);
    assert.equal(await codeOf({ rest_calls: JSON.stringify({ to: '15550109999', from: '1', token }) }), '0002');
    assert.equal(harness.simulator.calls().length, 0);
  });

  it('tell whether one is running, finished or unknown', async () => {
    const statusOf = async (id: string) => await harness.call(`/application_status?application_instance_id=${id}`);
    const id = harness.simulator.inject();
    const running = (await statusOf(id)).json().adr as Json;
    assert.equal(running.application_instance_id, id);
    assert.equal(running.start_datetime, '2026-11-20_12:00:00');
    assert.equal(running.stop_time, '');
    assert.equal(running.fax, 'true');
    assert.deepEqual([running.tts_seconds, running.tts_unit_cost, running.extra_channel_count], [0, 0, 0]);
    await harness.untilFinished(id);
    const finished = (await statusOf(id)).json().adr as Json;
    assert.equal(finished.duration, 4);
    assert.equal(finished.stop_datetime, '2026-11-20_12:00:04');
    assert.equal((await statusOf('unknown.1')).status, 404);
  });

  it('interrupt by id, in either form of the reply', async () => {
    const { simulator, customer } = harness;
    const done = await harness.faxed({ pages: 0 });
    const running = simulator.inject({ cause: 'never' });
    await harness.until((change) => change.type === 'asked' && change.asked.page === 'progress');
    const answer = await harness.post('/rest_interrupt', { application_instance_ids: `${running}/${done}/none.1` });
    assert.deepEqual(answer.json(), {
      [running]: { result: 'interrupted', action: 'receive_fax' },
      [done]: { result: 'application already completed' },
      'none.1': { result: 'no such application' },
    });
    await harness.untilFinished(running);
    assert.deepEqual(customer.infosOf('/final').at(-1)?.action_result, { action: 'receive_fax', interrupted: true });
    simulator.behave({ interrupted: 'word' });
    const word = await harness.call(`/rest_interrupt?application_instance_ids=${running}`);
    assert.deepEqual(word.json(), { [running]: 'application already completed' });
  });

  it('go on at the page to which an interruption redirects them', async () => {
    const { simulator, customer } = harness;
    const id = simulator.inject({ cause: 'never' });
    await harness.until((change) => change.type === 'asked' && change.asked.page === 'progress');
    await harness.post('/rest_interrupt', {
      application_instance_ids: id,
      redirect_page: `${customer.url}/elsewhere`,
      redirect_method: 'GET',
    });
    await harness.untilFinished(id);
    assert.deepEqual(customer.order.slice(-2), ['/elsewhere', '/final']);
    const elsewhere = customer.asked.at(-2);
    assert.equal(elsewhere?.method, 'GET');
    assert.deepEqual(elsewhere.info.action_result, { action: 'receive_fax', interrupted: true });
    assert.equal(customer.infosOf('/final')[0]?.action_result, undefined);
  });
});
