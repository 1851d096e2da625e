import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import type { Json } from '../customer';
import { Harness, TWO_PAGES } from '../harness';

const TO = '15550109999';

describe('a fax that the simulated Aculab Cloud sends', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  const results = (): Json[] =>
    harness.customer.infosOf('/next').map((info) => (info.action_result as Json).result as Json);

  it('begins with the first page and the token of the start, and sends the stored file', async () => {
    const { customer, simulator } = harness;
    const id = await harness.dialled(TO);
    assert.deepEqual(customer.order, ['/first', '/progress', '/progress', '/progress', '/next', '/final']);
    const [first] = customer.infosOf('/first');
    assert.equal(first?.token, 'job');
    assert.equal(first.application_instance_id, id);
    const call = first.this_call as Json;
    assert.equal(call.call_direction, 'out');
    assert.equal(call.call_to, TO);
    assert.equal(call.call_from, '15550100001');
    assert.equal(call.call_state, 'answered');
    assert.deepEqual(
      customer.infosOf('/progress').map((info) => ((info.action_progress as Json).progress as Json).pages_sent),
      [0, 1, 2],
    );
    const [result] = results();
    assert.equal(result?.result, 'NORMAL');
    assert.equal(result.pages_sent, 2);
    assert.equal('id' in result, false);
    assert.deepEqual(simulator.calls().at(-1)?.document, TWO_PAGES);
    assert.deepEqual(harness.problems(), []);
  });

  it('fetches the file from an address, relative or not, by GET and without instance info', async () => {
    const { customer, simulator } = harness;
    customer.answers['/fax.tif'] = () => ({ status: 200, body: TWO_PAGES });
    for (const url of ['fax.tif?version=2', `${customer.url}/fax.tif`]) {
      customer.sendFax = { fax_to_send: { url } };
      await harness.dialled(TO);
      const fetched = customer.asked.find(({ page }) => page === '/fax.tif');
      assert.equal(fetched?.method, 'GET');
      assert.deepEqual(fetched.info, {});
      assert.deepEqual(simulator.calls().at(-1)?.document, TWO_PAGES);
    }
    assert.equal(simulator.requests()['page.document'], 2);
    assert.deepEqual(harness.problems(), []);
  });

  it('decrypts a stored file with the key in the action, and no other one', async () => {
    const { customer, simulator } = harness;
    const key = Buffer.alloc(32, 1);
    const vector = Buffer.alloc(16, 2);
    const aes = createCipheriv('aes-256-cbc', key, vector);
    const bytes = Buffer.concat([aes.update(TWO_PAGES), aes.final()]);
    simulator.media.write({ name: '/out/secret.tif', bytes, encrypted: true });
    const cipher = { type: 'aescbc', key: key.toString('hex'), initialisation_vector: vector.toString('hex') };
    customer.sendFax = { fax_to_send: 'out/secret.tif', decryption_cipher: cipher };
    await harness.dialled(TO);
    assert.deepEqual(simulator.calls().at(-1)?.document, TWO_PAGES);
    customer.sendFax = { ...customer.sendFax, decryption_cipher: { ...cipher, key: '00'.repeat(32) } };
    await harness.dialled(TO);
    assert.equal(customer.infosOf('/error').length, 1);
    assert.equal(simulator.calls().at(-1)?.document, undefined);
  });

  it('requests the error page, then the final one, when there is nothing to send', async () => {
    const { customer } = harness;
    customer.answers['/gone.tif'] = () => ({ status: 404 });
    customer.answers['/text.tif'] = () => ({ status: 200, body: 'no TIFF' });
    customer.answers['/large.tif'] = () => ({ status: 200, body: Buffer.alloc(5 * 1024 * 1024 + 1) });
    const cases: [unknown, string][] = [
      ['/out/none.tif', 'the file is not in the media store'],
      [{ url: 'gone.tif' }, 'the document could not be fetched'],
      [{ url: 'text.tif' }, 'the document is not a TIFF'],
      [{ url: 'large.tif' }, 'the document is larger than 5 MB'],
      [{ url: 'gone.tif', method: 'POST' }, 'a remote document is fetched by GET only'],
      [undefined, 'send_fax names no document'],
      [{}, 'a property of send_fax is wrong'],
    ];
    for (const [fax_to_send, text] of cases) {
      customer.sendFax = { fax_to_send };
      await harness.dialled(TO);
      assert.deepEqual(customer.infosOf('/error').at(-1)?.error_result, { result: text });
      assert.deepEqual(customer.order.slice(-2), ['/error', '/final']);
    }
    assert.equal(customer.infosOf('/next').length, 0);
  });

  it('sends nothing where our page does not say so', async () => {
    const { customer, simulator } = harness;
    customer.answers['/first'] = () => ({ status: 200, body: customer.actions() });
    await harness.dialled(TO);
    assert.deepEqual(customer.order, ['/first', '/final']);
    assert.equal(simulator.calls().at(-1)?.document, undefined);
    customer.answers['/first'] = () => ({ status: 200, body: customer.actions({ receive_fax: {} }) });
    await harness.dialled(TO);
    assert.deepEqual(customer.infosOf('/error')[0]?.error_result, { result: 'receive_fax is for inbound calls' });
  });

  describe('to a special number', () => {
    const finalCall = (): Json => harness.customer.infosOf('/final').at(-1)?.this_call as Json;

    it('tells a call that was not taken on the final page alone', async () => {
      const { customer } = harness;
      const cases = [
        ['0002', 'busy', '486'],
        ['0003', 'no_answer', '480'],
        ['0008', 'unobtainable', '404'],
        ['0020', 'unobtainable', '-1'],
        ['0023', 'failed', '503'],
        ['0024', 'failed', '603'],
        ['0029', 'dropped', '487'],
      ] as const;
      for (const [tail, cause, rawCause] of cases) {
        await harness.dialled(`1555010${tail}`);
        assert.equal(finalCall().call_cause, cause);
        assert.equal(finalCall().call_raw_cause, rawCause);
        assert.equal(finalCall().seconds_call_duration, 0);
        assert.equal(customer.infosOf('/final').at(-1)?.token, 'job');
      }
      assert.equal(new Set(customer.order).size, 1);
    });

    it('tells how the fax ended on the next page', async () => {
      const cases = [
        ['0001', 'NORMAL', 2],
        ['0005', 'COMMSFAULT', 0],
        ['0007', 'NORMAL', 3],
        ['0009', 'NOTFAX', 0],
        ['0010', 'PAGEQUALITY', 1],
        ['0017', 'GREMLINS', 1],
        ['0018', 'STANDARDMISMATCH', 0],
        ['0021', 'INCONSISTENT_OPTIONS', 0],
        ['0025', 'TIMEOUT', 1],
        ['0026', 'ERROR', 1],
        ['0027', 'ABORTED', 1],
        ['0028', 'HANGUP', 2],
        ['0030', 'UNKNOWN_VALUE', 0],
        ['0031', 'UNKNOWN_OPTION', 0],
      ] as const;
      for (const [tail, cause, pages] of cases) {
        await harness.dialled(`1555010${tail}`);
        assert.equal(results().at(-1)?.result, cause);
        assert.equal(results().at(-1)?.pages_sent, pages);
      }
      assert.equal(results().length, cases.length);
    });

    it('is busy at 0004 once, and delivers every later time', async () => {
      await harness.dialled('15550100004');
      assert.equal(finalCall().call_cause, 'busy');
      await harness.dialled('15550100004');
      assert.equal(results()[0]?.result, 'NORMAL');
    });

    it('hangs up at 0011 after two pages and asks no next page', async () => {
      await harness.dialled('15550100011');
      const { customer } = harness;
      assert.deepEqual(customer.order, ['/first', '/progress', '/progress', '/progress', '/final']);
      assert.equal(finalCall().call_cause, 'hung_up');
    });

    it('delivers at 0012, 0013, 0014 and 0019 with pages lost, doubled, late or only the last', async () => {
      const { customer, simulator } = harness;
      await harness.dialled('15550100012');
      assert.deepEqual(customer.order.splice(0), ['/first']);
      const from = customer.asked.length;
      await harness.dialled('15550100013');
      assert.equal(customer.order.slice(from).length, 12);
      await harness.dialled('15550100014');
      assert.deepEqual(customer.order.slice(-5), ['/final', '/next', '/progress', '/progress', '/progress']);
      await harness.dialled('15550100019');
      assert.deepEqual(customer.order.slice(-2), ['/first', '/final']);
      assert.ok(simulator.calls().every(({ document }) => document?.equals(TWO_PAGES)));
    });

    it('never ends at 0015, until it is interrupted', async () => {
      const { customer, simulator } = harness;
      await harness.dial({ to: '15550100015', from: '15550100001' });
      await harness.until((change) => change.type === 'asked' && change.asked.page === 'progress');
      await harness.settle();
      await harness.clock.advance(24 * 60 * 60_000);
      assert.deepEqual(customer.order, ['/first', '/progress', '/progress']);
      const { id } = simulator.calls()[0] ?? { id: '' };
      assert.deepEqual(simulator.interrupt(id), { result: 'interrupted', action: 'send_fax' });
      await harness.untilFinished(id);
      assert.deepEqual(customer.order.slice(3), ['/final']);
      assert.deepEqual(customer.infosOf('/final')[0]?.action_result, { action: 'send_fax', interrupted: true });
    });

    it('is stopped by another program at 0016, and breaks down at 0022', async () => {
      const { customer } = harness;
      await harness.dialled('15550100016');
      assert.deepEqual(customer.infosOf('/final')[0]?.action_result, { action: 'send_fax', interrupted: true });
      assert.equal(customer.infosOf('/next').length, 0);
      await harness.dialled('15550100022');
      assert.deepEqual(customer.order.slice(-3), ['/first', '/error', '/final']);
      assert.deepEqual(customer.infosOf('/error')[0]?.error_result, { result: 'internal error' });
    });

    it('refuses the start at 0006 for want of credit, the whole list', async () => {
      const answer = await harness.dial([
        { to: TO, from: '15550100001' },
        { to: '15550100006', from: '15550100001' },
      ]);
      assert.equal(answer.status, 402);
      assert.equal(harness.simulator.calls().length, 0);
    });
  });
});
