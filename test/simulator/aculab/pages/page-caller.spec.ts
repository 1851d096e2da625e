import assert from 'node:assert/strict';
import type { Json } from '../customer';
import { Harness } from '../harness';

describe('pages that the simulated Aculab Cloud requests', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  it('come as raw JSON under any content type, or by GET', async () => {
    const { customer, simulator } = harness;
    for (const pageContentType of ['application/json', 'application/x-www-form-urlencoded', 'text/plain'] as const) {
      simulator.behave({ pageContentType });
      await harness.faxed({ pages: 0 });
      const { method, headers, text, info } = customer.asked.at(-1) ?? assert.fail();
      assert.equal(method, 'POST');
      assert.equal(headers['content-type'], pageContentType);
      assert.deepEqual(JSON.parse(text), info);
    }
    simulator.behave({ pageContentType: 'none', pageMethod: 'GET' });
    const id = await harness.faxed({ pages: 0 });
    const [first, next] = customer.asked.slice(-3);
    assert.equal(first?.method, 'GET');
    assert.equal(first.text, '');
    assert.equal(first.info.application_instance_id, id);
    assert.equal(next?.method, 'POST');
    assert.equal(next.headers['content-type'], undefined);
  });

  it('are recorded with what they were answered', async () => {
    const { customer, simulator } = harness;
    const id = await harness.faxed({ pages: 0 });
    const [first] = simulator.pages();
    assert.equal(first?.page, 'first');
    assert.equal(first.instanceId, id);
    assert.equal(first.url, `${customer.url}/first`);
    assert.ok('status' in first.answer);
    assert.equal((JSON.parse(first.answer.body) as Json).token, 'our token');
    assert.equal(simulator.requests()['page.first'], 1);
  });

  it('reject wrong answers like the vendor, and end the call with the error page', async () => {
    const { customer } = harness;
    const good = customer.actions();
    const cases: [number, Json | string, string][] = [
      [204, '', 'the status is not 200'],
      [200, 'OK', 'the answer is no JSON object'],
      [200, '[]', 'the answer is no JSON object'],
      [200, { ...good, api_version: '1.0' }, 'the api_version is wrong'],
      [200, { ...good, actions: {} }, 'there is no list of actions'],
      [200, { ...good, token: 'x'.repeat(5_001) }, 'the token is too long'],
      [200, { ...good, token: 5 }, 'the token is not a string'],
      [200, { ...good, extra: 1 }, 'there is an unknown property'],
      [200, { ...good, actions: [{ teleport: {} }] }, 'an action is unknown'],
      [200, { ...good, actions: [{ answer: {}, hang_up: {} }] }, 'an action is unknown'],
      [200, { ...good, actions: [{ receive_fax: { next_page: {} } }] }, 'a property of receive_fax is wrong'],
      [200, { ...good, actions: [{ receive_fax: { speed: 1 } }] }, 'a property of receive_fax is wrong'],
      [
        200,
        { ...good, actions: [{ receive_fax: { encryption_cipher: { type: 'aescbc', key: 'ab' } } }] },
        'a property of receive_fax is wrong',
      ],
    ];
    for (const [status, body, problem] of cases) {
      customer.answers['/first'] = () => ({ status, body });
      await harness.faxed();
      assert.deepEqual(customer.infosOf('/error').at(-1)?.error_result, { result: problem });
      assert.equal((customer.infosOf('/final').at(-1)?.this_call as Json).call_cause, 'dropped');
      assert.equal(harness.problems().at(-1), `first: ${problem}`);
    }
    assert.equal(harness.simulator.media.stored().length, 1);
  });

  it('take a token of 5000 characters', async () => {
    const { customer } = harness;
    const token = 'x'.repeat(5_000);
    customer.answers['/first'] = () => ({ status: 200, body: { ...customer.actions(), token } });
    await harness.faxed();
    assert.equal(customer.infosOf('/final')[0]?.token, token);
  });

  it('give back the token of the last answer, and none where that had none', async () => {
    const { customer } = harness;
    const answers = [{ token: 'second' }, {}];
    customer.answers['/next'] = () => ({
      status: 200,
      body: { api_version: '2.0', actions: [], ...answers.shift() },
    });
    await harness.faxed({ pages: 0 });
    assert.equal(customer.infosOf('/next')[0]?.token, 'our token');
    assert.equal(customer.infosOf('/final')[0]?.token, 'second');
    await harness.faxed({ pages: 0 });
    assert.equal(customer.infosOf('/final')[1]?.token, null);
  });

  it('require 204 for a notification', async () => {
    const { customer } = harness;
    customer.answers['/progress'] = () => ({ status: 200, body: customer.actions() });
    await harness.faxed({ pages: 1, available: 'never' });
    assert.deepEqual(
      harness.problems(),
      Array.from({ length: 2 }, () => 'progress: the status is not 204'),
    );
    assert.deepEqual(customer.order.slice(-2), ['/next', '/final']);
  });

  it('have the older form where the service is of version 1', async () => {
    const { customer, simulator } = harness;
    simulator.behave({ version: '1.0' });
    customer.version = undefined;
    customer.receiveFax = {};
    await harness.faxed({ pages: 1 });
    for (const info of customer.asked.map((asked) => asked.info)) {
      assert.equal('is_notification' in info, false);
      assert.equal('call_raw_cause' in (info.this_call as Json), false);
    }
    assert.deepEqual(customer.order, ['/first', '/progress', '/progress', '/next', '/final']);
    customer.receiveFax = { id: 'x' };
    await harness.faxed();
    assert.deepEqual(customer.infosOf('/error')[0]?.error_result, {
      result: 'a property of receive_fax is not in version 1',
    });
  });

  it('are asked again where no answer came, with the same bytes, and then given up', async () => {
    const { customer, simulator } = harness;
    customer.answers['/first'] = () => ({ status: undefined });
    await harness.faxed();
    assert.deepEqual(customer.order, ['/first', '/first', '/first', '/error', '/final']);
    assert.equal(new Set(customer.asked.slice(0, 3).map(({ text }) => text)).size, 1);
    assert.deepEqual(simulator.pages()[0]?.answer, { failed: 'reset' });
    simulator.behave({ pageRepeats: 0 });
    customer.answers['/first'] = () => ({ status: 503 });
    await harness.faxed();
    assert.deepEqual(customer.order.slice(5), ['/first', '/error', '/final']);
  });

  it('are asked again only after five seconds', async () => {
    const { customer, simulator, clock } = harness;
    customer.answers['/first'] = () => ({ status: 500 });
    simulator.inject();
    await harness.until((change) => change.type === 'asked');
    await clock.waiting();
    await clock.advance(4_999);
    assert.equal(simulator.asking, 0);
    assert.equal(customer.asked.length, 1);
    await clock.advance(1);
    assert.equal(simulator.asking, 1);
    await harness.until((change) => change.type === 'asked');
    assert.equal(customer.asked.length, 2);
  });

  it('are asked again after a cut, with the answer unread, or are lost', async () => {
    const { customer, simulator } = harness;
    simulator.faults.set(
      { action: 'page.first', page: 'unread', times: 1 },
      { action: 'page.next', page: 'lost', times: 1 },
    );
    await harness.faxed({ pages: 1, available: 'never' });
    assert.deepEqual(customer.order, ['/first', '/first', '/progress', '/progress', '/final']);
    assert.deepEqual(
      simulator.pages().flatMap(({ page, answer }) => ('failed' in answer ? [[page, answer.failed]] : [])),
      [
        ['first', 'unread'],
        ['next', 'lost'],
      ],
    );
    simulator.faults.set({ action: 'page.final', page: 'cut', times: 1 });
    const from = customer.asked.length;
    await harness.faxed({ pages: 0 });
    assert.equal(customer.order.slice(from).filter((page) => page === '/final').length, 2);
  });

  it('give up on one that takes too long', async () => {
    const slow = await Harness.start({ timeoutMs: 10_000 });
    slow.simulator.behave({ pageRepeats: 0 });
    let release = (): void => undefined;
    const { customer, simulator, clock } = slow;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    customer.holds['/first'] = stuck;
    const id = simulator.inject();
    await clock.waiting(1);
    await clock.advance(9_999);
    assert.equal(simulator.pages().length, 0);
    await clock.advance(1);
    await slow.untilFinished(id);
    assert.deepEqual(simulator.pages()[0]?.answer, { failed: 'timeout' });
    release();
    await slow.close();
  });

  it('do not tell our login to another origin', async () => {
    const { customer, simulator } = harness;
    const other = await Harness.start();
    simulator.callAt(customer.url, { username: 'me', password: 'secret' });
    customer.receiveFax = { next_page: other.customer.page('/next') };
    await harness.faxed({ pages: 0 });
    assert.equal(other.customer.asked[0]?.headers.authorization, undefined);
    assert.notEqual(customer.asked[0]?.headers.authorization, undefined);
    await other.close();
  });

  it('take any body that is injected raw', async () => {
    const { customer, simulator } = harness;
    simulator.inject({ kind: 'raw', page: 'final', body: '{"half":' });
    await harness.until((change) => change.type === 'asked');
    assert.equal(customer.asked[0]?.page, '/final');
    assert.equal(customer.asked[0].text, '{"half":');
  });
});
