import assert from 'node:assert/strict';
import { ItemGoneError } from '../../../src/domain/errors';
import type { SmsOrder } from '../../../src/domain/job';
import type { SentQuery } from '../../../src/providers/esendex/esendex-client';
import { findSent } from '../../../src/providers/esendex/find-sent';
import type { SentEvidence } from '../../../src/providers/provider';
import { parseXml } from '../../../src/providers/xml/parse-xml';
import type { XmlElement } from '../../../src/providers/xml/xml-element';
import { smsOrder } from '../../outbox/jobs';

const CALL_AT = Date.parse('2026-11-21T10:00:00Z');
const TO = '447700900001';

/** A message as the service lists it; undefined: the element is missing. */
interface Listed {
  id: string;
  text: string;
  to?: string | undefined;
  from?: string | undefined;
  direction?: string | undefined;
  reference?: string | undefined;
}

const listed = (id: string, more: Partial<Listed> = {}): Listed => ({
  ...{ id, text: 'The parcel is here', to: TO, from: 'Pushline', direction: 'Outbound', reference: 'EX0000001' },
  ...more,
});

function headerOf({ id, to, from, direction, reference }: Listed): XmlElement {
  const element = (name: string, value?: string): string => (value === undefined ? '' : `<${name}>${value}</${name}>`);
  const number = (value?: string): string | undefined =>
    value === undefined ? undefined : element('phonenumber', value);
  const inside = [
    element('reference', reference),
    element('direction', direction),
    element('to', number(to)),
    element('from', number(from)),
  ];
  const parsed = parseXml(Buffer.from(`<messageheader id="${id}">${inside.join('')}</messageheader>`));
  assert(parsed.ok);
  return parsed.root;
}

describe('the search for an SMS whose answer was lost', () => {
  const queries: SentQuery[] = [];
  const read: string[] = [];
  beforeEach(() => {
    queries.length = 0;
    read.length = 0;
  });

  function search(
    messages: Listed[],
    {
      order,
      taken = [],
      total = messages.length,
    }: { order?: Partial<SmsOrder>; taken?: string[]; total?: number } = {},
  ): Promise<SentEvidence> {
    const client = {
      sent: (query: SentQuery) => {
        queries.push(query);
        return Promise.resolve({ items: messages.map(headerOf), total: total < 0 ? undefined : total });
      },
      body: (id: string) => {
        read.push(id);
        const text = messages.find((message) => message.id === id)?.text;
        if (text === undefined) return Promise.reject(new ItemGoneError('gone'));
        return Promise.resolve({ text, characterset: 'GSM' });
      },
    };
    const call = { order: smsOrder(order), jobId: 'a'.repeat(24), correlation: '', callAt: CALL_AT };
    return findSent(
      client,
      'EX0000001',
      { ...call, read: () => Promise.resolve(undefined) },
      { isTaken: (id) => Promise.resolve(taken.includes(id)), signal: new AbortController().signal },
    );
  }

  it('asks for what went to the number since shortly before the request', async () => {
    await search([]);
    assert.deepEqual(queries, [{ account: 'EX0000001', to: TO, start: '2026-11-21T09:55:00.000Z' }]);
  });

  it('finds the first with the same text that is no other job’s', async () => {
    const messages = [listed('a', { text: 'Another' }), listed('b'), listed('c'), listed('d')];
    assert.deepEqual(await search(messages, { taken: ['b'] }), { outcome: 'found', providerId: 'c' });
    assert.deepEqual(read, ['a', 'c']);
    assert.deepEqual(await search(messages, { taken: ['b', 'c', 'd'] }), { outcome: 'not-found' });
  });

  it('compares the whole text, to the character', async () => {
    for (const text of ['', 'The parcel is here ', 'the parcel is here', 'The parcel is her']) {
      assert.deepEqual(await search([listed('a', { text })]), { outcome: 'not-found' });
    }
    const order = { text: 'a\r\nb' };
    assert.deepEqual(await search([listed('a', { text: 'a\nb' })], { order }), { outcome: 'found', providerId: 'a' });
  });

  it('finds it under any form of the same number and sender', async () => {
    for (const to of [TO, `+${TO}`, `00${TO}`, undefined]) {
      assert.equal((await search([listed('a', { to })])).outcome, 'found', to);
    }
    for (const [from, sent] of [
      ['', 'anyone'],
      ['Pushline', 'PUSHLINE'],
      ['+447700900999', '447700900999'],
      ['07700900999', '447700900999'],
      ['Pushline', undefined],
    ] as const) {
      const evidence = await search([listed('a', { from: sent })], { order: { from } });
      assert.equal(evidence.outcome, 'found', from);
    }
  });

  it('can tell nothing where the same text went to another number, or from another sender', async () => {
    assert.deepEqual(await search([listed('a', { to: '447700900002' })]), { outcome: 'no-telling' });
    for (const from of ['Other', '447700900999', 'NotPushline']) {
      const evidence = await search([listed('a', { from })], { order: { from: 'Pushline' } });
      assert.deepEqual(evidence, { outcome: 'no-telling' }, from);
    }
    const both = [listed('a', { from: 'Other' }), listed('b')];
    assert.deepEqual(await search(both, { order: { from: 'Pushline' } }), { outcome: 'found', providerId: 'b' });
  });

  it('looks past received messages and other accounts, and not past a message without direction', async () => {
    const others = [listed('a', { direction: 'Inbound' }), listed('b', { reference: 'EX0000002' })];
    assert.deepEqual(await search(others), { outcome: 'not-found' });
    assert.deepEqual(read, []);
    const bare = listed('c', { direction: undefined, reference: undefined });
    assert.deepEqual(await search([bare]), { outcome: 'found', providerId: 'c' });
  });

  it('can tell nothing where the list may be cut', async () => {
    const others = (count: number): Listed[] => Array.from({ length: count }, (_, n) => listed(`m${n}`, { text: 'x' }));
    assert.deepEqual(await search(others(3), { total: 4 }), { outcome: 'no-telling' });
    assert.deepEqual(await search(others(100)), { outcome: 'no-telling' });
    assert.deepEqual(await search(others(15), { total: -1 }), { outcome: 'no-telling' });
    assert.deepEqual(await search(others(14), { total: -1 }), { outcome: 'not-found' });
    assert.deepEqual(await search(others(99)), { outcome: 'not-found' });
  });

  it('can tell nothing where the text or the number could not be recognised', async () => {
    for (const order of [
      { text: 'naïve – я', characterset: 'GSM' as const },
      { text: 'page one\fpage two' },
      { text: 'half a \ud83d' },
      { to: '07700900001' },
    ]) {
      assert.deepEqual(await search([], { order }), { outcome: 'no-telling' }, JSON.stringify(order));
    }
    for (const order of [{ text: 'naïve – я 😀' }, { text: 'plain', characterset: 'GSM' as const }]) {
      assert.deepEqual(await search([], { order }), { outcome: 'not-found' }, JSON.stringify(order));
    }
    const national = { to: '07700900001' };
    assert.deepEqual(await search([listed('a')], { order: national }), { outcome: 'found', providerId: 'a' });
  });

  it('says nothing where a text cannot be read', async () => {
    await assert.rejects(search([{ ...listed('a'), text: undefined as unknown as string }]), ItemGoneError);
  });
});
