import assert from 'node:assert/strict';
import { Harness, list, type Answer, type Json } from './harness';

describe('the message headers of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start({ stepMs: 1_000 })));
  afterEach(() => harness.close());

  const sentIds = async (query = ''): Promise<unknown[]> =>
    list((await harness.call(`/messageheaders${query}`)).xml()).map((header) => header['@id']);

  it('list sent messages only, in XML whatever is accepted, but show one of either direction', async () => {
    const inbound = harness.simulator.inject();
    const outbound = await harness.sendTo('447700900001');
    const answer = await harness.call('/messageheaders', { headers: { accept: 'application/json' } });
    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
    assert.deepEqual(await sentIds(), [outbound]);
    assert.equal((await harness.header(inbound)).direction, 'Inbound');
    assert.equal((await harness.header(outbound)).direction, 'Outbound');
    assert.equal((await harness.call('/messageheaders/ffffffff-0000-4000-8000-000000000000')).status, 404);
  });

  it('tell when a message was submitted, sent and delivered, and its batch', async () => {
    const id = await harness.sendTo('+44 7700 900001', { from: 'Pushline' });
    const submitted = await harness.header(id);
    assert.deepEqual([submitted.status, submitted.sentat, submitted.deliveredat], ['Submitted', undefined, undefined]);
    await harness.clock.advance(2_000);
    const header = await harness.header(id);
    assert.equal(header.status, 'Delivered');
    assert.equal(header.submittedat, '2026-11-20T12:00:00.000Z');
    assert.equal(header.sentat, '2026-11-20T12:00:01.000Z');
    assert.equal(header.deliveredat, '2026-11-20T12:00:02.000Z');
    assert.equal(header.laststatusat, '2026-11-20T12:00:02.000Z');
    assert.deepEqual(header.to, { phonenumber: '447700900001' });
    assert.deepEqual(header.from, { phonenumber: 'Pushline' });
    assert.match(String((header.batch as Json)['@uri']), /\/v1\.0\/messagebatches\//);
    assert.equal(header.readat, undefined);
  });

  it('filter by recipient, sender, status, time and account', async () => {
    const first = await harness.sendTo('447700900001', { from: 'One' });
    await harness.clock.advance(10_000);
    const second = await harness.sendTo('447700900011', { from: 'Two' });
    await harness.clock.advance(1_000);
    assert.deepEqual(await sentIds(), [second, first]);
    assert.deepEqual(await sentIds('?to=%2B447700900001'), [first]);
    assert.deepEqual(await sentIds('?from=Two'), [second]);
    assert.deepEqual(await sentIds('?status=delivered'), [first]);
    assert.deepEqual(await sentIds('?status=Failed'), []);
    assert.deepEqual(await sentIds('?start=2026-11-20T12:00:05Z'), [second]);
    assert.deepEqual(await sentIds('?finish=2026-11-20T12:00:05'), [first]);
    assert.deepEqual(await sentIds('?accountReference=ex0000001&count=1'), [second]);
    assert.deepEqual(await sentIds('?filterBy=account&filterValue=EX0000009'), []);
  });

  it('may spell ids, addresses, numbers and dates in every way that clients have seen', async () => {
    const id = harness.simulator.inject({ from: '447700900123' });
    await harness.clock.advance(407);
    const later = harness.simulator.inject();
    const received = async (dates: 'seconds' | 'short' | 'ticks' | 'zoneless'): Promise<unknown[]> => {
      harness.simulator.behave({ dates });
      return [(await harness.header(id)).receivedat, (await harness.header(later)).receivedat];
    };
    assert.deepEqual(await received('seconds'), ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z']);
    assert.deepEqual(await received('short'), ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.407Z']);
    assert.deepEqual(await received('ticks'), ['2026-11-20T12:00:00.0000000Z', '2026-11-20T12:00:00.4070000Z']);
    assert.deepEqual(await received('zoneless'), ['2026-11-20T12:00:00.000', '2026-11-20T12:00:00.407']);
    harness.simulator.behave({ restIds: 'upper', uris: 'MessageHeaders', numbers: 'plus', namespace: 'https' });
    const answer = await harness.call(`/messageheaders/${id}`);
    assert.match(answer.text, /xmlns="https:\/\/api\.esendex\.com\/ns\/"/);
    const [header = {}] = list(answer.xml());
    assert.equal(header['@id'], id.toUpperCase());
    assert.ok(String(header['@uri']).endsWith(`/v1.0/MessageHeaders/${id.toUpperCase()}`));
    assert.deepEqual(header.from, { phonenumber: '+447700900123' });
    harness.simulator.behave({ namespace: 'none', numbers: 'zeros' });
    const bare = await harness.call(`/messageheaders/${id}`);
    assert.doesNotMatch(bare.text, /xmlns/);
    assert.deepEqual(list(bare.xml())[0]?.from, { phonenumber: '00447700900123' });
  });

  it('name the permanence of a failure in either way', async () => {
    const id = await harness.sendTo('447700900002');
    await harness.clock.advance(2_000);
    const reason = async (): Promise<unknown> => (await harness.header(id)).failurereason;
    const told = { code: '21', description: 'Number does not exist' };
    assert.deepEqual(await reason(), { ...told, permanentfailure: 'true' });
    harness.simulator.behave({ failureNames: 'retryable' });
    assert.deepEqual(await reason(), { ...told, retryable: 'false' });
  });

  it('are gathered in batches, which count their states', async () => {
    const send = (): Promise<Answer> =>
      harness.sendJson({
        accountreference: 'EX0000001',
        messages: ['0001', '0002', '0005', '0011'].map((tail) => ({ to: `44770090${tail}`, body: 'Hello' })),
      });
    const { batchid } = (await send()).json().batch as { batchid: string };
    await harness.clock.advance(2_000);
    const answer = await harness.call(`/messagebatches/${batchid}`, { headers: { accept: 'application/json' } });
    const [batch = {}] = answer.xml().messagebatch as Json[];
    const { delivered, failed, validityperiodexpired, sent, rejected } = batch.status as Json;
    assert.deepEqual([delivered, failed, validityperiodexpired, sent, rejected], ['1', '1', '1', '1', '0']);
    assert.deepEqual([batch.accountreference, batch.createdby, batch.name], ['EX0000001', 'demo@example.com', '']);
    assert.equal(list((await harness.call(`/messagebatches/${batchid}/messages`)).xml()).length, 4);
    await send();
    const { messagebatches } = (await harness.call('/messagebatches?filterBy=account&filterValue=EX0000001')).xml();
    assert.equal((messagebatches as Json)['@totalcount'], '2');
    assert.equal((await harness.call('/messagebatches/none')).status, 404);
    assert.equal((await harness.call('/messagebatches/none/messages')).status, 404);
  });
});
