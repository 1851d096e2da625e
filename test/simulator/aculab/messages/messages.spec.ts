import assert from 'node:assert/strict';
import type { Json } from '../customer';
import { Harness } from '../harness';

describe('messages of the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
    harness.customer.answers['/messages'] = () => ({ status: 200 });
    harness.customer.answers['/status'] = () => ({ status: 204 });
  });
  afterEach(() => harness.close());

  const send = (to: string, more: Record<string, string> = {}) =>
    harness.post('/msg_send', {
      ...{ to, from: '447700900500', content: 'Hello', request_delivery_report: 'true' },
      status_page: `${harness.customer.url}/status`,
      ...more,
    });
  const told = () => harness.customer.infosOf('/status').map(({ status, aculab_msg_err: error }) => [status, error]);

  it('that come in are posted to the notification page as in the vendor’s sample', async () => {
    const { customer, simulator } = harness;
    const msgRef = simulator.inject({ kind: 'sms', from: '+447700900901', text: 'Grüße & 😀' });
    await harness.settle();
    assert.deepEqual(customer.order, ['/messages']);
    assert.deepEqual(customer.asked[0]?.info, {
      status: 'received',
      direction: 'receive',
      type: 'sms',
      from: '447700900901',
      to: '447700900500',
      content: 'Grüße & 😀',
      msg_ref: msgRef,
      timestamp: '2026-11-20_12:00:00',
      aculab_msg_err: '000',
    });
    assert.match(msgRef, /^[0-9a-f]{8}_2\.1795176000\.\d+$/);
  });

  it('that come in are told again as often as is wanted, and where no answer came', async () => {
    const { customer, simulator } = harness;
    simulator.inject({ kind: 'sms', times: 2 });
    await harness.settle();
    assert.equal(customer.asked.length, 2);
    assert.equal(customer.asked[0]?.text, customer.asked[1]?.text);
    const answers = [503, 200];
    customer.answers['/messages'] = () => ({ status: answers.shift() ?? 200 });
    simulator.inject({ kind: 'sms' });
    await harness.settle();
    assert.equal(customer.asked.length, 4);
    assert.deepEqual(harness.problems(), ['notification: the status is not 2xx']);
  });

  it('that are sent are told as submitted, then as delivered', async () => {
    const answer = await send('447700909999');
    const { msg_ref: msgRef } = answer.json();
    assert.deepEqual(told(), []);
    await harness.settle();
    assert.deepEqual(told(), [
      ['submitted', '000'],
      ['delivered', '000'],
    ]);
    for (const info of harness.customer.infosOf('/status')) {
      assert.equal(info.msg_ref, msgRef);
      assert.equal(info.direction, 'send');
      assert.equal(info.to, '447700909999');
    }
    assert.equal(harness.simulator.sent()[0]?.content, 'Hello');
  });

  it('that are sent without a report, or without a page, are told as submitted or not at all', async () => {
    await send('447700909999', { request_delivery_report: 'false' });
    await harness.settle();
    assert.deepEqual(told(), [['submitted', '000']]);
    await send('447700909999', { status_page: '' });
    await harness.settle();
    assert.equal(told().length, 1);
    assert.equal(harness.simulator.sent()[1]?.status, 'delivered');
  });

  it('end as the last four digits say', async () => {
    const cases: [string, string[]][] = [
      ['0001', ['submitted', 'delivered']],
      ['0002', ['submitted', 'failed 021']],
      ['0003', ['submitted', 'failed 034']],
      ['0004', ['rejected 030']],
      ['0005', ['submitted', 'expired 040']],
      ['0007', []],
      ['0008', ['submitted', 'submitted', 'delivered', 'delivered']],
      ['0009', ['delivered', 'submitted']],
      ['0010', ['submitted']],
      ['0011', ['submitted', 'quarantined']],
      ['0012', ['submitted', 'delivered 012']],
      ['0013', ['submitted', 'failed 034']],
      ['0013', ['submitted', 'delivered']],
    ];
    for (const [tail, expected] of cases) {
      const from = told().length;
      assert.equal((await send(`44770090${tail}`)).status, 200);
      await harness.settle();
      const words = told().map(([status, error]) => (error === '000' ? status : `${String(status)} ${String(error)}`));
      assert.deepEqual(words.slice(from), expected, tail);
    }
  });

  it('are refused at 0006 for want of credit, and where something is wrong or missing', async () => {
    assert.equal((await send('447700900006')).status, 402);
    const codeOf = async (to: string, more: Record<string, string>) =>
      ((await send(to, more)).json().error as Json).code;
    assert.equal(await codeOf('+447700909999', {}), '0002');
    assert.equal(await codeOf('447700909999', { content: '' }), '0001');
    assert.equal(await codeOf('447700909999', { from: 'Pushline' }), '0002');
    assert.equal(await codeOf('447700909999', { status_page: '/status' }), '0002');
    assert.equal(await codeOf('447700909999', { request_delivery_report: 'yes' }), '0002');
    assert.equal(harness.simulator.sent().length, 0);
  });

  it('at 0009 are told as delivered before the request is answered', async () => {
    await send('447700900009');
    assert.deepEqual(told(), [['delivered', '000']]);
  });

  it('may lack a reference in the reply and a direction in what is told, or have a status out of turn', async () => {
    const { simulator, customer } = harness;
    simulator.behave({ msgRef: 'absent', direction: 'absent' });
    assert.deepEqual((await send('447700900010')).json(), { status: 'queued' });
    await harness.settle();
    assert.equal('direction' in (customer.infosOf('/status')[0] ?? {}), false);
    const msgRef = simulator.sent()[0]?.msgRef ?? '';
    simulator.inject({ kind: 'sms-status', msgRef, status: 'failed', error: '099', url: `${customer.url}/status` });
    await harness.until((change) => change.type === 'asked');
    assert.deepEqual(told().at(-1), ['failed', '099']);
  });
});
