import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ServerResponse } from 'node:http';
import { AuthError, ItemGoneError, ProviderUnavailableError } from '../../../../src/domain/errors';
import { createEtherFaxClient, type EtherFaxClient } from '../../../../src/providers/etherfax/wire/etherfax-client';
import { createHttpClient } from '../../../../src/providers/http/http-client';
import { CollectingSink } from '../../../contract/provider';
import { FakeClock } from '../../../support/fake-clock';
import { startFakeInbox, type FakeInbox } from '../fake-inbox';

const JobId = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
const HTML = '<!DOCTYPE html><p>c4n4ry</p>';
const signal = new AbortController().signal;

describe('createEtherFaxClient', () => {
  const accept = (fax: Record<string, unknown>): unknown => fax;
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

  const answer = (action: string, body: string, status = 200): void =>
    void inbox.instead.set(action, (response: ServerResponse) => response.writeHead(status).end(body));

  const calls: [string, () => Promise<unknown>][] = [
    ['status', () => client.accountStatus(signal)],
    ['unread', () => client.unreadCount(signal)],
    ['list', () => client.list(signal)],
    ['get', () => client.get(JobId, { writeDocument: sink.writeDocument, read: accept, signal })],
    ['getnext', () => client.getNext({ writeDocument: sink.writeDocument, read: accept, signal })],
    ['received', () => client.received(JobId, signal)],
  ];

  for (const [action, call] of calls) {
    it(`treats a web page in place of an answer to "${action}" as a fault, and does not quote it`, async () => {
      answer(action, HTML);
      await assert.rejects(call(), (error) => {
        assert.ok(error instanceof ProviderUnavailableError);
        assert.equal(error.detail.reason, 'not-json');
        return !inspect(error).includes('c4n4ry');
      });
    });

    it(`treats FaxResult 100 in answer to "${action}" as refused credentials`, async () => {
      answer(action, JSON.stringify({ FaxResult: 'Unauthorized', Message: 'c4n4ry' }));
      await assert.rejects(call(), (error) => error instanceof AuthError && !inspect(error).includes('c4n4ry'));
    });
  }

  for (const action of ['status', 'unread', 'list', 'get']) {
    it(`treats an empty or cut answer to "${action}" as a fault`, async () => {
      const call = calls.find(([name]) => name === action)?.[1];
      for (const body of ['', 'null', '[', '{"JobId":', '7']) {
        answer(action, body);
        await assert.rejects(async () => call?.(), ProviderUnavailableError, body);
      }
    });
  }

  it('treats an unknown request as a wrong base URL, not as a fax that is gone', async () => {
    for (const action of ['status', 'unread', 'list']) {
      answer(action, '', 404);
      const call = calls.find(([name]) => name === action)?.[1];
      await assert.rejects(async () => call?.(), ProviderUnavailableError);
    }
    await assert.rejects(client.get(JobId, { writeDocument: sink.writeDocument, read: accept, signal }), ItemGoneError);
  });

  it('counts the unread, and lets the service hold the answer', async () => {
    answer('unread', '{"UnreadFaxes":"3"}');
    assert.equal(await client.unreadCount(signal), 3);
    await client.unreadCount(signal, { seconds: 60, timeoutMs: 75_000 });
    assert.deepEqual(
      inbox.requests.map(({ url }) => url.search),
      ['?a=unread', '?a=unread&wait=60'],
    );
  });

  describe('getNext', () => {
    const none: [string, string, number][] = [
      ['204', '', 204],
      ['an empty 200', '', 200],
      ['null', ' null\n', 200],
      ['404', '{"Message":"none"}', 404],
      ['FaxResult 103', '{"FaxResult":103}', 200],
    ];
    for (const [what, body, status] of none) {
      it(`takes ${what} for "nothing unread"`, async () => {
        answer('getnext', body, status);
        assert.equal(await client.getNext({ writeDocument: sink.writeDocument, read: accept, signal }), undefined);
      });
    }

    it('asks for the document, and gives both', async () => {
      inbox.faxes = [{ JobId, FaxImage: 'AAEC' }];
      const answered = await client.getNext({ writeDocument: sink.writeDocument, read: accept, signal });
      assert.deepEqual(answered?.reply, { JobId, FaxImage: '' });
      assert.equal(answered.document?.size, 3);
      assert.equal(inbox.requests[0]?.url.search, '?a=getnext&download=1');
    });
  });

  describe('received', () => {
    it('believes the status, whatever harmless text comes with it', async () => {
      for (const body of ['', 'OK', 'true', '{}', '{"FaxResult":0}', '{"FaxResult":11}']) {
        answer('received', body);
        await client.received(JobId, signal);
      }
    });

    it('reports a fax that is gone', async () => {
      await assert.rejects(client.received(JobId, signal), ItemGoneError);
      answer('received', '{"FaxResult":"103"}');
      await assert.rejects(client.received(JobId, signal), ItemGoneError);
    });

    it('lets nothing but a job id into a URL', async () => {
      await assert.rejects(client.received(`${JobId}&a=list`, signal), ItemGoneError);
      assert.equal(inbox.requests.length, 0);
    });
  });
});
