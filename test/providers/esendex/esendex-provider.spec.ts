import assert from 'node:assert/strict';
import {
  AuthError,
  ConfigError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
} from '../../../src/domain/errors';
import type { Facts } from '../../../src/domain/facts';
import { createEsendexProvider, type EsendexOptions } from '../../../src/providers/esendex/esendex-provider';
import type { Decoded, Provider } from '../../../src/providers/provider';
import { CollectingSink, describeProvider } from '../../contract/provider';
import { FakeClock } from '../../support/fake-clock';
import { answerJson } from '../../support/scripted-server';
import { FIXTURES, type EsendexFixture } from './push/conformance';
import { ACCOUNT, ACCOUNT_ID, answerXml, PASSWORD, startFakeEsendex, USER, type FakeEsendex } from './fake-esendex';
import { MemoryFacts } from '../../support/memory-facts';
import { form, push, request, soap } from './push/requests';

function optionsFor(fake: FakeEsendex, facts: Facts = new MemoryFacts()): EsendexOptions {
  const credentials = { username: USER, password: PASSWORD };
  return { baseUrl: fake.origin, account: ACCOUNT, credentials, country: '44', clock: new FakeClock(), facts };
}

function decodeWebhook(provider: Provider, data: unknown): Decoded {
  assert.ok(provider.webhook);
  return provider.webhook.decode(data as EsendexFixture['data']);
}

describeProvider('Esendex', {
  fixtures: FIXTURES,
  smsOnly: true,
  decode: (provider, { data }) => decodeWebhook(provider, data),
  unintelligible: [
    { name: 'no XML and no form', event: 'webhook', data: push(PASSWORD) },
    { name: 'JSON', event: 'webhook', data: push(JSON.stringify({ MessageText: PASSWORD })) },
    { name: 'XML that is cut short', event: 'webhook', data: push(`<InboundMessage><MessageText>${PASSWORD}`) },
    {
      name: 'a message without id',
      event: 'webhook',
      data: push(`<InboundMessage><MessageText>${PASSWORD}</MessageText></InboundMessage>`),
    },
    { name: 'a form of no kind', event: 'webhook', data: form({ body: PASSWORD }) },
    {
      name: 'SOAP without an operation',
      event: 'webhook',
      data: push(`<Envelope><Body>${PASSWORD}</Body></Envelope>`),
    },
    {
      name: 'SOAP of another account',
      event: 'webhook',
      data: soap('MessageEvent', '', '<MessengerHeader><Account>EX1</Account></MessengerHeader>'),
    },
    { name: 'bytes', event: 'webhook', data: request(Buffer.from([0xff, 0xfe, 0x00])) },
  ],
  canaries: [PASSWORD, USER, '447426437449', 'Mac.test', 'error body'],
  async start(credentials) {
    const fake = await startFakeEsendex();
    if (credentials === 'bad') fake.script = (_request, response) => response.writeHead(403).end('error body');
    const provider = createEsendexProvider(optionsFor(fake));
    return {
      provider,
      hold(held) {
        fake.messages = (held as EsendexFixture[]).flatMap(({ inbox }) => (inbox ? [inbox] : [])).reverse();
      },
      breakList: () => undefined,
      get closed() {
        return fake.closed;
      },
      async close() {
        await provider.close();
        await fake.close();
      },
    };
  },
});

describe('createEsendexProvider', () => {
  const signal = new AbortController().signal;
  const id = 'ee931a29-d176-42bb-b2a1-a66871e8c118';
  let fake: FakeEsendex;
  let facts: MemoryFacts;
  let provider: Provider;

  beforeEach(async () => {
    fake = await startFakeEsendex();
    facts = new MemoryFacts();
    provider = createEsendexProvider(optionsFor(fake, facts));
  });
  afterEach(async () => {
    await provider.close();
    await fake.close();
  });

  const inbound = (accountId: string): Decoded =>
    decodeWebhook(
      provider,
      push(
        `<InboundMessage><MessageId>${id}</MessageId><AccountId>${accountId}</AccountId><MessageText/></InboundMessage>`,
      ),
    );

  it('refuses settings that cannot work', () => {
    const options = optionsFor(fake);
    for (const wrong of [
      { account: ' ' },
      { credentials: {} },
      { credentials: { username: USER } },
      { credentials: { username: 'a:b', password: 'c' } },
      { baseUrl: 'http://sms.example' },
    ]) {
      assert.throws(() => createEsendexProvider({ ...options, ...wrong }), ConfigError);
    }
  });

  it('finds its account in any case, and keeps its GUID', async () => {
    assert.deepEqual(await provider.account(signal), { account: 'ex0012345' });
    assert.deepEqual([...(await facts.recallAll('')).values()], [ACCOUNT_ID.toLowerCase()]);
  });

  it('reads the accounts as XML, too', async () => {
    fake.instead.set('accounts', (response) =>
      answerXml(
        response,
        `<accounts><account id="${ACCOUNT_ID}" uri="x"><reference>${ACCOUNT}</reference></account></accounts>`,
      ),
    );
    assert.deepEqual(await provider.account(signal), { account: ACCOUNT });
  });

  it('tells the dial code of its account, as JSON and as XML', async () => {
    for (const dialCode of ['353', 353]) {
      const account = { id: ACCOUNT_ID, reference: ACCOUNT, defaultdialcode: dialCode };
      fake.instead.set('accounts', (response) => answerJson(response, { accounts: [account] }));
      assert.deepEqual(await provider.account(signal), { account: ACCOUNT, country: '353' });
    }
    fake.instead.set('accounts', (response) =>
      answerXml(
        response,
        `<accounts><account id="${ACCOUNT_ID}"><reference>${ACCOUNT}</reference>` +
          '<defaultdialcode>353</defaultdialcode></account></accounts>',
      ),
    );
    assert.deepEqual(await provider.account(signal), { account: ACCOUNT, country: '353' });
  });

  it('says that the reference is wrong where the login is good', async () => {
    fake.instead.set('accounts', (response) =>
      answerJson(response, { accounts: [{ id: ACCOUNT_ID, reference: 'EX1' }] }),
    );
    await assert.rejects(provider.account(signal), (error: unknown) => {
      assert.ok(error instanceof ProviderRefusedError);
      assert.match(error.message, /account/);
      assert.ok(!error.message.includes(ACCOUNT));
      return true;
    });
    await assert.rejects(provider.reconcile(new CollectingSink(), signal), ProviderRefusedError);
  });

  it('takes no other answer for a list of accounts', async () => {
    for (const [body, reason] of [
      ['<html></html>', 'bad-answer'],
      ['', 'not-xml'],
      ['{"accounts":7}', 'bad-answer'],
      ['{"accounts":', 'bad-answer'],
    ]) {
      fake.instead.set('accounts', (response) => response.end(body));
      await assert.rejects(provider.account(signal), (error: unknown) => {
        assert.ok(error instanceof ProviderUnavailableError);
        assert.equal(error.detail.reason, reason);
        return true;
      });
    }
  });

  it('accepts pushes of any account until it has learned its own, and then refuses others', async () => {
    assert.equal(inbound('f6462f9d-87a2-4cac-97a6-5a2d9cb81997').outcome, 'events');
    await provider.reconcile(new CollectingSink(), signal);
    assert.equal(inbound('f6462f9d-87a2-4cac-97a6-5a2d9cb81997').outcome, 'quarantine');
    assert.equal(inbound(ACCOUNT_ID).outcome, 'events');
    assert.equal(inbound(`{${ACCOUNT_ID.toLowerCase()}}`).outcome, 'events');
    assert.equal(inbound('').outcome, 'events');
    assert.equal(fake.asked('accounts').length, 1);
  });

  it('knows its account again after a restart, and asks no more', async () => {
    await provider.reconcile(new CollectingSink(), signal);
    await provider.close();
    provider = createEsendexProvider(optionsFor(fake, facts));
    await provider.reconcile(new CollectingSink(), signal);
    assert.equal(inbound('f6462f9d-87a2-4cac-97a6-5a2d9cb81997').outcome, 'quarantine');
    assert.equal(fake.asked('accounts').length, 1);
  });

  it('survives that its facts cannot be read at the start', async () => {
    facts.failing = true;
    const other = createEsendexProvider(optionsFor(fake, facts));
    await assert.rejects(other.reconcile(new CollectingSink(), signal), /store/);
    facts.failing = false;
    await other.reconcile(new CollectingSink(), signal);
    await other.close();
  });

  it('closes a message by marking it read, or by deleting it, and nothing else', async () => {
    fake.messages = [{ id, text: 'x' }];
    const item = { kind: 'sms.received', providerId: id.toUpperCase() } as const;
    await provider.acknowledge({ ...item, action: 'keep' }, signal);
    await provider.acknowledge({ ...item, action: 'delete' }, signal);
    await assert.rejects(provider.acknowledge({ ...item, action: 'delete' }, signal), ItemGoneError);
    await provider.acknowledge({ kind: 'sms.status', providerId: id, action: 'delete' }, signal);
    const strange = { kind: 'sms.received', providerId: '../accounts', action: 'delete' } as const;
    await assert.rejects(provider.acknowledge(strange, signal), ItemGoneError);
    const calls = fake.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
    const path = `/v1.0/inbox/messages/${id.toUpperCase()}`;
    assert.deepEqual(calls, [`PUT ${path}?action=read`, `DELETE ${path}`, `DELETE ${path}`]);
    assert.equal(fake.requests[0]?.headers['content-length'], '0');
  });

  it('does not take the page of a portal for an acknowledgement', async () => {
    const item = { kind: 'sms.received', providerId: id, action: 'keep' } as const;
    for (const headers of [{ 'content-type': 'text/html' }, {}]) {
      fake.instead.set('close', (response) => response.writeHead(200, headers).end('<html>'));
      await assert.rejects(provider.acknowledge(item, signal), ProviderUnavailableError);
    }
  });

  describe('enrich', () => {
    it('brings what a push lacks', async () => {
      fake.messages = [{ id, text: 'x', parts: '3', receivedat: '2013-03-06T14:30:42.0333333Z' }];
      assert.deepEqual(await provider.enrich?.(id, signal), { receivedAt: '2013-03-06T14:30:42.033Z', parts: 3 });
    });

    it('omits what the service does not know either', async () => {
      fake.messages = [{ id, text: 'x', parts: '', receivedat: '0001-01-01T00:00:00Z' }];
      assert.deepEqual(await provider.enrich?.(id, signal), {});
    });

    it('distinguishes a message that is gone from an answer with another message', async () => {
      await assert.rejects(provider.enrich?.(id, signal) ?? assert.fail(), ItemGoneError);
      fake.messages = [{ id: 'another', text: 'x' }];
      await assert.rejects(provider.enrich?.('../accounts', signal) ?? assert.fail(), ItemGoneError);
      fake.instead.set('header', (response) => answerXml(response, '<messageheader id="another"/>'));
      await assert.rejects(provider.enrich?.(id, signal) ?? assert.fail(), ProviderUnavailableError);
    });
  });

  it('is polled, has no documents, and knows no push frames', async () => {
    assert.equal(await provider.waitForNews(signal), 'unsupported');
    await assert.rejects(provider.fetchDocument(id, new CollectingSink().writeDocument, signal), ItemGoneError);
    assert.equal(provider.decodePush('FaxReceive', {}).outcome, 'quarantine');
  });

  it('treats HTTP 403 as a bad login', async () => {
    fake.instead.set('inbox', (response) => response.writeHead(403).end('error body'));
    await assert.rejects(provider.reconcile(new CollectingSink(), signal), AuthError);
  });
});
