import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { ConfigError, ItemGoneError, ProviderUnavailableError } from '../../../src/domain/errors';
import { createEtherFaxProvider, type EtherFaxOptions } from '../../../src/providers/etherfax/etherfax-provider';
import { CollectingSink, describeProvider, type ProviderFixture } from '../../contract/provider';
import { FakeClock } from '../../support/fake-clock';
import { answerJson } from '../../support/scripted-server';
import { startFakeInbox, type Fax, type FakeInbox } from './fake-inbox';

const KEY = 'c4n4ry-key';
const folder = join(__dirname, 'fixtures');
const fixtures = readdirSync(folder).map((file) => {
  const fixture = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProviderFixture & { data: Fax };
  const image = fixture.data['FaxImage'];
  return typeof image === 'string' ? { ...fixture, document: Buffer.from(image, 'base64') } : fixture;
});

function optionsFor(inbox: FakeInbox, clock = new FakeClock()): EtherFaxOptions {
  return { baseUrl: inbox.origin, account: '', credentials: { apiKey: KEY }, country: '44', clock };
}

describeProvider('etherFAX', {
  fixtures,
  unintelligible: [
    { name: 'a fax that is no object', event: 'FaxReceive', data: [KEY] },
    { name: 'a fax without id', event: 'FaxReceive', data: { CallingNumber: KEY } },
    { name: 'a fax whose id is a path', event: 'FaxReceive', data: { JobId: '../../x', RemoteId: KEY } },
    { name: 'a fax that was not found', event: 'FaxReceive', data: { JobId: KEY, FaxResult: 103 } },
    { name: 'a status without id', event: 'FaxStatus', data: { FaxResult: 0, Message: KEY } },
    { name: 'a status without result', event: 'FaxStatus', data: { JobId: fixtures[0]?.data.JobId, Message: KEY } },
    { name: 'nothing', event: 'FaxStatus', data: null },
    { name: 'an event of another kind', event: KEY, data: {} },
  ],
  canaries: [KEY, '+12125550100', 'ACME', 'error body'],
  async start(credentials) {
    const inbox = await startFakeInbox();
    if (credentials === 'bad') inbox.script = (_request, response) => response.writeHead(401).end('error body');
    const provider = createEtherFaxProvider(optionsFor(inbox));
    return {
      provider,
      hold: (held) => (inbox.faxes = held.map(({ data }) => data as Fax)),
      breakList: () => inbox.instead.set('list', (response) => response.writeHead(500).end('error body')),
      get closed() {
        return inbox.marked;
      },
      async close() {
        await provider.close();
        await inbox.close();
      },
    };
  },
});

describe('createEtherFaxProvider', () => {
  const signal = new AbortController().signal;
  const id = 'fc00fc44-9f52-4319-82c3-a4c4ec490f0c';
  let inbox: FakeInbox;
  let provider: ReturnType<typeof createEtherFaxProvider>;
  let sink: CollectingSink;

  beforeEach(async () => {
    inbox = await startFakeInbox();
    provider = createEtherFaxProvider(optionsFor(inbox));
    sink = new CollectingSink();
  });
  afterEach(async () => {
    await provider.close();
    await inbox.close();
  });

  it('refuses settings that cannot work', () => {
    const options = optionsFor(inbox);
    assert.throws(() => createEtherFaxProvider({ ...options, credentials: {} }), ConfigError);
    assert.throws(() => createEtherFaxProvider({ ...options, baseUrl: 'http://fax.example' }), ConfigError);
  });

  it('sends its key, asks for JSON and keeps caches out of the way', async () => {
    assert.deepEqual(await provider.account(signal), { account: 'efax-0000-0000', channels: 3 });
    const headers = inbox.requests[0]?.headers;
    assert.equal(headers?.authorization, `Bearer ${KEY}`);
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(inbox.requests[0]?.url.searchParams.has('f'), false);
  });

  describe('fetchDocument', () => {
    const answer = (body: unknown): void =>
      void inbox.instead.set('get', (response: ServerResponse) => answerJson(response, body));
    const fetch = (): Promise<unknown> => provider.fetchDocument(id, sink.writeDocument, signal);

    it('accepts a document whose answer does not repeat the id', async () => {
      answer({ FaxImage: 'AAEC' });
      const { event, document } = await provider.fetchDocument(id, sink.writeDocument, signal);
      assert.equal(event.keyId, id);
      assert.equal(document?.size, 3);
    });

    it('knows no document where there is none', async () => {
      for (const FaxImage of [null, '', undefined, 7]) {
        answer({ JobId: id, FaxImage });
        const { document } = await provider.fetchDocument(id, sink.writeDocument, signal);
        assert.equal(document, undefined);
      }
      assert.equal(sink.documents.size, 0);
    });

    it('tells of a call that went well without page or document as a status', async () => {
      answer({ JobId: id, FaxResult: 0, PagesReceived: 0, FaxImage: null, DocumentParams: null });
      const { event, document } = await provider.fetchDocument(id, sink.writeDocument, signal);
      assert.deepEqual([event.kind, document], ['fax.status', undefined]);
      answer({ JobId: id, FaxResult: 0, PagesReceived: 0, FaxImage: 'AAEC' });
      const fax = await provider.fetchDocument(id, sink.writeDocument, signal);
      assert.deepEqual([fax.event.kind, fax.document?.size], ['fax.received', 3]);
    });

    for (const [what, body] of [
      ['another fax', { JobId: id.replace('f', '0'), FaxImage: 'AAEC' }],
      ['a malformed id', { JobId: 'x', FaxImage: 'AAEC' }],
      ['a list', [{ JobId: id }]],
      ['an error', { Message: 'Service is being maintained' }],
    ] as const) {
      it(`refuses ${what}, and keeps no document of it`, async () => {
        answer(body);
        await assert.rejects(fetch(), ProviderUnavailableError);
        assert.equal(sink.documents.size, 0);
      });
    }

    for (const [what, body] of [
      ['FaxResult 103', { JobId: id, FaxResult: 103 }],
      ['an answer without id and document', { JobId: null }],
    ] as const) {
      it(`treats ${what} as a fax that is gone`, async () => {
        answer(body);
        await assert.rejects(fetch(), ItemGoneError);
      });
    }

    it('counts nothing as heard from the service that is an error, whatever its status', async () => {
      for (const body of [{ Message: 'Service is being maintained' }, { error: 'down' }, {}]) {
        inbox.instead.set('status', (response) => answerJson(response, body));
        await assert.rejects(provider.account(signal), ProviderUnavailableError);
      }
    });

    it('asks for nothing that is no job id', async () => {
      await assert.rejects(provider.fetchDocument('../accounts', sink.writeDocument, signal), ItemGoneError);
      assert.equal(inbox.requests.length, 0);
    });
  });
});
