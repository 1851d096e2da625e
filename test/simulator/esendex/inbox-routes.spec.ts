import assert from 'node:assert/strict';
import { Harness, list, type Answer, type Json } from './harness';

const HOUR_MS = 3_600_000;
const LONG = 'A text that goes on for longer than any list will ever show, ümläuts & <signs> included.';

describe('the inbox of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start({
      otherAccounts: [
        { id: 'other', reference: 'EX0000002', label: '', address: '447700900501', messagesRemaining: 0 },
      ],
    });
  });
  afterEach(() => harness.close());

  const inbox = (query = ''): Promise<Answer> => harness.call(`/inbox/EX0000001/messages${query}`);
  const ids = async (query = ''): Promise<unknown[]> => list((await inbox(query)).xml()).map((header) => header['@id']);
  const put = (id: string, action: string): Promise<Answer> =>
    harness.call(`/inbox/messages/${id}?action=${action}`, { method: 'PUT' });

  it('holds what arrived, with a summary that is cut and the year 1 for never read', async () => {
    const id = harness.simulator.inject({ from: '+447700900123', to: '447700900500', text: LONG, parts: 3 });
    const [header = {}] = list((await inbox()).xml());
    assert.equal(header['@id'], id);
    assert.equal(header.reference, 'EX0000001');
    assert.equal(header.status, 'Submitted');
    assert.equal(header.receivedat, '2026-11-20T12:00:00.000Z');
    assert.equal(header.type, 'SMS');
    assert.deepEqual(header.to, { phonenumber: '447700900500' });
    assert.deepEqual(header.from, { phonenumber: '447700900123' });
    assert.equal(header.direction, 'Inbound');
    assert.equal(header.parts, '3');
    assert.equal(header.readat, '0001-01-01T00:00:00Z');
    assert.equal(header.readby, undefined);
    assert.ok(LONG.startsWith(String(header.summary).replaceAll('&amp;', '&')));
    assert.ok(String(header.summary).length < LONG.length);
  });

  it('gives the whole text only as the body of a message', async () => {
    const text = `  ${LONG}\n\n 😀\t`;
    const id = harness.simulator.inject({ text });
    const { messagebody } = (await harness.call(`/messageheaders/${id}/body`)).xml() as { messagebody: Json };
    assert.deepEqual([messagebody.bodytext, messagebody.characterset], [text, 'Unicode']);
  });

  it('says GSM for plain text, and no character set for binary messages', async () => {
    const body = async (id: string): Promise<Json> =>
      (await harness.call(`/messageheaders/${id}/body`)).xml().messagebody as Json;
    assert.equal((await body(harness.simulator.inject({ text: 'Merci' }))).characterset, 'GSM');
    const binary = await body(harness.simulator.inject({ text: '0605040b8423f0', type: 'Binary' }));
    assert.deepEqual([binary.bodytext, binary.characterset], ['0605040b8423f0', undefined]);
  });

  it('answers XML even to those who accept only JSON', async () => {
    harness.simulator.inject();
    const answer = await harness.call('/inbox/messages', { headers: { accept: 'application/json' } });
    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
    assert.equal(list(answer.xml()).length, 1);
  });

  it('is one for each account, whatever the case of its reference, and one for all', async () => {
    const mine = harness.simulator.inject();
    const other = harness.simulator.inject({ account: 'EX0000002' });
    assert.deepEqual(await ids(), [mine]);
    assert.equal(list((await harness.call('/inbox/ex0000002/messages')).xml())[0]?.['@id'], other);
    assert.equal(list((await harness.call('/inbox/messages')).xml()).length, 2);
    assert.equal((await harness.call('/inbox/EX0000009/messages')).status, 404);
  });

  it('pages, newest first, and is empty past its end', async () => {
    const injected: string[] = [];
    for (let at = 0; at < 5; at++) {
      injected.unshift(harness.simulator.inject());
      await harness.clock.advance(1_000);
    }
    const page = (await inbox('?startIndex=1&count=3')).xml().messageheaders as Json;
    assert.deepEqual([page['@startindex'], page['@count'], page['@totalcount']], ['1', '3', '5']);
    assert.deepEqual(await ids('?startindex=1&count=3'), injected.slice(1, 4));
    assert.deepEqual(await ids('?startindex=4&count=3'), injected.slice(4));
    const past = (await inbox('?startindex=100&count=3')).xml().messageheaders as Json;
    assert.deepEqual([past['@startindex'], past['@count'], past['@totalcount']], ['100', '0', '5']);
    assert.deepEqual(await ids('?startindex=100&count=3'), []);
    assert.equal((await inbox('?startindex=many')).status, 400);
  });

  it('has 100 on a page unless asked, or 15, and never more than its maximum', async () => {
    for (let at = 0; at < 110; at++) harness.simulator.inject();
    assert.equal((await ids()).length, 100);
    harness.simulator.behave({ defaultCount: 15 });
    assert.equal((await ids()).length, 15);
    harness.simulator.behave({ maxCount: 3 });
    assert.equal((await ids('?count=50')).length, 3);
  });

  it('may tell wrong counts', async () => {
    harness.simulator.inject();
    harness.simulator.behave({ counts: 'wrong' });
    const page = (await inbox('?count=10')).xml().messageheaders as Json;
    assert.notEqual(page['@count'], '1');
    assert.notEqual(page['@totalcount'], '1');
    assert.equal((page.messageheader as Json[]).length, 1);
  });

  it('can be asked for a window of time', async () => {
    const at = (hours: number): string => new Date(harness.clock.now() + hours * HOUR_MS).toISOString();
    const old = harness.simulator.inject({ receivedAt: harness.clock.now() - 80 * HOUR_MS });
    const recent = harness.simulator.inject({ receivedAt: harness.clock.now() - HOUR_MS });
    const now = harness.simulator.inject();
    assert.deepEqual(await ids(), [now, recent, old]);
    assert.deepEqual(await ids(`?start=${at(-2)}`), [now, recent]);
    assert.deepEqual(await ids(`?start=${at(-2)}&finish=${at(-0.5)}`), [recent]);
    assert.deepEqual(await ids(`?finish=${at(-2).slice(0, 19)}`), [old]);
    assert.equal((await inbox('?start=yesterday')).status, 400);
  });

  it('is marked read and unread, and remembers who read first', async () => {
    const id = harness.simulator.inject();
    await harness.clock.advance(5_000);
    const answer = await put(id.toUpperCase(), 'read');
    assert.deepEqual([answer.status, answer.text], [200, '']);
    await harness.clock.advance(5_000);
    await put(id, 'read');
    const [read = {}] = list((await inbox()).xml());
    assert.deepEqual([read.readat, read.readby], ['2026-11-20T12:00:05.000Z', 'demo@example.com']);
    assert.deepEqual([harness.simulator.unread().length, harness.simulator.read().length], [0, 1]);
    await put(id, 'unread');
    assert.equal(list((await inbox()).xml())[0]?.readat, '0001-01-01T00:00:00Z');
    assert.equal((await put(id, 'archive')).status, 400);
  });

  it('forgets what is deleted, at once and for ever', async () => {
    const id = harness.simulator.inject();
    assert.equal((await harness.call(`/inbox/messages/${id}`, { method: 'DELETE' })).status, 200);
    assert.deepEqual(await ids(), []);
    assert.equal(harness.simulator.deleted()[0]?.id, id);
    assert.equal((await harness.call(`/inbox/messages/${id}`, { method: 'DELETE' })).status, 404);
    assert.equal((await put(id, 'read')).status, 404);
    assert.equal((await harness.call(`/messageheaders/${id}/body`)).status, 404);
  });

  it('answers 404 to ids that it never had', async () => {
    assert.equal((await put('ffffffff-0000-4000-8000-000000000000', 'read')).status, 404);
    assert.equal((await put('%E0%A4%A', 'read')).status, 404);
  });

  it('knows nothing of what was pushed for another account', async () => {
    harness.simulator.inject({ foreign: true });
    assert.deepEqual(list((await harness.call('/inbox/messages')).xml()), []);
  });
});
