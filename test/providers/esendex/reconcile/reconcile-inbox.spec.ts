import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import {
  AuthError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../../../src/domain/errors';
import { createHttpClient } from '../../../../src/providers/http/http-client';
import { createEsendexClient, type EsendexClient } from '../../../../src/providers/esendex/wire/esendex-client';
import { authorization } from '../../../../src/providers/esendex/wire/esendex-auth';
import { createInboxReconciler } from '../../../../src/providers/esendex/reconcile/reconcile-inbox';
import type { KnownItem } from '../../../../src/providers/provider';
import type { XmlElement } from '../../../../src/providers/xml/xml-element';
import { CollectingSink } from '../../../contract/provider';
import { FakeClock } from '../../../support/fake-clock';
import { ACCOUNT, PASSWORD, startFakeEsendex, USER, type FakeEsendex, type Held } from '../fake-esendex';
import { MemoryFacts } from '../../../support/memory-facts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READ = '2026-11-20T10:00:00Z';

class RememberingSink extends CollectingSink {
  readonly asked: KnownItem[] = [];

  override knows(item: KnownItem): Promise<boolean> {
    this.asked.push(item);
    return super.knows(item);
  }

  get ids(): string[] {
    return this.taken.map(({ event }) => event.providerId);
  }

  get skipped(): string[] {
    return this.taken.filter(({ skipped }) => skipped).map(({ event }) => event.providerId);
  }
}

describe('createInboxReconciler', () => {
  const signal = new AbortController().signal;
  let fake: FakeEsendex;
  let clock: FakeClock;
  let facts: MemoryFacts;
  let client: EsendexClient;
  let sink: RememberingSink;
  let reconcile: (at?: AbortSignal) => Promise<void>;

  beforeEach(async () => {
    fake = await startFakeEsendex();
    clock = new FakeClock();
    facts = new MemoryFacts();
    const headers = { authorization: authorization({ username: USER, password: PASSWORD }) };
    client = createEsendexClient(createHttpClient({ baseUrl: fake.origin, headers: () => headers, clock }));
    sink = new RememberingSink();
    restart();
  });
  afterEach(async () => {
    await client.close();
    await fake.close();
  });

  /** As after a new start of Node-RED: only the facts are left. */
  function restart(): void {
    const pass = createInboxReconciler({ client, account: ACCOUNT, country: '44', clock, facts });
    reconcile = (at = signal) => pass(sink, at);
  }

  const cursor = (): string => JSON.stringify([...facts.values]);

  /** A message received so long before the clock's time. */
  function message(id: string, agoMs: number, more: Partial<Held> = {}): Held {
    return { id, text: `text of ${id}`, receivedat: new Date(clock.now() - agoMs).toISOString(), ...more };
  }

  async function fails(error: abstract new (...given: never[]) => Error): Promise<void> {
    await assert.rejects(reconcile(), error);
  }

  describe('at the first contact', () => {
    it('takes what is unread, oldest first, and records what is older than 72 hours as skipped', async () => {
      fake.messages = [
        message('new', MINUTE),
        message('young', 71 * HOUR),
        message('old', 73 * HOUR),
        message('ancient', 9_999 * HOUR),
      ];
      await reconcile();
      assert.deepEqual(sink.ids, ['young', 'new', 'ancient', 'old']);
      assert.deepEqual(sink.skipped, ['ancient', 'old']);
    });

    it('leaves alone what has been read', async () => {
      fake.messages = [message('read', MINUTE, { readat: READ }), message('new', 2 * MINUTE)];
      await reconcile();
      assert.deepEqual(sink.ids, ['new']);
      assert.equal(fake.asked('body').length, 1);
    });

    it('counts the 72 hours from that moment on, however often it is cut short', async () => {
      fake.messages = [message('before', 73 * HOUR), message('after', 71 * HOUR)];
      fake.instead.set('body', (response) => response.writeHead(500).end());
      await fails(ProviderUnavailableError);
      clock.advance(100 * HOUR);
      fake.messages.unshift(message('meanwhile', 90 * HOUR));
      fake.instead.clear();
      restart();
      await reconcile();
      assert.deepEqual(sink.skipped, ['before']);
      assert.deepEqual(sink.ids, ['after', 'meanwhile', 'before']);
    });

    it('takes a message that does not say when it was received', async () => {
      fake.messages = [{ id: 'undated', text: 'x', receivedat: '' }];
      await reconcile();
      assert.deepEqual([sink.ids, sink.skipped], [['undated'], []]);
    });
  });

  describe('later', () => {
    beforeEach(async () => {
      fake.messages = [message('first', MINUTE)];
      await reconcile();
      sink = new RememberingSink();
      clock.advance(HOUR);
    });

    it('takes everything since the last complete pass less ten minutes, read or not', async () => {
      fake.messages = [
        message('read', MINUTE, { readat: READ }),
        message('overlap', 69 * MINUTE, { readat: READ }),
        message('before', 71 * MINUTE, { readat: READ }),
      ];
      await reconcile();
      assert.deepEqual(sink.ids, ['overlap', 'read']);
    });

    it('takes unread messages of any age, and skips none', async () => {
      fake.messages = [message('unread', 9_999 * HOUR), message('read', 9_998 * HOUR, { readat: READ })];
      await reconcile();
      assert.deepEqual([sink.ids, sink.skipped], [['unread'], []]);
    });

    it('goes on from there after a restart', async () => {
      restart();
      fake.messages = [
        message('read', 30 * MINUTE, { readat: READ }),
        message('before', 80 * MINUTE, { readat: READ }),
      ];
      await reconcile();
      assert.deepEqual(sink.ids, ['read']);
    });

    it('does not move on from a pass that failed', async () => {
      fake.messages = [message('read', 30 * MINUTE, { readat: READ })];
      fake.instead.set('inbox', (response) => response.writeHead(500).end());
      await fails(ProviderUnavailableError);
      clock.advance(5 * HOUR);
      fake.instead.clear();
      await reconcile();
      assert.deepEqual(sink.ids, ['read']);
    });

    it('has a cursor of its own for another account', async () => {
      const calls: string[] = [];
      const other = createInboxReconciler({
        client: {
          inbox: ({ account }) => Promise.resolve({ items: [], total: (calls.push(account), 0) }),
          body: () => assert.fail(),
        },
        account: 'EX7',
        country: '',
        clock,
        facts,
      });
      await other(sink, signal);
      assert.deepEqual(calls, ['EX7']);
      assert.equal(facts.values.size, 2);
    });
  });

  describe('while our wall clock is wrong', () => {
    const received = (id: string, agoMs: number, more: Partial<Held> = {}): Held =>
      // The fake's clock is the real one.
      ({ id, text: `text of ${id}`, receivedat: new Date(Date.now() - agoMs).toISOString(), ...more });

    for (const days of [-40, -1, 1, 40]) {
      it(`by ${days} days, reads on from where it was by the service’s clock`, async () => {
        clock = new FakeClock(Date.now());
        clock.hears = true;
        clock.step(days * 24 * HOUR);
        client = createEsendexClient(
          createHttpClient({
            ...{ baseUrl: fake.origin, clock },
            headers: () => ({ authorization: authorization({ username: USER, password: PASSWORD }) }),
          }),
        );
        restart();
        await client.accounts(signal);
        fake.messages = [received('young', HOUR), received('old', 73 * HOUR)];
        await reconcile();
        assert.deepEqual([sink.ids, sink.skipped], [['young', 'old'], ['old']]);
        sink = new RememberingSink();
        clock.step(-days * 24 * HOUR);
        fake.messages = [received('read', MINUTE, { readat: READ }), received('before', 11 * MINUTE, { readat: READ })];
        await reconcile();
        assert.deepEqual(sink.ids, ['read']);
      });
    }

    it('takes no cursor that lies ahead for where it has been', async () => {
      const ahead = clock.now() + 24 * HOUR;
      await facts.remember(`esendex-inbox:${ACCOUNT.toLowerCase()}`, { firstContact: ahead, completeUntil: ahead });
      fake.messages = [message('read', 5 * MINUTE, { readat: READ })];
      await reconcile();
      assert.deepEqual(sink.ids, ['read']);
    });
  });

  describe('fetches', () => {
    it('the whole text, since the list cuts it, and only of messages that are not known', async () => {
      const text = `  ${'long '.repeat(100)}&<\r\n😀 `;
      fake.messages = [{ ...message('a', MINUTE), text }];
      await reconcile();
      await reconcile();
      const [incoming] = sink.taken;
      assert.ok(incoming?.event.kind === 'sms.received');
      assert.equal(incoming.event.payload.text, text);
      assert.equal(incoming.event.raw['summary'], text.slice(0, 20).replace('\r\n', '\n'));
      assert.equal(fake.asked('body').length, 1);
      assert.equal(sink.taken.length, 1);
    });

    it('nothing of a message that came by push, but says whether it is still open', async () => {
      fake.messages = [message('PUSHED', MINUTE)];
      sink.taken.push({
        event: {
          kind: 'sms.received',
          keyId: 'pushed',
          providerId: 'pushed',
          payload: { id: '', from: '', to: '', text: '' },
          raw: {},
        },
      });
      await reconcile();
      fake.messages = [message('PUSHED', MINUTE, { readat: READ })];
      await reconcile();
      assert.equal(fake.asked('body').length, 0);
      assert.deepEqual(sink.asked, [
        { kind: 'sms.received', keyId: 'pushed', isOpen: true },
        { kind: 'sms.received', keyId: 'pushed', isOpen: false },
      ]);
    });

    it('what a binary message is: hex as it came, without character set', async () => {
      fake.messages = [{ ...message('a', MINUTE), text: '\n0605041583\n', characterset: null }];
      await reconcile();
      const [incoming] = sink.taken;
      assert.ok(incoming?.event.kind === 'sms.received');
      assert.deepEqual([incoming.event.payload.text, incoming.event.payload.type], ['\n0605041583\n', 'Binary']);
    });

    describe('one that is listed, and not there when it is asked for', () => {
      beforeEach(async () => {
        await reconcile();
        clock.advance(HOUR);
        // Unread ones would be found at any time.
        fake.messages = [message('gone', MINUTE, { readat: READ }), message('a', 2 * MINUTE)];
        fake.instead.set('body', (response, { url }) => {
          if (url.pathname.includes('gone')) response.writeHead(404).end();
          else response.end('<messagebody><bodytext>x</bodytext></messagebody>');
        });
        await reconcile();
        assert.deepEqual(sink.ids, ['a']);
      });

      it('again, where only a gateway said so: it comes, however old it is by then', async () => {
        fake.instead.clear();
        clock.advance(HOUR);
        await reconcile();
        assert.deepEqual(sink.ids, ['a', 'gone']);
      });

      it('and goes on where it was deleted meanwhile', async () => {
        const before = cursor();
        fake.messages.shift();
        await reconcile();
        assert.deepEqual([sink.ids, sink.quarantined], [['a'], []]);
        assert.notEqual(cursor(), before);
      });
    });

    it('however many before it are listed and not there', async () => {
      const gone = Array.from({ length: 7 }, (_, n) => message(`gone-${n}`, (n + 2) * MINUTE));
      fake.messages = [message('a', MINUTE), ...gone];
      fake.instead.set('body', (response, { url }) => {
        if (url.pathname.includes('gone')) response.writeHead(404).end();
        else response.end('<messagebody><bodytext>x</bodytext></messagebody>');
      });
      await reconcile();
      assert.deepEqual(sink.ids, ['a']);
    });

    it('and lets one that cannot be read keep none of the others, but does not forget it', async () => {
      fake.messages = [message('c', MINUTE), message('bad', 2 * MINUTE), message('a', 3 * MINUTE)];
      fake.instead.set('body', (response, { url }) => {
        if (url.pathname.includes('bad')) response.end('<html>');
        else response.end('<messagebody><bodytext>x</bodytext></messagebody>');
      });
      await fails(ProviderUnavailableError);
      assert.deepEqual(sink.ids, ['a', 'c']);
      fake.instead.clear();
      await reconcile();
      assert.deepEqual(sink.ids, ['a', 'c', 'bad']);
    });

    it('and lets five that cannot be read keep none of the others for longer than a pass', async () => {
      const bad = Array.from({ length: 5 }, (_, n) => message(`bad-${n}`, (n + 2) * MINUTE));
      fake.messages = [message('a', MINUTE), ...bad];
      fake.instead.set('body', (response, { url }) => {
        if (url.pathname.includes('bad')) response.writeHead(500).end('error body');
        else response.end('<messagebody><bodytext>x</bodytext></messagebody>');
      });
      await fails(ProviderUnavailableError);
      await fails(ProviderUnavailableError);
      assert.deepEqual(sink.ids, ['a']);
    });

    for (const [count, isOfThem] of [
      [1, true],
      [4, true],
      [5, undefined],
    ] as const) {
      it(`and says of ${count} that cannot be read whether it may be they alone`, async () => {
        fake.messages = Array.from({ length: count }, (_, n) => message(`m${n}`, MINUTE));
        fake.instead.set('body', (response) => response.writeHead(500).end('error body'));
        await assert.rejects(reconcile(), (error) => {
          assert(error instanceof ProviderUnavailableError);
          assert.deepEqual([error.detail.status, error.detail.ofOneItem], [500, isOfThem]);
          return true;
        });
      });
    }

    describe('one whose text the provider never gives', () => {
      let answerBad: (response: ServerResponse) => void;

      beforeEach(async () => {
        await reconcile();
        fake.messages = [message('c', MINUTE), message('bad', 2 * MINUTE), message('a', 3 * MINUTE)];
        answerBad = (response) => response.writeHead(500).end('error body');
        fake.instead.set('body', (response, { url }) => {
          if (url.pathname.includes('bad')) answerBad(response);
          else response.end('<messagebody><bodytext>x</bodytext></messagebody>');
        });
      });

      /** Of half an hour. */
      async function fiveTimes(act: (pass: number) => Promise<unknown>): Promise<void> {
        for (let pass = 1; pass <= 5; pass += 1) {
          await act(pass);
          clock.advance(7 * MINUTE);
        }
      }

      it('not into quarantine after five passes of an outage that is over in less than half an hour', async () => {
        for (let pass = 1; pass <= 20; pass += 1) {
          await fails(ProviderUnavailableError);
          clock.advance(MINUTE);
        }
        assert.deepEqual(sink.quarantined, []);
      });

      for (const status of [400, 404, 500]) {
        it(`into quarantine after half an hour with HTTP ${status}, and only then moves on`, async () => {
          answerBad = (response) => response.writeHead(status).end('error body');
          const before = cursor();
          await fiveTimes(async (pass) => {
            await (status === 404 ? reconcile() : assert.rejects(reconcile()));
            assert.deepEqual(sink.ids, ['a', 'c'], `pass ${pass}`);
            assert.deepEqual([sink.quarantined, cursor()], [[], before], `pass ${pass}`);
          });
          await reconcile();
          assert.equal(sink.quarantined.length, 1);
          const [{ reason, body } = assert.fail()] = sink.quarantined;
          assert.ok(!reason.includes('text of bad'));
          assert.match(body, /text of bad/);
          assert.ok(!body.includes('error body'));
          assert.notEqual(cursor(), before);
        });
      }

      it('out of quarantine into the flow once the provider gives it', async () => {
        await fiveTimes(() => assert.rejects(reconcile()));
        await reconcile();
        fake.instead.clear();
        await reconcile();
        assert.deepEqual(sink.ids, ['a', 'c', 'bad']);
      });

      it('into quarantine the same each time, so that it is kept once', async () => {
        await fiveTimes(() => assert.rejects(reconcile()));
        await reconcile();
        await reconcile();
        const [first, second] = sink.quarantined.map(({ body }) => body);
        assert.equal(first, second);
      });

      it('not into quarantine where nobody answers, however often', async () => {
        answerBad = (response) => response.destroy();
        for (let pass = 1; pass <= 10; pass += 1) await fails(ProviderUnavailableError);
        assert.deepEqual(sink.quarantined, []);
      });

      for (const [status, headers, error] of [
        [403, {}, AuthError],
        [429, { 'retry-after': '7' }, RateLimitedError],
        [503, { 'retry-after': '7' }, RateLimitedError],
      ] as const) {
        it(`not into quarantine after HTTP ${status}, however often`, async () => {
          answerBad = (response) => response.writeHead(status, headers).end();
          for (let pass = 1; pass <= 10; pass += 1) await fails(error);
          assert.deepEqual(sink.quarantined, []);
        });
      }

      it('counting anew after it was given once', async () => {
        await fiveTimes(() => assert.rejects(reconcile()));
        const failing = fake.instead.get('body') ?? assert.fail();
        fake.instead.clear();
        await reconcile();
        fake.instead.set('body', failing);
        // As if the store had lost it.
        sink = new RememberingSink();
        await fails(ProviderUnavailableError);
        assert.deepEqual(sink.quarantined, []);
      });
    });

    it('no more where everything fails', async () => {
      fake.messages = Array.from({ length: 20 }, (_, n) => message(`m${n}`, MINUTE));
      fake.instead.set('body', (response) => response.writeHead(400).end('error body'));
      await fails(ProviderRefusedError);
      assert.equal(fake.asked('body').length, 5);
    });

    for (const [status, headers, error] of [
      [403, {}, AuthError],
      [429, { 'retry-after': '7' }, RateLimitedError],
    ] as const) {
      it(`no more after HTTP ${status}`, async () => {
        fake.messages = [message('a', MINUTE), message('b', MINUTE)];
        fake.instead.set('body', (response) => response.writeHead(status, headers).end());
        await fails(error);
        assert.equal(fake.asked('body').length, 1);
      });
    }
  });

  describe('pages', () => {
    const many = (count: number): Held[] =>
      Array.from({ length: count }, (_, n) => message(`m${n}`, (n + 20) * MINUTE));
    const queries = (): string[] => fake.asked('inbox').map(({ url }) => url.search);

    it('through a long inbox, always saying how many it wants', async () => {
      fake.messages = many(250);
      await reconcile();
      assert.equal(sink.taken.length, 250);
      assert.deepEqual(queries(), [
        '?startindex=0&count=100',
        '?startindex=100&count=100',
        '?startindex=200&count=100',
        '?startindex=250&count=100',
      ]);
    });

    for (const limit of [1, 7, 50, 99, Infinity]) {
      for (const total of ['page', undefined]) {
        it(`of at most ${limit} items, whose count is that of ${total ?? 'all'}: finds all, and moves on`, async () => {
          await reconcile();
          const before = cursor();
          clock.advance(5 * HOUR);
          fake.messages = many(120).map((held) => ({ ...held, readat: READ }));
          [fake.pageLimit, fake.totalCount] = [limit, total];
          await reconcile();
          assert.equal(sink.taken.length, 120);
          assert.notEqual(cursor(), before);
        });
      }
    }

    it('in one more request than there are pages, and in a single one where nothing is there', async () => {
      await reconcile();
      assert.equal(fake.asked('inbox').length, 1);
      fake.messages = many(3);
      await reconcile();
      assert.equal(fake.asked('inbox').length, 3);
    });

    it('not for ever where a list has no end', async () => {
      await reconcile();
      const before = cursor();
      const item = (id: string): XmlElement => {
        return { name: 'messageheader', attributes: new Map([['id', id]]), children: [], text: '' };
      };
      const endless = createInboxReconciler({
        client: {
          inbox: ({ startIndex }) => Promise.resolve({ items: [item(`m${startIndex}`)], total: 1 }),
          body: () => assert.fail(),
        },
        ...{ account: ACCOUNT, country: '', clock, facts },
      });
      await assert.rejects(endless(sink, signal), ProviderUnavailableError);
      assert.equal(cursor(), before);
    });

    for (const total of ['9', '100', '0', '-1', '999', 'many', '']) {
      it(`by the items, not by a totalcount of "${total}"`, async () => {
        fake.messages = many(150);
        fake.totalCount = total;
        await reconcile();
        assert.equal(sink.taken.length, 150);
      });
    }

    it('ends where the service gives the same page for ever', async () => {
      fake.messages = many(3);
      fake.totalCount = '9';
      const list = fake.script;
      fake.script = (request, response) => {
        request.url.searchParams.set('startindex', '0');
        list(request, response);
      };
      await reconcile();
      assert.equal(sink.taken.length, 3);
      assert.equal(fake.asked('inbox').length, 2);
    });

    for (const totals of [['150'], ['0'], [''], ['0', '150']]) {
      it(`is not complete where one is empty before its time, with a total of "${totals.join()}": comes again`, async () => {
        await reconcile();
        clock.advance(5 * HOUR);
        fake.messages = many(150).map((held) => ({ ...held, readat: READ }));
        const list = fake.script;
        for (const total of totals) {
          fake.script = (request, response) => {
            const { searchParams } = request.url;
            const isCut = searchParams.get('startindex') === '100';
            if (isCut) searchParams.set('startindex', '999');
            fake.totalCount = isCut ? total : undefined;
            list(request, response);
          };
          await reconcile();
          assert.equal(sink.taken.length, 100);
        }
        fake.script = list;
        fake.totalCount = undefined;
        clock.advance(5 * HOUR);
        await reconcile();
        assert.equal(sink.taken.length, 150);
      });
    }

    it('are complete where the empty one behind the last states that there is nothing', async () => {
      await reconcile();
      const before = cursor();
      clock.advance(5 * HOUR);
      fake.messages = many(150);
      const list = fake.script;
      fake.script = (request, response) => {
        fake.totalCount = request.url.searchParams.get('startindex') === '150' ? '0' : undefined;
        list(request, response);
      };
      await reconcile();
      assert.notEqual(cursor(), before);
    });

    it('are complete at the second time where it is the count that is wrong', async () => {
      fake.messages = many(3);
      fake.totalCount = '9';
      await reconcile();
      const first = cursor();
      await reconcile();
      assert.notEqual(cursor(), first);
    });

    it('is not complete where messages were deleted meanwhile, and comes again for those that slipped past', async () => {
      await reconcile();
      clock.advance(5 * HOUR);
      // Read ones: unread ones would be found at any time.
      fake.messages = many(150).map((held) => ({ ...held, readat: READ }));
      const list = fake.script;
      fake.script = (request, response) => {
        if (request.url.searchParams.get('startindex') === '100') fake.messages.splice(0, 5);
        list(request, response);
      };
      await reconcile();
      assert.equal(sink.taken.length, 140, 'five are gone, and five have slipped past');
      fake.script = list;
      clock.advance(5 * HOUR);
      await reconcile();
      assert.equal(sink.taken.length, 145);
    });

    it('reads a very long one whole only now and then, and in between by a window', async () => {
      fake.messages = many(600).map((held, n) => (n === 0 ? held : { ...held, readat: READ }));
      await reconcile();
      assert.deepEqual(sink.ids, ['m0']);
      const pagesOfAll = fake.requests.length - 1;
      clock.advance(MINUTE);
      fake.messages.splice(300, 0, message('unread', 300 * MINUTE));
      fake.messages.unshift(message('new', 0));
      fake.requests.length = 0;
      await reconcile();
      assert.deepEqual(sink.ids, ['m0', 'new']);
      const [{ url } = assert.fail()] = fake.asked('inbox');
      assert.equal(url.searchParams.get('start'), '2026-11-20T11:30:00.000Z', 'ten minutes before the newest known');
      clock.advance(5 * MINUTE);
      fake.requests.length = 0;
      await reconcile();
      assert.deepEqual(sink.ids, ['m0', 'new', 'unread']);
      assert.ok(fake.asked('inbox').length >= pagesOfAll);
    });
  });

  it('is no concern of this connection: other accounts, sent messages', async () => {
    fake.messages = [
      message('other', MINUTE, { reference: 'EX1' }),
      message('sent', MINUTE, { direction: 'Outbound' }),
      message('own', MINUTE, { reference: ACCOUNT.toLowerCase() }),
    ];
    await reconcile();
    assert.deepEqual(sink.ids, ['own']);
    assert.deepEqual(sink.quarantined, []);
  });

  it('puts an item without a usable id into quarantine, and accepts the others', async () => {
    fake.messages = [message('../../x', MINUTE), message('a', MINUTE)];
    await reconcile();
    assert.deepEqual(sink.ids, ['a']);
    assert.equal(sink.quarantined.length, 1);
    assert.equal(sink.quarantined[0]?.reason, 'no usable id');
    assert.match(sink.quarantined[0].body, /text of \.\./);
  });

  it('reads only an empty page as "nothing"', async () => {
    for (const xml of ['', '<html></html>', '{"messageheaders":[]}', '<messageheaders>', '<response/>']) {
      fake.instead.set('inbox', (response) => response.end(xml));
      await fails(ProviderUnavailableError);
    }
    fake.instead.set('inbox', (response) =>
      response.end(
        '<x:messageheaders xmlns:x="https://api.esendex.com/ns/" startindex="100" count="0" totalcount="100"/>',
      ),
    );
    await reconcile();
    assert.deepEqual(sink.taken, []);
  });

  it('stops between two messages', async () => {
    fake.messages = [message('a', MINUTE), message('b', MINUTE)];
    const stop = new AbortController();
    const accept = sink.accept.bind(sink);
    sink.accept = (incoming) => {
      stop.abort();
      return accept(incoming);
    };
    await assert.rejects(reconcile(stop.signal), ProviderUnavailableError);
    assert.equal(sink.taken.length, 1);
  });

  it('passes on that the store cannot take', async () => {
    fake.messages = [message('a', MINUTE)];
    sink.accept = () => Promise.reject(new Error('full'));
    await assert.rejects(reconcile(), /full/);
    sink = new RememberingSink();
    restart();
    await reconcile();
    assert.deepEqual(sink.ids, ['a']);
  });
});
