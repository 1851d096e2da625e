import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { readTiff } from '../../../../src/documents/tiff/read-tiff';
import { FAX_CAUSES } from '../../../../src/simulator/aculab/calls/transfer-plan';
import type { Json } from '../customer';
import { Harness } from '../harness';

const resultIn = (info: Json | undefined): Json => (info?.action_result as Json).result as Json;

describe('a fax to the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  it('asks first, progress, next, final and available page, and stores a TIFF', async () => {
    const { customer, simulator } = harness;
    const id = await harness.faxed({ to: '+15550100002', from: '+15550100077', pages: 2 });
    await harness.until((change) => change.type === 'asked' && change.asked.page === 'available');
    assert.deepEqual(customer.order, [
      '/first',
      ...['/progress', '/progress', '/progress'],
      '/next',
      '/final',
      '/available',
    ]);
    const [first] = customer.infosOf('/first');
    assert.equal(first?.application_instance_id, id);
    assert.equal(first?.token, null);
    assert.equal(first?.is_notification, false);
    const call = first?.this_call as Json;
    assert.equal(call.call_direction, 'in');
    assert.equal(call.call_from, '15550100077');
    assert.equal(call.call_to, '15550100002');
    assert.equal(call.call_state, 'inbound');
    assert.equal(call.call_cause, undefined);
    const result = resultIn(customer.infosOf('/next')[0]);
    assert.deepEqual(simulator.media.stored().slice(1), [result.filename]);
    assert.equal(readTiff(simulator.media.find(String(result.filename))?.bytes ?? Buffer.alloc(0)).length, 2);
    assert.equal(result.result, 'NORMAL');
    assert.equal(result.pages_received, 2);
    assert.deepEqual(harness.problems(), []);
  });

  it('counts pages in the progress, gives our id and token back, and says how the call ended', async () => {
    const { customer } = harness;
    await harness.faxed({ pages: 1 });
    const progress = customer.infosOf('/progress');
    assert.deepEqual(
      progress.map((info) => ((info.action_progress as Json).progress as Json).pages_received),
      [0, 1],
    );
    for (const info of progress) {
      assert.equal(info.is_notification, true);
      assert.equal(info.this_call, undefined);
      assert.equal(info.token, 'our token');
      assert.equal(((info.action_progress as Json).progress as Json).id, 'our id');
    }
    const final = customer.infosOf('/final')[0]?.this_call as Json;
    assert.equal(final.call_state, 'idle');
    assert.equal(final.call_cause, 'completed');
    assert.equal(final.call_raw_cause, '200');
    // Negotiation, one page and the end.
    assert.equal(final.seconds_call_duration, 3);
  });

  it('has the file for the web services only after some seconds, and then tells the available page', async () => {
    const { customer } = harness;
    await harness.faxed();
    const { filename } = resultIn(customer.infosOf('/next')[0]);
    const get = () => harness.post('/file_get', { filetype: 'media', filename: String(filename) });
    assert.equal((await get()).status, 404);
    assert.equal(customer.infosOf('/available').length, 0);
    await harness.until((change) => change.type === 'asked' && change.asked.page === 'available');
    const [available] = customer.infosOf('/available');
    assert.deepEqual(available?.action_result, { action: 'receive_fax', result: { id: 'our id', filename } });
    assert.equal(available.is_notification, true);
    assert.equal(available.this_call, undefined);
    const got = await get();
    assert.equal(got.status, 200);
    assert.equal(readTiff(got.bytes).length, 2);
  });

  it('encrypts the stored file with the key and vector of receive_fax', async () => {
    const { customer, simulator } = harness;
    const document = Buffer.from('any bytes that are faxed');
    for (const bytes of [16, 24, 32]) {
      const key = Buffer.alloc(bytes, bytes);
      const vector = Buffer.alloc(16, 7);
      customer.receiveFax = {
        encryption_cipher: {
          type: 'aescbc',
          key: key.toString('hex'),
          initialisation_vector: vector.toString('hex'),
        },
      };
      await harness.faxed({ document });
      const { filename } = resultIn(customer.infosOf('/next').at(-1));
      const stored = simulator.media.find(String(filename))?.bytes ?? Buffer.alloc(0);
      assert.equal(stored.includes(document), false);
      const aes = createDecipheriv(`aes-${bytes * 8}-cbc`, key, vector);
      assert.deepEqual(Buffer.concat([aes.update(stored), aes.final()]), document);
      simulator.media.remove(String(filename));
      await harness.settle();
    }
    assert.deepEqual(harness.problems(), []);
  });

  it('ends with every cause, and with an unknown one', async () => {
    const { customer } = harness;
    for (const cause of [...FAX_CAUSES, 'GREMLINS'] as const) {
      await harness.faxed({ cause, pages: 1 });
      assert.equal(resultIn(customer.infosOf('/next').at(-1)).result, cause);
      const { call_cause: ended } = customer.infosOf('/final').at(-1)?.this_call as Json;
      assert.equal(ended, cause === 'HANGUP' ? 'hung_up' : 'completed');
    }
  });

  it('tells the result in every plausible form', async () => {
    const { customer, simulator } = harness;
    const fax = async (): Promise<Json> => {
      await harness.faxed({ cause: 'PAGEQUALITY', pages: 1 });
      return resultIn(customer.infosOf('/next').at(-1));
    };
    simulator.behave({ verdict: 'cause', causes: 'underscored', filename: 'stored_fax', negotiated: 'data-rate' });
    const renamed = await fax();
    assert.equal(renamed.cause, 'page_quality');
    assert.match(String(renamed.stored_fax), /\.tif$/);
    assert.deepEqual(renamed.negotiated_settings, { data_rate: 14_400 });
    simulator.behave({ causes: 'lower', pages: 'absent', negotiated: 'absent' });
    const bare = await fax();
    assert.equal(bare.cause, 'pagequality');
    assert.equal('pages_received' in bare, false);
    assert.equal('negotiated_settings' in bare, false);
    simulator.behave({ verdict: 'none', unknownFields: true, progress: 'call' });
    assert.equal('cause' in (await fax()), false);
    const progress = customer.infosOf('/progress').at(-1);
    assert.equal(progress?.is_notification, false);
    assert.notEqual(progress?.this_call, undefined);
    assert.notEqual(progress?.platform_hint, undefined);
  });

  it('brings no file and no progress where no page came', async () => {
    const { customer, simulator } = harness;
    await harness.faxed({ pages: 0, cause: 'NOTFAX' });
    await harness.settle();
    assert.deepEqual(customer.order, ['/first', '/next', '/final']);
    const result = resultIn(customer.infosOf('/next')[0]);
    assert.equal('filename' in result, false);
    assert.deepEqual(result.negotiated_settings, {});
    assert.equal(simulator.media.stored().length, 1);
  });

  it('asks pages twice, out of order, or leaves them out', async () => {
    const { customer } = harness;
    const orderOf = async (pattern: 'twice' | 'reordered' | 'no-next' | 'final-only' | 'first-only') => {
      const from = customer.asked.length;
      await harness.faxed({ pages: 1, pattern, available: 'never' });
      return customer.order.slice(from);
    };
    assert.deepEqual(await orderOf('twice'), [
      ...['/first', '/first', '/progress', '/progress', '/progress', '/progress'],
      ...['/next', '/next', '/final', '/final'],
    ]);
    const [once, again] = customer.asked.filter(({ page }) => page === '/first').slice(-2);
    assert.equal(once?.text, again?.text);
    assert.deepEqual(await orderOf('reordered'), ['/first', '/final', '/next', '/progress', '/progress']);
    const late = customer.infosOf('/progress').slice(-2);
    assert.deepEqual(
      late.map((info) => ((info.action_progress as Json).progress as Json).pages_received),
      [1, 0],
    );
    assert.equal((customer.infosOf('/next').at(-1)?.this_call as Json).call_cause, undefined);
    assert.deepEqual(await orderOf('no-next'), ['/first', '/progress', '/progress', '/final']);
    assert.deepEqual(await orderOf('final-only'), ['/first', '/final']);
    assert.deepEqual(await orderOf('first-only'), ['/first']);
  });

  it('tells the available page early or never where it is told to', async () => {
    const { customer } = harness;
    await harness.faxed({ pages: 1, available: 'never' });
    await harness.settle();
    assert.equal(customer.infosOf('/available').length, 0);
    await harness.faxed({ pages: 1, available: 'early' });
    await harness.settle();
    const { filename } = resultIn(customer.infosOf('/available')[0]);
    assert.match(String(filename), /^\/rest_api\/faxes\/2026\/11\/20\/.*\.tif$/);
  });

  it('ends the call when our pages want no fax', async () => {
    const { customer, simulator } = harness;
    for (const actions of [[], [{ reject: { cause: 'busy' } }], [{ hang_up: {} }]]) {
      customer.answers['/first'] = () => ({ status: 200, body: customer.actions(...actions) });
      await harness.faxed();
    }
    assert.deepEqual(customer.order, ['/first', '/final', '/first', '/final', '/first', '/final']);
    assert.equal(simulator.media.stored().length, 1);
  });

  it('performs the next action where the fax has no next page, and what the next page says', async () => {
    const { customer, simulator } = harness;
    const receive = { receive_fax: {} };
    customer.answers['/first'] = () => ({ status: 200, body: customer.actions({ answer: {} }, receive, receive) });
    await harness.faxed({ pages: 1 });
    assert.deepEqual(customer.order, ['/first', '/final']);
    assert.equal(simulator.media.stored().length, 3);
    customer.answers['/first'] = () => ({
      status: 200,
      body: customer.actions({ receive_fax: { next_page: { url: 'more', method: 'GET' } } }),
    });
    customer.answers['/more'] = () => ({ status: 200, body: customer.actions({ hang_up: {} }) });
    await harness.faxed({ pages: 1 });
    assert.deepEqual(customer.order.slice(2), ['/first', '/more', '/final']);
    assert.equal(customer.asked[3]?.method, 'GET');
  });

  it('waits until it knows where our pages are, and calls with the login', async () => {
    const { customer, simulator } = harness;
    simulator.callAt(undefined);
    const id = simulator.inject();
    await harness.settle();
    assert.equal(customer.asked.length, 0);
    simulator.callAt(customer.url, { username: 'me', password: 'pässword' });
    await harness.untilFinished(id);
    assert.equal(customer.order.at(-1), '/final');
    for (const { headers } of customer.asked) {
      assert.equal(headers.authorization, `Basic ${Buffer.from('me:pässword').toString('base64')}`);
    }
    assert.throws(() => simulator.callAt('no url'), TypeError);
  });
});
