import assert from 'node:assert/strict';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitored } from '../../../../nodes/runtime/monitored/monitored';
import { mountWebhooks, type WebhookMount } from '../../../../nodes/runtime/webhook/webhook-mount';
import { checkWebhookPath, type Roots } from '../../../../nodes/runtime/webhook/webhook-path';
import type { WebhookRequest } from '../../../../src/domain/webhook';
import { basicLogin } from '../../../../src/transports/webhook/basic-login';
import { LoginCheck } from '../../../../src/transports/webhook/login-check';
import type { HttpHandler } from '../../../../src/transports/webhook/webhook-handler';
import type { WebhookRoute } from '../../../../src/transports/webhook/webhook-route';
import { WebhookRoutes } from '../../../../src/transports/webhook/webhook-routes';
import { until } from '../../../transports/until';
import { badRequests } from '../../../transports/webhook/support/bad-requests';
import { requestBytes, sendRaw } from '../../../transports/webhook/support/raw-request';
import { startRedApp, type RedApp, type RedAppSettings } from './red-app';

const LOGIN = { username: 'user', password: 'secret' };
const PATH = '/hook-abcdef';
const JSON_TYPE = 'application/json';

describe('the webhook mount', () => {
  let app: RedApp;
  let mount: WebhookMount | undefined;
  let taken: WebhookRequest[];

  const route = (login?: LoginCheck): WebhookRoute => ({
    methods: { '': ['POST'] },
    admit(authorization) {
      const given = basicLogin(authorization);
      if (!login || (given && login.accepts(given))) return 'admitted';
      return authorization.length === 0 ? 'ask-body' : 'refused';
    },
    accept(request, admission) {
      if (admission === 'ask-body') {
        return Promise.resolve({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } });
      }
      taken.push(request);
      return Promise.resolve({ status: 200 });
    },
  });

  const start = async (settings?: RedAppSettings, login?: LoginCheck): Promise<void> => {
    app = await startRedApp(settings, (RED) => {
      mount = mountWebhooks(RED);
      mount?.routes.reserve('c1').open(PATH, route(login));
    });
  };
  const post = (target: string, body: string | Buffer, type = 'text/plain') =>
    sendRaw(app.port, requestBytes({ target, body, headers: [`Content-Type: ${type}`] }));

  beforeEach(() => {
    taken = [];
  });

  afterEach(() => app.close());

  const layouts: { name: string; settings: RedAppSettings; root: string }[] = [
    { name: 'default settings', settings: {}, root: '' },
    { name: 'httpAdminRoot moved', settings: { httpAdminRoot: '/admin' }, root: '' },
    {
      name: 'httpAdminRoot and httpNodeRoot moved',
      settings: { httpAdminRoot: '/admin', httpNodeRoot: '/api/' },
      root: '/api',
    },
    { name: 'no editor', settings: { httpAdminRoot: false }, root: '' },
  ];
  for (const { name, settings, root } of layouts) {
    describe(`with ${name}`, () => {
      const target = { path: root + PATH, ...LOGIN, body: () => '<a>1</a>', contentType: 'text/xml' };
      for (const { row, name: what, bytes, end, status, stored, check } of badRequests(target)) {
        it(`row ${row}: answers ${String(status)} to ${what}`, async () => {
          await start(settings, new LoginCheck(LOGIN));
          const answer = await sendRaw(app.port, bytes, end);
          assert.ok([status].flat().includes(answer.status), `status ${answer.status}`);
          if (stored !== undefined || answer.status !== 200) assert.equal(taken.length, stored ? 1 : 0);
          assert.ok(check?.(answer) ?? true, 'headers or body');
        });
      }

      it('gets the bytes of JSON and of a form before anybody has parsed them', async () => {
        await start(settings);
        assert.equal((await post(root + PATH, '{broken', JSON_TYPE)).status, 200);
        assert.equal((await post(root + PATH, 'a=1&a=2', 'application/x-www-form-urlencoded')).status, 200);
        assert.deepEqual(
          taken.map(({ body }) => body),
          [{ raw: Buffer.from('{broken') }, { raw: Buffer.from('a=1&a=2') }],
        );
      });

      it('stands before what Express does with each request', async () => {
        await start(settings);
        const { headers } = await post(root + PATH, '<a/>', 'text/xml');
        assert.equal(headers.get('x-powered-by'), undefined);
        assert.notEqual((await post(`${root}/other`, 'x')).headers.get('x-powered-by'), undefined);
      });

      it('refuses an encoded or large form with its own answer', async () => {
        await start(settings);
        const zipped = requestBytes({
          target: root + PATH,
          body: 'a',
          headers: ['Content-Type: application/json', 'Content-Encoding: gzip'],
        });
        assert.equal((await sendRaw(app.port, zipped)).status, 415);
        const { status, body } = await post(root + PATH, Buffer.alloc(6 * 1024 * 1024, 'a'), JSON_TYPE);
        assert.deepEqual([status, body], [413, '']);
      });

      it('leaves every other request as it was', async () => {
        await start(settings);
        const { status, body } = await post(`${root}/flow`, '{"a":1}', JSON_TYPE);
        assert.equal(status, 200);
        assert.equal(body, settings.httpAdminRoot === undefined ? '{"a":1}' : 'null');
        assert.equal((await post(`${root}/other`, 'x')).status, 404);
        const editors = settings.httpAdminRoot === '/admin' ? '/admin/flows' : '/flows';
        assert.equal((await post(editors, '{}')).body === 'deployed', settings.httpAdminRoot !== false);
      });
    });
  }

  it('counts its answers by connection and code, those for paths that nobody serves now, too', async () => {
    const { tallies } = monitored.deploy({ id: 'c1', type: 'fax-sms-connection' });
    await start(undefined, new LoginCheck(LOGIN));
    await post(PATH, 'x');
    await sendRaw(app.port, requestBytes({ target: PATH, method: 'GET' }));
    mount?.routes.reserve('c1').close();
    await post(PATH, 'x');
    await post('/other', 'x');
    await until(() => tallies.answers.values.length === 3, 'all are counted');
    const counted = tallies.answers.values.map(({ labels, count }) => [labels.code, count]);
    assert.deepEqual(counted.sort(), [
      ['401', 1],
      ['405', 1],
      ['503', 1],
    ]);
    monitored.forget('c1');
  });

  describe('works where "http in" works, and leaves the editor its own', () => {
    const adminRoots = ['/', '/admin', '/red', '/api/editor', false] as const;
    const nodeRoots = [
      '/',
      '/api',
      '/red',
      '/red/',
      '/Red',
      '/flows',
      'api',
      '/admin',
      '/admin/red',
      '/api/v1',
    ] as const;
    for (const httpAdminRoot of adminRoots) {
      for (const httpNodeRoot of nodeRoots) {
        it(`with the editor at ${String(httpAdminRoot)} and the flows at ${httpNodeRoot}`, async () => {
          await start({ httpAdminRoot, httpNodeRoot });
          const root = mount?.roots.node ?? '';
          const adminRoot = String(httpAdminRoot).replace(/\/$/, '');
          const editors = (await post(`${adminRoot}/flows`, '{}', JSON_TYPE)).body === 'deployed';
          assert.equal(editors, httpAdminRoot !== false);
          for (const path of [PATH, PATH.toUpperCase(), `${PATH}/`]) {
            assert.equal((await post(root + path, 'x')).status, 200, path);
          }
          const refused = refusalOf('/hook', mount?.roots);
          // A root of the editor's own lies around it: another path, or another root, is what helps.
          const isWithin = httpAdminRoot !== false && httpAdminRoot !== '/' && `${root}/hook`.startsWith(httpAdminRoot);
          assert.equal(refused, isWithin && !root.startsWith(httpAdminRoot));
        });
      }
    }

    it('even where the flows’ root is one of the editor’s paths: the editor comes first there', async () => {
      await start({ httpNodeRoot: '/flows' });
      mount?.routes.reserve('c2').open('/', route());
      assert.equal((await post('/flows', '{}', JSON_TYPE)).body, 'deployed');
    });
  });

  describe('stands behind whatever the administrator has set up', () => {
    const refuse: HttpHandler = (_req, res) => void res.writeHead(403).end();
    const pass =
      (seen: string[]): HttpHandler =>
      (req, _res, next) => {
        seen.push(req.originalUrl ?? '');
        next();
      };

    it('httpNodeAuth', async () => {
      await start({ httpNodeAuth: refuse });
      assert.equal((await post(PATH, 'x')).status, 403);
      assert.equal(mount?.isGated, true);
      await app.close();
      const seen: string[] = [];
      await start({ httpNodeAuth: pass(seen) });
      assert.equal((await post(PATH, 'x')).status, 200);
      assert.deepEqual(seen, [PATH]);
    });

    it('httpNodeMiddleware, in its order, for our paths', async () => {
      const seen: string[] = [];
      await start({ httpNodeMiddleware: [pass(seen), pass(seen)] });
      assert.equal((await post(PATH, 'x')).status, 200);
      assert.deepEqual(seen, [PATH, PATH]);
      await post('/flow', '{}');
      assert.equal(seen.length, 2);
      assert.equal(mount?.isGated, false);
      await app.close();
      await start({ httpNodeMiddleware: refuse });
      assert.equal((await post(PATH, 'x')).status, 403);
      assert.equal(taken.length, 1);
    });

    it('a layer of an embedding program before Node-RED’s', async () => {
      await start({ foreign: refuse });
      assert.equal((await post(PATH, 'x')).status, 403);
    });

    it('and takes over there what the editor has parsed', async () => {
      await start({ httpNodeMiddleware: pass([]) });
      assert.equal((await post(PATH, '{"a":"b"}', JSON_TYPE)).status, 200);
      assert.equal((await post(PATH, 'c=d', 'application/x-www-form-urlencoded')).status, 200);
      assert.equal((await post(PATH, '<a/>', 'text/xml')).status, 200);
      const [json, form, xml] = taken.map(({ body }) => body);
      assert.deepEqual([json, xml], [{ parsed: { a: 'b' } }, { raw: Buffer.from('<a/>') }]);
      assert.deepEqual(form && 'parsed' in form && { ...(form.parsed as object) }, { c: 'd' });
    });

    it('and never lets a web page read an answer', async () => {
      await start({ httpNodeMiddleware: pass([]) });
      assert.equal((await post(PATH, 'x')).headers.get('access-control-allow-origin'), undefined);
    });
  });

  it('mounts nothing where httpNodeRoot is false', async () => {
    await start({ httpNodeRoot: false });
    assert.equal(mount, undefined);
  });

  it('mounts once, however often it is asked', async () => {
    await start();
    const layers = (): number => (app.RED.httpNode?.parent?._router?.stack ?? []).length;
    const before = layers();
    for (let i = 0; i < 500; i += 1) assert.equal(mountWebhooks(app.RED), mount);
    assert.equal(layers(), before);
    assert.equal(app.RED.events.listenerCount('flows:started'), 1);
  });

  it('mounts on an app that stands alone and was never used', async () => {
    await start();
    const handlers: unknown[] = [];
    const alone = { ...app.RED, httpNode: { use: (handler: unknown) => handlers.push(handler) } };
    assert.equal(mountWebhooks(alone), mount);
    assert.equal(handlers.length, 1);
  });

  it('keeps the paths of the last run from the first request on, until flows have started without them', async () => {
    const before = new WebhookRoutes([]);
    before.reserve('gone').open('/old', route());
    const flows = [{ id: 'tab', type: 'tab' }];
    app = await startRedApp({ flows }, (RED) => {
      const folder = join(String(RED.settings.userDir), 'pushline');
      mkdirSync(folder);
      writeFileSync(join(folder, 'webhook-paths.json'), JSON.stringify(before.known));
      mountWebhooks(RED);
    });
    const closed = await post('/old', '{}');
    assert.deepEqual([closed.status, /^\d+$/.test(closed.headers.get('retry-after') ?? '')], [503, true]);
    assert.equal((await post('/other', '{}')).status, 404);
    app.RED.events.emit('flows:started');
    assert.equal((await post('/old', '{}')).status, 404);
  });

  it('goes on holding them where no flow at all was found, until somebody deploys', async () => {
    const before = new WebhookRoutes([]);
    before.reserve('gone').open('/old', route());
    app = await startRedApp({ flows: [] }, (RED) => {
      mkdirSync(join(String(RED.settings.userDir), 'pushline'));
      writeFileSync(join(String(RED.settings.userDir), 'pushline', 'webhook-paths.json'), JSON.stringify(before.known));
      mountWebhooks(RED);
    });
    app.RED.events.emit('flows:started');
    assert.equal((await post('/old', '{}')).status, 503);
    app.RED.events.emit('flows:started');
    assert.equal((await post('/old', '{}')).status, 404);
  });

  it('goes on holding the paths of a connection that is only disabled', async () => {
    const disabled = { id: 'c1', type: 'fax-sms-connection', provider: 'esendex', d: true };
    await start({ flows: [disabled] });
    mount?.routes.reserve('c1').open(PATH, route());
    mount?.routes.reserve('c1').release(false);
    app.RED.events.emit('flows:started');
    assert.equal((await post(PATH, 'x')).status, 503);
    disabled.provider = 'etherfax';
    app.RED.events.emit('flows:started');
    assert.equal((await post(PATH, 'x')).status, 404);
  });

  it('warns where the known paths cannot be kept', async () => {
    app = await startRedApp({}, (RED) => {
      writeFileSync(join(String(RED.settings.userDir), 'pushline'), 'a file in the way');
      mountWebhooks(RED)?.routes.reserve('c1').open(PATH, route());
    });
    await until(() => app.warnings.length === 1, 'it is told');
    assert.equal((await post(PATH, 'x')).status, 200);
  });
});

function refusalOf(path: string, roots: Roots | undefined): boolean {
  try {
    if (roots) checkWebhookPath(path, roots);
    return false;
  } catch {
    return true;
  }
}
