import assert from 'node:assert/strict';
import { mountMonitor } from '../../../../nodes/runtime/monitor/monitor-routes';
import type { RouteHandler } from '../../../../nodes/runtime/node-red';
import type { HttpHandler } from '../../../../src/transports/webhook/webhook-handler';
import { startRedApp, type RedApp, type RedAppSettings } from '../webhook/red-app';
import { fetchAfresh } from '../../../support/fetch-afresh';

const TOKEN = 'a-token-of-24-characters';
const HEALTH = '/fax-sms/health';

/** As passport refuses: with a text, and no redirect. */
const platform =
  (passes: (authorization: string) => boolean) =>
  (permission: string): RouteHandler =>
  (req, res, next) => {
    if (permission === 'fax-sms.read' && passes(req.headers.authorization ?? '')) next();
    else res.status(401).end('Unauthorized');
  };
const everybody = platform(() => true);
const users = platform((authorization) => authorization === 'Bearer of-a-reader');

describe('who may see health and metrics', () => {
  let app: RedApp;
  let variable: string | undefined;

  beforeEach(() => {
    variable = process.env.PUSHLINE_MONITOR_TOKEN;
    delete process.env.PUSHLINE_MONITOR_TOKEN;
  });
  afterEach(async () => {
    if (variable === undefined) delete process.env.PUSHLINE_MONITOR_TOKEN;
    else process.env.PUSHLINE_MONITOR_TOKEN = variable;
    await app.close();
  });

  async function start(settings: RedAppSettings = {}): Promise<void> {
    app = await startRedApp(settings, (RED) => {
      RED.auth = { needsPermission: settings.adminAuth ? users : everybody };
      mountMonitor(RED);
    });
  }
  async function ask(
    authorization?: string,
    path = HEALTH,
  ): Promise<{ status: number; text: string; headers: Headers }> {
    const headers = authorization === undefined ? undefined : { authorization };
    const answer = await fetchAfresh(`http://127.0.0.1:${app.port}${path}`, {
      ...(headers && { headers }),
      redirect: 'manual',
    });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }
  const isIn = async (authorization?: string, path?: string): Promise<boolean> =>
    (await ask(authorization, path)).status === 200;

  for (const path of [HEALTH, '/fax-sms/metrics']) {
    it(`is anybody with the token, and nobody without it: ${path}`, async () => {
      await start({ pushline: { monitorToken: TOKEN } });
      assert.ok(await isIn(`Bearer ${TOKEN}`, path));
      assert.ok(await isIn(`bearer  ${TOKEN}`, path));
      const wrong = [
        undefined,
        'Bearer',
        `Bearer ${TOKEN}x`,
        `Bearer ${TOKEN.slice(1)}`,
        `Basic ${TOKEN}`,
        TOKEN,
        'Bearer ',
      ];
      for (const authorization of wrong) {
        const { status, text, headers } = await ask(authorization, path);
        assert.deepEqual([status, text], [401, ''], String(authorization));
        assert.match(headers.get('www-authenticate') ?? '', /^Bearer/);
        assert.equal(headers.get('location'), null);
      }
    });
  }

  it('takes no token from the address, which every log on the way keeps', async () => {
    await start({ pushline: { monitorToken: TOKEN } });
    for (const name of ['token', 'access_token', 'monitorToken']) {
      assert.equal(await isIn(undefined, `${HEALTH}?${name}=${TOKEN}`), false);
    }
  });

  it('gets answers that no cache may keep', async () => {
    await start({ pushline: { monitorToken: TOKEN } });
    for (const authorization of [`Bearer ${TOKEN}`, undefined]) {
      assert.equal((await ask(authorization)).headers.get('cache-control'), 'no-store');
    }
  });

  it('may have the token from the environment; settings.js comes first', async () => {
    process.env.PUSHLINE_MONITOR_TOKEN = 'token-of-the-environment';
    await start();
    assert.ok(await isIn('Bearer token-of-the-environment'));
    assert.equal(await isIn(), false);
    await app.close();
    await start({ pushline: { monitorToken: TOKEN } });
    assert.ok(await isIn(`Bearer ${TOKEN}`));
    assert.equal(await isIn('Bearer token-of-the-environment'), false);
  });

  it('is, with users set up, also a user who may read, by their own login', async () => {
    for (const pushline of [{ monitorToken: TOKEN }, {}]) {
      await start({ adminAuth: {}, pushline });
      assert.ok(await isIn('Bearer of-a-reader'));
      for (const authorization of [undefined, 'Bearer of-nobody', 'Bearer undefined', 'Bearer ']) {
        const { status, text } = await ask(authorization);
        assert.deepEqual([status, text], [401, '']);
      }
      await app.close();
    }
    await start();
  });

  it('is anybody who may use the admin API, if neither token nor users are set up', async () => {
    await start();
    assert.ok(await isIn());
  });

  for (const [what, monitorToken] of [
    ['empty', ''],
    ['a variable that is not set', undefined],
    ['too short', 'fifteen-letters'],
    ['no text', 1234567890123456],
    ['not fit for a header', 'sixteen letters and blanks'],
  ] as const) {
    it(`is nobody where the token is ${what}, and the log says so without it`, async () => {
      await start({ pushline: { monitorToken } });
      for (const authorization of [undefined, 'Bearer ', 'Bearer undefined', `Bearer ${monitorToken ?? ''}`]) {
        assert.equal(await isIn(authorization), false);
      }
      const [warning = ''] = app.warnings;
      assert.match(warning, /monitorToken/);
      assert.ok(monitorToken === undefined || monitorToken === '' || !warning.includes(String(monitorToken)));
    });
  }

  it('finds it below httpAdminRoot, wherever that is', async () => {
    await start({ httpAdminRoot: '/red', httpNodeRoot: '/api', pushline: { monitorToken: TOKEN } });
    assert.ok(await isIn(`Bearer ${TOKEN}`, `/red${HEALTH}`));
    assert.equal((await ask(`Bearer ${TOKEN}`)).status, 404);
  });

  it('finds it, by the token alone, below httpNodeRoot too, where the editor is closed or is none', async () => {
    for (const httpAdminRoot of [false, '/red'] as const) {
      for (const adminAuth of [undefined, {}]) {
        const common = { httpAdminRoot, httpNodeRoot: '/api', ...(adminAuth && { adminAuth }) };
        await start({ ...common, pushline: { monitorToken: TOKEN } });
        assert.ok(await isIn(`Bearer ${TOKEN}`, `/api${HEALTH}`));
        for (const authorization of [undefined, 'Bearer of-a-reader']) {
          assert.equal((await ask(authorization, `/api${HEALTH}`)).status, 401);
        }
        await app.close();
        for (const pushline of [{}, { monitorToken: '' }]) {
          await start({ ...common, pushline });
          assert.equal((await ask('Bearer of-a-reader', `/api${HEALTH}`)).status, 404);
          await app.close();
        }
      }
    }
    await start();
  });

  it('has to pass what stands before all routes of the flows', async () => {
    const httpNodeMiddleware: HttpHandler = (req, res, next) => {
      if (req.headers['x-inside'] === 'yes') next();
      else res.writeHead(403).end();
    };
    await start({ httpAdminRoot: '/red', pushline: { monitorToken: TOKEN }, httpNodeMiddleware });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const from = async (more: object): Promise<number> =>
      (await fetchAfresh(`http://127.0.0.1:${app.port}${HEALTH}`, { headers: { ...headers, ...more } })).status;
    assert.deepEqual([await from({}), await from({ 'x-inside': 'yes' })], [403, 200]);
  });

  it('is told what is wrong with what was asked for', async () => {
    await start({ pushline: { monitorToken: TOKEN } });
    const wrong = [
      'grace=-1',
      'grace=5m',
      'grace=',
      'grace=1&grace=2',
      'grace=99999999',
      'ignore=all',
      'ignore=',
      'conection=a',
    ];
    for (const query of wrong) {
      const { status, text } = await ask(`Bearer ${TOKEN}`, `${HEALTH}?${query}`);
      assert.equal(status, 400, query);
      assert.match(text, /message/);
    }
    for (const query of ['grace=0', 'grace=3600', 'ignore=dead', 'ignore=dead,unknown', 'ignore=unknown,%20dead']) {
      assert.ok(await isIn(`Bearer ${TOKEN}`, `${HEALTH}?${query}`), query);
    }
  });
});
