import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { systemClock } from '../../../../src/domain/clock';
import {
  AuthError,
  ConfigError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
} from '../../../../src/domain/errors';
import {
  aculabOrigin,
  serviceAuthorization,
  userAuthorization,
} from '../../../../src/providers/aculab/wire/aculab-login';
import { createAculabClient, type AculabClient } from '../../../../src/providers/aculab/wire/aculab-client';
import { createHttpClient } from '../../../../src/providers/http/http-client';
import { answerJson, startScriptedServer, type Script, type ScriptedServer } from '../../../support/scripted-server';
import { NEVER } from '../page-bodies';

const LOGIN = {
  ...{ account: '1-2-0', service: 'Fax out' },
  credentials: { username: 'user@example.com', apiKey: 'key', servicePassword: 'pass' },
};

const PAGES = [
  '<html>',
  '\uFEFF<!DOCTYPE HTML PUBLIC "">',
  '\n <HTML lang="en">',
  '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
  '\uFEFF<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
  '<!-- gateway -->\n<!-- > -- -->\n<!doctype html>',
];

describe('the web services of Aculab', () => {
  let server: ScriptedServer;
  let client: AculabClient;

  beforeEach(async () => {
    server = await startScriptedServer((_, response) => answerJson(response, {}));
    const headers = { authorization: userAuthorization(LOGIN), accept: 'application/json' };
    const http = createHttpClient({ baseUrl: server.origin, headers: () => headers, clock: systemClock() });
    client = createAculabClient(http, serviceAuthorization(LOGIN));
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const answering =
    (body: unknown, status?: number): Script =>
    (_, response) =>
      answerJson(response, body, status);
  /** The service itself answers, and this is what it says of a thing. */
  const beside =
    (script: Script): Script =>
    (request, response) =>
      request.url.pathname === '/security/protocol_check'
        ? answerJson(response, { pass: true })
        : script(request, response);
  const loginOf = (): string =>
    Buffer.from(server.requests.at(-1)?.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();

  it('are called with the user’s login, but a service is started with its own', async () => {
    await client.protocolCheck(NEVER);
    assert.equal(loginOf(), '1-2-0/user@example.com:key');
    assert.equal(server.requests[0]?.headers.accept, 'application/json');
    server.script = answering(['reference']);
    await client.startService({ to: '447700900001', from: '15550100001', token: 't' }, NEVER);
    assert.equal(loginOf(), '1-2-0/user@example.com/Fax out:pass');
  });

  it('accept only a list of references as the answer to a placed call', async () => {
    const call = { to: '1', from: '2', token: 't' };
    for (const answer of [[], {}, 'x', null]) {
      server.script = answering(answer);
      await assert.rejects(client.startService(call, NEVER), ProviderUnavailableError);
    }
  });

  for (const [code, status, expected] of [
    ['0001', 200, ProviderRefusedError],
    ['0006', 200, ProviderRefusedError],
    ['0405', 200, AuthError],
    ['0402', 200, ProviderUnavailableError],
    ['HTTP 404', 200, ItemGoneError],
    ['HTTP 403', 200, AuthError],
    ['HTTP 500', 200, ProviderUnavailableError],
    ['0002', 400, ProviderRefusedError],
    ['HTTP 401', 401, AuthError],
    ['HTTP 404', 404, ItemGoneError],
    ['HTTP 503', 503, ProviderUnavailableError],
  ] as const) {
    it(`turn the error ${code} with status ${status} into ${expected.name}, without its text`, async () => {
      const text = 'the secret is 447700900001';
      server.script = beside(
        answering({ error: { code, text, details: [text] }, request: { url: `/${text}` } }, status),
      );
      await assert.rejects(client.deleteFile('/a.tif', NEVER), (error) => {
        return error instanceof expected && !inspect(error, { depth: 9 }).includes('447700900001');
      });
    });
  }

  it('are reported as missing when a wrong address was set', async () => {
    server.script = (_, response) => response.writeHead(404).end();
    for (const call of [client.protocolCheck(NEVER), client.listFiles(NEVER)]) {
      await assert.rejects(call, ProviderUnavailableError);
    }
  });

  it('do not have something only where they answer something else: a gateway has nothing of all it is asked', async () => {
    const about = [() => client.applicationStatus('a.1', NEVER), () => client.interrupt('a.1', NEVER)];
    for (const status of [404, 410]) {
      const nothing: Script = (_, response) => response.writeHead(status).end();
      for (const call of about) {
        server.script = nothing;
        await assert.rejects(call(), ProviderUnavailableError);
        server.script = beside(nothing);
        await assert.rejects(call(), ItemGoneError);
      }
    }
  });

  it('tell whether an application has ended', async () => {
    for (const [stop_time, hasEnded] of [
      ['', false],
      [0, false],
      [undefined, false],
      [null, false],
      [1_493_141_823, true],
      ['1493141823', true],
    ] as const) {
      server.script = answering({ adr: { application_instance_id: 'a.1', stop_time }, cdrs: [] });
      assert.deepEqual(await client.applicationStatus('a.1', NEVER), { hasEnded });
    }
    server.script = answering({});
    await assert.rejects(client.applicationStatus('a.1', NEVER), ProviderUnavailableError);
  });

  it('answer an interruption in either form', async () => {
    for (const [answer, expected] of [
      [{ 'a.1': 'interrupted' }, 'interrupted'],
      [{ 'a.1': { result: 'interrupted', action: 'send_fax' } }, 'interrupted'],
      [{ 'a.1': 'no such application' }, 'unknown'],
      [{ 'a.1': { result: 'application already completed' } }, 'ended'],
    ] as const) {
      server.script = answering(answer);
      assert.equal(await client.interrupt('a.1', NEVER), expected);
    }
    for (const answer of [{}, { 'b.2': 'interrupted' }, { 'a.1': 'maybe' }]) {
      server.script = answering(answer);
      await assert.rejects(client.interrupt('a.1', NEVER), ProviderUnavailableError);
    }
  });

  it('are not asked with invalid ids or names', async () => {
    for (const call of [
      client.applicationStatus('a/b', NEVER),
      client.interrupt('a.1/b.2', NEVER),
      client.openFile('/../x.tif', NEVER),
      client.deleteFile('/x.exe', NEVER),
    ]) {
      await assert.rejects(call, ItemGoneError);
    }
    assert.equal(server.requests.length, 0);
  });

  it('give no error or page of a proxy out as a document', async () => {
    for (const type of [
      'text/html',
      'application/json',
      'text/xml',
      'application/xhtml+xml',
      'application/problem+json',
    ]) {
      server.script = (_, response) => response.writeHead(200, { 'content-type': type }).end('<h');
      await assert.rejects(client.openFile('/a.tif', NEVER), ProviderUnavailableError);
    }
  });

  it('give no page out as a document that does not say what it is, and take an empty one for none', async () => {
    for (const page of PAGES) {
      server.script = (_, response) => response.end(page);
      await assert.rejects(client.openFile('/a.tif', NEVER), ProviderUnavailableError);
    }
    for (const status of [200, 204]) {
      server.script = (_, response) => response.writeHead(status).end();
      await assert.rejects(client.openFile('/a.tif', NEVER), ItemGoneError);
    }
    server.script = (_, response) => {
      response.write('<h');
      setImmediate(() => response.end('ex>'));
    };
    const pieces: Buffer[] = [];
    for await (const piece of await client.openFile('/a.tif', NEVER)) pieces.push(piece);
    assert.equal(Buffer.concat(pieces).toString(), '<hex>');
  });

  it('have deleted nothing when a page answers', async () => {
    for (const page of PAGES) {
      server.script = (_, response) => response.end(page);
      await assert.rejects(client.deleteFile('/a.tif', NEVER), ProviderUnavailableError);
    }
  });

  it('find the connection too weak', async () => {
    server.script = answering({ pass: false, reason: 'TLS 1.0' });
    await assert.rejects(client.protocolCheck(NEVER), ProviderRefusedError);
  });
});

describe('the settings of Aculab', () => {
  it('name the region’s host, unless another is set', () => {
    assert.equal(aculabOrigin(' ', ' 1-2-0 '), 'https://ws-1-2-0.aculabcloud.net');
    assert.equal(aculabOrigin('http://127.0.0.1:1', '1-2-0'), 'http://127.0.0.1:1');
    for (const account of ['', '1', 'x.evil.com/', '1-2-0.evil', '1-2-0/..']) {
      assert.throws(() => aculabOrigin('', account), ConfigError);
    }
  });

  it('must be whole, and are never quoted', () => {
    const { credentials } = LOGIN;
    const bad = [
      { ...LOGIN, credentials: { ...credentials, username: '' } },
      { ...LOGIN, credentials: { ...credentials, username: 'a:b' } },
      { ...LOGIN, service: 'hidden/one' },
      { ...LOGIN, credentials: { ...credentials, servicePassword: '' } },
    ];
    for (const login of bad) {
      assert.throws(
        () => serviceAuthorization(login),
        (error) => error instanceof ConfigError && !/hidden|a:b/.test(error.message),
      );
    }
    assert.throws(() => userAuthorization({ ...LOGIN, credentials: { ...credentials, apiKey: '' } }), ConfigError);
    assert.equal(serviceAuthorization({ ...LOGIN, service: ' ' }), undefined);
  });
});
