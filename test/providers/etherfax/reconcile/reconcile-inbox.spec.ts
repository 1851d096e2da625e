import assert from 'node:assert/strict';
import {
  AuthError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../../../src/domain/errors';
import { createEtherFaxClient, type EtherFaxClient } from '../../../../src/providers/etherfax/wire/etherfax-client';
import { reconcileInbox } from '../../../../src/providers/etherfax/reconcile/reconcile-inbox';
import { createHttpClient } from '../../../../src/providers/http/http-client';
import { CollectingSink } from '../../../contract/provider';
import { FakeClock } from '../../../support/fake-clock';
import { answerJson } from '../../../support/scripted-server';
import { startFakeInbox, type FakeInbox } from '../fake-inbox';

const idOf = (n: number): string => `0000000${n}-0000-4000-8000-000000000000`;
const failedCall = { JobId: idOf(9), FaxResult: 11, PagesReceived: 0 };

describe('reconcileInbox', () => {
  const controller = new AbortController();
  let inbox: FakeInbox;
  let client: EtherFaxClient;
  let sink: CollectingSink;

  beforeEach(async () => {
    inbox = await startFakeInbox();
    client = createEtherFaxClient(
      createHttpClient({ baseUrl: inbox.origin, headers: () => ({}), clock: new FakeClock() }),
    );
    sink = new CollectingSink();
  });
  afterEach(async () => {
    await client.close();
    await inbox.close();
  });

  const reconcile = (signal = controller.signal): Promise<void> =>
    reconcileInbox({ client, country: '', sink, signal });
  const taken = (): string[] => sink.taken.map(({ event }) => event.keyId);
  const breakList = (status: number): void =>
    void inbox.instead.set('list', (response) => response.writeHead(status, { 'retry-after': '5' }).end());

  describe('by list', () => {
    it('takes every unread fax without its document, in order, and locks none', async () => {
      inbox.faxes = [1, 2, 3].map((n) => ({ JobId: idOf(n), FaxImage: 'AAEC' }));
      await reconcile();
      assert.deepEqual(taken(), [1, 2, 3].map(idOf));
      assert.ok(sink.taken.every(({ document }) => document === undefined));
      assert.deepEqual(sink.lists, [[1, 2, 3].map(idOf)]);
      assert.deepEqual([inbox.asked('get'), inbox.asked('getnext'), inbox.marked.length], [0, 0, 0]);
    });

    it('keeps malformed items apart and goes on', async () => {
      const good = { JobId: idOf(1) };
      inbox.instead.set('list', (response) => answerJson(response, [{ JobId: '../x' }, 7, null, {}, good]));
      await reconcile();
      assert.deepEqual(taken(), [idOf(1)]);
      assert.deepEqual(
        sink.quarantined.map(({ body }) => body),
        ['{"JobId":"../x"}', '7', 'null', '{}'],
      );
      assert.deepEqual(sink.lists, [[idOf(1)]]);
    });

    it('survives an item nested so deep that it cannot be written', async () => {
      const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      inbox.instead.set('list', (response) =>
        response.end(`[{"JobId":"${idOf(1)}","x":${deep}},{"JobId":"${idOf(2)}"}]`),
      );
      await reconcile();
      assert.deepEqual([taken(), sink.quarantined.length], [[idOf(2)], 1]);
    });

    it('marks a call that brought no page once it is stored, because nobody else ever would', async () => {
      inbox.faxes = [failedCall, { JobId: idOf(1) }];
      await reconcile();
      assert.deepEqual(inbox.marked, [idOf(9)]);
      assert.deepEqual(sink.lists, [[idOf(1)]]);
    });

    it('does not mark it before it is stored', async () => {
      inbox.faxes = [failedCall];
      sink.accept = () => Promise.reject(new Error('full'));
      await assert.rejects(reconcile(), /full/);
      assert.deepEqual(inbox.marked, []);
    });

    for (const status of [400, 404, 500, 502]) {
      it(`goes on where such a mark is answered with ${status}`, async () => {
        inbox.faxes = [failedCall, { JobId: idOf(1) }];
        inbox.instead.set('received', (response) => response.writeHead(status).end());
        await reconcile();
        assert.deepEqual(taken(), [`${idOf(9)}:failed`, idOf(1)]);
      });
    }

    it('does not go on where nobody answers, or a pause is asked for', async () => {
      inbox.faxes = [failedCall, { JobId: idOf(1) }];
      inbox.instead.set('received', (response) => response.destroy());
      await assert.rejects(reconcile(), ProviderUnavailableError);
      inbox.instead.set('received', (response) => response.writeHead(429).end());
      await assert.rejects(reconcile(), RateLimitedError);
    });

    it('stops between two faxes when it is aborted', async () => {
      const stop = new AbortController();
      inbox.faxes = [1, 2].map((n) => ({ JobId: idOf(n) }));
      const accept = sink.accept.bind(sink);
      sink.accept = (incoming) => {
        stop.abort();
        return accept(incoming);
      };
      await assert.rejects(reconcile(stop.signal), ProviderUnavailableError);
      assert.deepEqual([taken(), sink.lists], [[idOf(1)], []]);
    });
  });

  describe('where the list fails', () => {
    for (const status of [400, 404, 500, 502]) {
      it(`with ${status}, empties the inbox one by one, with documents`, async () => {
        breakList(status);
        inbox.faxes = [1, 2].map((n) => ({ JobId: idOf(n), FaxImage: 'AAEC', DocumentParams: { Length: 3 } }));
        await reconcile();
        assert.deepEqual(taken(), [1, 2].map(idOf));
        assert.deepEqual(
          sink.taken.map(({ document }) => document?.stated),
          [{ length: 3 }, { length: 3 }],
        );
        assert.deepEqual(sink.lists, []);
      });
    }

    for (const [status, expected] of [
      [401, AuthError],
      [403, AuthError],
      [429, RateLimitedError],
      [503, RateLimitedError],
    ] as const) {
      it(`with ${status}, asks for nothing else`, async () => {
        breakList(status);
        await assert.rejects(reconcile(), expected);
        assert.equal(inbox.asked('getnext'), 0);
      });
    }

    it('with what is no list, closes nothing for being absent', async () => {
      for (const body of [null, {}, { Message: 'x' }]) {
        inbox.instead.set('list', (response) => answerJson(response, body));
        await reconcile();
      }
      assert.deepEqual(sink.lists, []);
    });

    it('goes on behind a fax that is known, and ends where one comes again', async () => {
      breakList(500);
      const order = [1, 2, 2, 3];
      inbox.instead.set('getnext', (response) => {
        answerJson(response, { JobId: idOf(order.shift() ?? 4), FaxImage: 'AAEC' });
      });
      await sink.accept({ event: { kind: 'fax.received', keyId: idOf(1) } as never });
      await reconcile();
      assert.deepEqual(taken(), [1, 1, 2, 2].map(idOf));
    });

    it('keeps no document of an item without a usable id, and does not ask for it for ever', async () => {
      breakList(500);
      inbox.instead.set('getnext', (response) => answerJson(response, { JobId: 'x', FaxImage: 'AAEC' }));
      await reconcile();
      assert.deepEqual([sink.taken, sink.documents.size], [[], 0]);
      assert.equal(inbox.asked('getnext'), 2);
      assert.equal(sink.quarantined[0]?.body, '{"JobId":"x","FaxImage":""}');
    });

    it('takes an inbox for empty that is not there only beside an answer', async () => {
      breakList(404);
      inbox.instead.set('getnext', (response) => response.writeHead(404).end());
      await reconcile();
      inbox.instead.set('status', (response) => response.writeHead(404).end());
      await assert.rejects(reconcile(), ProviderUnavailableError);
    });

    it('takes a message for "nothing" only where nothing is unread', async () => {
      breakList(500);
      inbox.instead.set('getnext', (response) => answerJson(response, { Message: 'No unread faxes' }));
      await reconcile();
      inbox.faxes = [{ JobId: idOf(1) }];
      await assert.rejects(reconcile(), ProviderUnavailableError);
      inbox.instead.set('unread', (response) => answerJson(response, { Message: 'Service is being maintained' }));
      await assert.rejects(reconcile(), ProviderUnavailableError);
    });

    it('passes on other errors', async () => {
      breakList(500);
      inbox.instead.set('getnext', (response) => response.writeHead(400).end());
      await assert.rejects(reconcile(), ProviderRefusedError);
    });
  });
});
