import assert from 'node:assert/strict';
import { Webhook } from '../../src/connection/webhook';
import { DocumentFolder } from '../../src/documents/document-folder';
import { StoreError } from '../../src/domain/errors';
import type { WebhookBody, WebhookRequest } from '../../src/domain/webhook';
import type { WebhookCodec } from '../../src/providers/provider';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Store } from '../../src/store/store';
import { FakeClock } from '../support/fake-clock';
import { temporaryFolder } from '../store/level/temporary-folder';
import { Routing } from '../support/routing';
import { fakeCodec } from '../transports/webhook/support/fake-codec';

const LOGIN = { username: 'user', password: 'secret-password' };
const SCOPE = 'esendex:ex1';

describe('the webhook intake', () => {
  let store: Store;
  let remove: () => Promise<void>;
  let clock: FakeClock;
  let log: string[];
  let options: ConstructorParameters<typeof Routing>[0];
  let routing: Routing;

  beforeEach(async () => {
    const home = await temporaryFolder();
    remove = home.remove;
    clock = new FakeClock();
    log = [];
    const tell = (text: string): void => void log.push(text);
    const logger = { info: tell, warn: tell, error: tell };
    store = await openLevelStore({ folder: home.folder, clock, log: logger });
    options = { store, documents: new DocumentFolder(home.folder), clock, log: logger, scope: SCOPE };
    routing = new Routing(options);
  });

  afterEach(async () => {
    await store.close();
    await remove();
  });

  const intake = (login?: typeof LOGIN, codec: WebhookCodec = fakeCodec): Webhook => {
    const tell = (text: string): void => void log.push(text);
    return new Webhook({
      codec,
      login,
      router: routing.router,
      clock,
      log: { info: tell, warn: tell, error: tell },
    });
  };
  const request = (body: WebhookBody | string): WebhookRequest => ({
    method: 'POST',
    suffix: '',
    headers: {},
    body: typeof body === 'string' ? { raw: Buffer.from(body) } : body,
  });
  const frame = (body: string, more: object = {}): unknown => ({
    method: 'POST',
    path: '/relayed',
    headers: {},
    body: Buffer.from(body).toString('base64'),
    ...more,
  });
  const basic = (user: string, password: string): string =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  const stored = async () => {
    const rows = await store.list({ scope: SCOPE, state: 'new', limit: 100 });
    return Promise.all(rows.map(async ({ key }) => store.get(key)));
  };
  const quarantined = async () => {
    const items = await store.listQuarantine(SCOPE, 100);
    return Promise.all(items.map(async (item) => ({ ...item, body: await store.readQuarantine(SCOPE, item.id) })));
  };
  const nothingIsStored = async (): Promise<void> => {
    assert.deepEqual([await stored(), await quarantined()], [[], []]);
  };

  it('stores every event before the codec’s answer is given', async () => {
    const answer = await intake().accept(request('[{"id":"1"},{"id":"2"}]'), 'admitted');
    assert.deepEqual(answer, { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' });
    assert.deepEqual(
      (await stored()).map((row) => [row?.providerId, row?.source]),
      [
        ['1', 'webhook'],
        ['2', 'webhook'],
      ],
    );
    assert.deepEqual(routing.brought, ['1', '2']);
  });

  it('row 63: gives a hundred repetitions at once the same answer and stores one event', async () => {
    const webhook = intake();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => webhook.accept(request('{"id":"1"}'), 'admitted')),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal((await stored()).length, 1);
  });

  it('keeps what the codec does not understand, byte for byte, and answers as it says', async () => {
    const raw = Buffer.from([0xff, 0x00, 0x3c]);
    assert.equal((await intake().accept(request({ raw }), 'admitted')).status, 200);
    const [item] = await quarantined();
    assert.deepEqual([item?.body, item?.source, item?.reason], [raw, 'webhook', 'no JSON']);
    assert.deepEqual(await stored(), []);
  });

  it('keeps of a parsed body what is left of it, however deep it is nested', async () => {
    let deep: unknown = 'nonsense';
    const codec: WebhookCodec = { ...fakeCodec, decode: () => fakeCodec.decode(request('no JSON')) };
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    assert.equal((await intake(undefined, codec).accept(request({ parsed: deep }), 'admitted')).status, 200);
    assert.equal((await intake(undefined, codec).accept(request({ parsed: { a: 'é' } }), 'admitted')).status, 200);
    const bodies = (await quarantined()).map(({ body }) => body?.toString());
    assert.ok(bodies.includes('{"a":"é"}'));
    assert.equal(bodies.length, 2);
  });

  it('rejects, and says nothing of the event, while the account is not known', async () => {
    routing = new Routing({ ...options, isAccountKnown: false });
    await assert.rejects(intake().accept(request('{"id":"1"}'), 'admitted'), StoreError);
    await assert.rejects(intake().accept(request('no JSON'), 'admitted'), StoreError);
    await assert.rejects(intake().answerFrame(frame('{"id":"1"}')), StoreError);
    await assert.rejects(intake().answerFrame('no request'), StoreError);
    assert.deepEqual(log, []);
  });

  it('rejects while the store fails', async () => {
    await store.close();
    await assert.rejects(intake().accept(request('{"id":"1"}'), 'admitted'), StoreError);
  });

  it('rejects and logs where the codec breaks its promise never to throw', async () => {
    const decode = (): never => {
      throw new Error('text of a message');
    };
    await assert.rejects(intake(undefined, { ...fakeCodec, decode }).accept(request('x'), 'admitted'));
    assert.equal(log.length, 1);
    assert.ok(!log.join().includes('text'));
  });

  describe('without a webhookUser', () => {
    it('admits everybody and looks at no login', async () => {
      const webhook = intake();
      for (const authorization of [[], ['Basic nonsense'], [basic('a', 'b')]]) {
        assert.equal(webhook.admit(authorization), 'admitted');
      }
      const wrong = '{"id":"1","login":{"username":"a","password":"b"}}';
      assert.equal((await webhook.accept(request(wrong), 'admitted')).status, 200);
      assert.equal((await webhook.answerFrame(frame(wrong)))?.status, 200);
    });
  });

  describe('with a webhookUser', () => {
    it('admits by the right header only, and asks the body where there is none', () => {
      const webhook = intake(LOGIN);
      assert.equal(webhook.admit([basic('user', 'secret-password')]), 'admitted');
      assert.equal(webhook.admit([]), 'ask-body');
      const wrong = [basic('user', 'x'), basic('x', 'secret-password'), 'Basic !', 'Bearer abc'];
      for (const header of wrong) assert.equal(webhook.admit([header]), 'refused');
      assert.equal(webhook.admit([basic('user', 'secret-password'), basic('user', 'secret-password')]), 'refused');
    });

    it('stores by the right login in the body, and nothing by a wrong one or none', async () => {
      const webhook = intake(LOGIN);
      const wrong = [
        '{"id":"1"}',
        '{"id":"1","login":{"username":"user","password":"x"}}',
        '{"id":"1","login":{"username":"x","password":"secret-password"}}',
        'no JSON',
      ];
      for (const body of wrong) {
        const { status, headers, body: text } = await webhook.accept(request(body), 'ask-body');
        assert.deepEqual([status, text], [401, undefined]);
        assert.match(headers?.['www-authenticate'] ?? '', /^Basic realm=/);
      }
      await nothingIsStored();
      const right = `{"id":"1","login":${JSON.stringify(LOGIN)}}`;
      assert.equal((await webhook.accept(request(right), 'ask-body')).status, 200);
      assert.equal((await stored()).length, 1);
    });

    it('decodes nothing for a stranger, and no second login that the whole body turns out to hold', async () => {
      let decoded = 0;
      const webhook = intake(LOGIN, {
        ...fakeCodec,
        decode(given) {
          decoded += 1;
          return { ...fakeCodec.decode(given), login: { username: 'user', password: 'another' } };
        },
      });
      await webhook.accept(request('{"id":"1"}'), 'ask-body');
      await webhook.accept(request('{"id":"1","login":{"username":"user","password":"x"}}'), 'ask-body');
      assert.equal(decoded, 0);
      const right = request(`{"id":"1","login":${JSON.stringify(LOGIN)}}`);
      assert.deepEqual([(await webhook.accept(right, 'ask-body')).status, decoded], [401, 1]);
      await nothingIsStored();
    });

    it('does not even read a body in which the provider never has a login', () => {
      const { methods, decode } = fakeCodec;
      assert.equal(intake(LOGIN, { methods, decode }).admit([]), 'refused');
    });

    it('says so once a minute in the log, without the login', async () => {
      const webhook = intake(LOGIN);
      for (let i = 0; i < 50; i += 1) webhook.admit([basic('user', 'guess-1')]);
      await webhook.accept(request('{"id":"1"}'), 'ask-body');
      assert.deepEqual(log, ['1 webhook request(s) refused: no valid login']);
      clock.advance(60_000);
      webhook.admit(['x']);
      assert.equal(log[1], '51 webhook request(s) refused: no valid login');
    });
  });

  describe('of push frames', () => {
    it('stores what is relayed and returns the answer for the ack', async () => {
      const response = await intake(LOGIN).answerFrame(frame('{"id":"1"}'));
      assert.deepEqual(response, { status: 200, headers: { 'content-type': 'text/plain' }, body: Buffer.from('ok') });
      assert.deepEqual(
        (await stored()).map((row) => row?.source),
        ['push'],
      );
      assert.deepEqual(routing.brought, ['1']);
    });

    it('still checks a login inside the body', async () => {
      const wrong = frame('{"id":"1","login":{"username":"user","password":"x"}}');
      assert.equal((await intake(LOGIN).answerFrame(wrong))?.status, 401);
      await nothingIsStored();
      const right = frame(`{"id":"1","login":${JSON.stringify(LOGIN)}}`);
      assert.equal((await intake(LOGIN).answerFrame(right))?.status, 200);
    });

    it('refuses method, size, coding and emptiness as over HTTP', async () => {
      const webhook = intake();
      const statuses = await Promise.all(
        [
          frame('{"id":"1"}', { method: 'PUT' }),
          frame('x'.repeat(256 * 1024 + 1)),
          frame('{"id":"1"}', { headers: { 'Content-Encoding': 'gzip' } }),
          frame('--a\r\n\r\n{"id":"1"}\r\n--a--', { headers: { 'content-type': 'multipart/form-data; boundary=a' } }),
          frame(' \r\n'),
        ].map(async (data) => (await webhook.answerFrame(data))?.status),
      );
      assert.deepEqual(statuses, [405, 413, 415, 415, 400]);
      await nothingIsStored();
      assert.equal((await webhook.answerFrame(frame('', { method: 'GET', path: '/a/first' })))?.status, 200);
    });

    it('keeps a frame that holds no request, and acks it without a response', async () => {
      for (const data of [undefined, 'text', { method: 'POST' }, frame('x', { body: '*' })]) {
        assert.equal(await intake().answerFrame(data), undefined);
      }
      assert.deepEqual(new Set((await quarantined()).map(({ source }) => source)), new Set(['push']));
      assert.equal((await quarantined()).length, 4);
    });
  });
});
