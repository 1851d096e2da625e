import assert from 'node:assert/strict';
import { ItemGoneError } from '../../../../src/domain/errors';
import type { SmsOrder } from '../../../../src/domain/job';
import type { SentQuery } from '../../../../src/providers/esendex/wire/esendex-client';
import { findSent } from '../../../../src/providers/esendex/sending/find-sent';
import type { SentEvidence } from '../../../../src/providers/provider';
import { parseXml } from '../../../../src/providers/xml/parse-xml';
import type { XmlElement } from '../../../../src/providers/xml/xml-element';
import { smsOrder } from '../../../outbox/jobs';
import { FakeClock } from '../../../support/fake-clock';

const CALL_AT = Date.parse('2026-11-21T10:00:00Z');
const MINUTE = 60_000;
const TO = '447700900001';

/** A message as the service lists it; undefined: the element is missing. */
interface Listed {
  id: string;
  text: string;
  to?: string | undefined;
  from?: string | undefined;
  direction?: string | undefined;
  reference?: string | undefined;
  submittedat?: string | undefined;
}

const listed = (id: string, more: Partial<Listed> = {}): Listed => ({
  ...{ id, text: 'The parcel is here', to: TO, from: 'Pushline', direction: 'Outbound', reference: 'EX0000001' },
  ...more,
});

/** What the service states as the total: the right number, that of the items on the page, none, or any number. */
type Total = number | 'all' | 'page' | 'none';

function headerOf({ id, to, from, direction, reference, submittedat }: Listed): XmlElement {
  const element = (name: string, value?: string): string => (value === undefined ? '' : `<${name}>${value}</${name}>`);
  const number = (value?: string): string | undefined =>
    value === undefined ? undefined : element('phonenumber', value);
  const inside = [
    element('reference', reference),
    element('direction', direction),
    element('submittedat', submittedat),
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
      total = 'all',
      skewMs = 0,
      limit = 100,
      from = (startIndex) => startIndex,
    }: {
      order?: Partial<SmsOrder>;
      taken?: string[];
      total?: Total;
      skewMs?: number;
      limit?: number;
      /** Where the service begins its page, whatever was asked for. */
      from?: (startIndex: number, count: number) => number;
    } = {},
  ): Promise<SentEvidence> {
    const client = {
      sent: (query: SentQuery) => {
        queries.push(query);
        const after = ({ submittedat = query.start }: Listed): boolean =>
          Date.parse(submittedat) >= Date.parse(query.start);
        const all = messages.filter(after);
        const begin = from(query.startIndex, all.length);
        const items = all.slice(begin, begin + limit).map(headerOf);
        const totals = { all: all.length, page: items.length, none: undefined };
        return Promise.resolve({
          items,
          total: typeof total === 'string' ? totals[total] : total,
          skewMs: Number.isNaN(skewMs) ? undefined : skewMs,
        });
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
      { account: 'EX0000001', clock: new FakeClock(CALL_AT) },
      { ...call, read: () => Promise.resolve(undefined) },
      { isTaken: (id) => Promise.resolve(taken.includes(id)), signal: new AbortController().signal },
    );
  }

  it('asks for what went to the number since a day before the request', async () => {
    await search([]);
    assert.deepEqual(queries, [{ account: 'EX0000001', to: TO, start: '2026-11-20T10:00:00.000Z', startIndex: 0 }]);
  });

  describe('where our clock is wrong', () => {
    for (const minutes of [-20 * 60, -60, -8, -3, 0, 3, 8, 60, 40 * 60]) {
      it(`finds it though the service is ${minutes} minutes ahead, and believes that nothing came`, async () => {
        const skewMs = minutes * MINUTE;
        const submittedat = new Date(CALL_AT + skewMs + 1_000).toISOString();
        assert.deepEqual(await search([listed('a', { submittedat })], { skewMs }), {
          outcome: 'found',
          providerId: 'a',
        });
        assert.deepEqual(await search([], { skewMs }), { outcome: 'not-found' });
      });
    }

    it('cannot tell if the service does not say what time it is, and yet finds it', async () => {
      assert.deepEqual(await search([], { skewMs: NaN }), { outcome: 'cannot-tell' });
      assert.deepEqual(await search([listed('a')], { skewMs: NaN }), { outcome: 'found', providerId: 'a' });
    });

    it('can tell nothing where what is listed does not reach back to the request', async () => {
      assert.deepEqual(await search([], { skewMs: -24 * 60 * MINUTE }), { outcome: 'cannot-tell' });
    });

    it('can tell nothing where the same text was sent earlier that day: our clock may have been set since', async () => {
      for (const text of ['The parcel is here', 'The parcel is here ']) {
        const messages = [listed('a', { text, submittedat: '2026-11-21T02:00:00Z' })];
        assert.deepEqual(await search(messages), { outcome: 'cannot-tell' });
        assert.deepEqual(await search(messages, { taken: ['a'] }), { outcome: 'not-found' });
      }
    });
  });

  it('knows its number and its sender in the spelling of an earlier version', async () => {
    const order = { to: '+4402079460018', from: '07700900500' };
    const messages = [listed('a', { to: '442079460018', from: '447700900500' })];
    assert.deepEqual(await search(messages, { order }), { outcome: 'found', providerId: 'a' });
    const others = [listed('a', { to: '442079460018', from: '447700900501' })];
    assert.deepEqual(await search(others, { order }), { outcome: 'cannot-tell' });
  });

  it('takes no notice of another text that was sent before the request, by the service’s clock', async () => {
    const early = (submittedat: string): Listed => listed('a', { text: 'Another', submittedat });
    assert.deepEqual(await search([early('2026-11-21T09:54:59')]), { outcome: 'not-found' });
    assert.deepEqual(await search([early('2026-11-21T09:56:00Z')]), { outcome: 'cannot-tell' });
    assert.deepEqual(await search([early('2026-11-21T09:34:59Z')], { skewMs: -20 * MINUTE }), { outcome: 'not-found' });
    assert.deepEqual(await search([early('2026-11-21T09:36:00Z')], { skewMs: -20 * MINUTE }), {
      outcome: 'cannot-tell',
    });
  });

  it('finds the first with the same text that is no other job’s', async () => {
    const early = '2026-11-21T08:00:00.407Z';
    const messages = [listed('a', { text: 'Another', submittedat: early }), listed('b'), listed('c'), listed('d')];
    assert.deepEqual(await search(messages, { taken: ['b'] }), { outcome: 'found', providerId: 'c' });
    assert.deepEqual(read, ['a', 'c']);
    assert.deepEqual(await search(messages, { taken: ['b', 'c', 'd'] }), { outcome: 'not-found' });
  });

  it('can tell nothing where another text went to the number that no job of ours has', async () => {
    for (const text of ['', 'the parcel is here', 'The parcel is her', 'Something else']) {
      assert.deepEqual(await search([listed('a', { text })]), { outcome: 'cannot-tell' });
      assert.deepEqual(await search([listed('a', { text })], { taken: ['a'] }), { outcome: 'not-found' });
    }
    for (const to of [undefined, '07700900001', '****']) {
      assert.deepEqual(await search([listed('a', { text: 'x', to })]), { outcome: 'cannot-tell' }, to);
    }
    assert.deepEqual(await search([listed('a', { text: 'x', to: '447700900002' })]), { outcome: 'not-found' });
  });

  it('finds the only one whose text the service has tidied', async () => {
    const found = { outcome: 'found', providerId: 'a' };
    const alike = (id: string): Listed => listed(id, { text: ' The  parcel is here' });
    assert.deepEqual(await search([listed('x', { text: 'Another' }), alike('a')]), found);
    assert.deepEqual(await search([alike('b'), listed('a')]), found, 'the exact one first');
    assert.deepEqual(await search([alike('a'), alike('b')]), { outcome: 'cannot-tell' });
    assert.deepEqual(await search([alike('a'), alike('b')], { taken: ['b'] }), found);
    assert.deepEqual(await search([alike('a')], { taken: ['a'] }), { outcome: 'not-found' });
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
    assert.deepEqual(await search([listed('a', { to: '447700900002' })]), { outcome: 'cannot-tell' });
    for (const from of ['Other', '447700900999', 'NotPushline']) {
      const evidence = await search([listed('a', { from })], { order: { from: 'Pushline' } });
      assert.deepEqual(evidence, { outcome: 'cannot-tell' }, from);
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
    const others = (count: number): Listed[] => Array.from({ length: count }, (_, n) => listed(`m${n}`));
    const taken = others(100).map(({ id }) => id);
    assert.deepEqual(await search(others(3), { total: 4, taken }), { outcome: 'cannot-tell' });
    assert.deepEqual(await search(others(100), { taken }), { outcome: 'cannot-tell' });
    assert.deepEqual(await search(others(99), { taken }), { outcome: 'not-found' });
  });

  for (const total of ['all', 'page', 'none'] as const) {
    it(`can tell nothing where a page is cut, and its total is that of ${total}`, async () => {
      const many = Array.from({ length: 30 }, (_, n) => listed(`m${n}`));
      const taken = many.map(({ id }) => id);
      for (const limit of [1, 14, 29]) {
        assert.deepEqual(await search(many, { total, taken, limit }), { outcome: 'cannot-tell' }, `${limit}`);
      }
      assert.deepEqual(await search(many, { total, taken, limit: 30 }), { outcome: 'not-found' });
    });
  }

  describe('in a list that begins elsewhere when asked for what is behind its end', () => {
    const last = (startIndex: number, count: number): number => Math.min(startIndex, count - 1);
    const again = (startIndex: number, count: number): number => (startIndex < count ? startIndex : 0);
    const some = (count: number): Listed[] => Array.from({ length: count }, (_, n) => listed(`m${n}`));

    for (const from of [last, again]) {
      for (const count of [1, 2, 5]) {
        it(`(${from.name}) believes that nothing follows ${count}, unless the page is cut`, async () => {
          const taken = some(30).map(({ id }) => id);
          assert.deepEqual(await search(some(count), { from, taken }), { outcome: 'not-found' });
          for (const total of ['all', 'page', 'none'] as const) {
            const evidence = await search(some(30), { from, taken, total, limit: count });
            assert.deepEqual(evidence, { outcome: 'cannot-tell' }, total);
          }
        });
      }
    }

    it('can tell nothing where it begins at the first whatever was asked for: more may follow', async () => {
      const taken = some(30).map(({ id }) => id);
      for (const total of ['all', 'page', 'none'] as const) {
        const evidence = await search(some(30), { from: () => 0, taken, total, limit: 15 });
        assert.deepEqual(evidence, { outcome: 'cannot-tell' }, total);
      }
    });
  });

  it('can tell nothing of a scheduled SMS that is not listed: it may be listed only once it goes out', async () => {
    const order = { sendAt: '2026-11-22T10:00:00.000Z' };
    assert.deepEqual(await search([listed('a')], { order }), { outcome: 'found', providerId: 'a' });
    assert.deepEqual(await search([], { order }), { outcome: 'cannot-tell' });
  });

  it('can tell nothing where the text or the number could not be recognised', async () => {
    for (const order of [
      { text: 'naïve – я', characterset: 'GSM' as const },
      { text: 'page one\fpage two' },
      { text: 'half a \ud83d' },
      { to: '07700900001' },
    ]) {
      assert.deepEqual(await search([], { order }), { outcome: 'cannot-tell' }, JSON.stringify(order));
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
