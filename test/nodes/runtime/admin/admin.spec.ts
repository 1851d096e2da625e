import assert from 'node:assert/strict';
import { startAculabSimulator } from '../../../../src/simulator/aculab/aculab-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../../support/eventually';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../../support/node-red';
import { startScriptedServer } from '../../../support/scripted-server';

describe('the admin API', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;
  const line = (more: object = {}): FlowNode =>
    connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } });

  async function load(...more: FlowNode[]): Promise<void> {
    const flow = tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line(), ...more);
    await rig.load(flow, login());
    await rig.reached('in-1', 'connected');
  }

  interface View {
    counts?: Record<string, number>;
    backlog?: object;
    state: string;
    reason?: string;
    simulator?: { unread: number };
  }
  const view = async (id = 'line-1') => (await rig.admin().get(`/fax-sms/connections/${id}`)).body as View;
  const events = async (state: string) =>
    (await rig.admin().get(`/fax-sms/connections/line-1/events?state=${state}`)).body as Record<string, unknown>[];
  const act = async (action: string, key: unknown, id = 'line-1') =>
    rig.admin().post(`/fax-sms/connections/${id}/actions`).send({ action, key });

  it('requires the permission to read, or to write, on every route', async () => {
    await load();
    assert.deepEqual([...new Set(rig.permissions)].filter((name) => name.startsWith('fax-sms')).sort(), [
      'fax-sms.read',
      'fax-sms.write',
    ]);
    const router = (rig.RED.httpAdmin as unknown as { _router: { stack: Layer[] } })._router.stack;
    const ours = router.filter(({ route }) => route?.path.startsWith('/fax-sms/'));
    assert(ours.length >= 7);
    for (const { route } of ours) assert(route && route.stack.length >= 2, `${route?.path} has a gate before it`);
  });

  it('shows every connection with its state and counts', async () => {
    await load();
    simulator.inject();
    await rig.got('sink-1', 1);
    const all = (await rig.admin().get('/fax-sms/connections')).body as View[];
    assert.equal(all.length, 1);
    const { counts, backlog: _, ...rest } = await view();
    assert.deepEqual(rest, { id: 'line-1', name: 'Line of line-1', provider: 'etherfax', state: 'connected' });
    assert.equal(counts?.offered, 1);
    for (const name of ['waiting', 'dead', 'quarantined', 'skipped', 'unknown', 'conflicts']) {
      assert.equal(counts[name], 0, name);
    }
  });

  for (const [what, more] of [
    ['settings cannot work', { pollSeconds: '5' }],
    ['provider cannot be opened', { baseUrl: 'http://provider.example' }],
  ] as const) {
    it(`shows also a connection whose ${what}, until it is mended`, async () => {
      const flow = (own: object): FlowNode[] => tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line(own));
      const all = async () => (await rig.admin().get('/fax-sms/connections')).body as View[];
      await rig.load(flow(more), login());
      await rig.reached('in-1', 'error');
      const { state, reason } = await view();
      assert.deepEqual([state, reason, (await all()).length], ['error', 'config', 1]);
      await rig.deploy(flow({}), 'nodes', login());
      await rig.reached('in-1', 'connected');
      assert.deepEqual(
        (await all()).map((one) => one.state),
        ['connected'],
      );
    });
  }

  it('lists events by state without any content', async () => {
    await load();
    const id = simulator.inject({ from: '+15550100099' });
    await rig.got('sink-1', 1);
    const [event, ...others] = await events('offered');
    assert.equal(others.length, 0);
    assert.equal(event?.key, `etherfax:efax-0000-0000:fax.received:${id}`);
    assert.deepEqual(Object.keys(event).sort(), [
      'attempts',
      'key',
      'kind',
      'logId',
      'seq',
      'size',
      'state',
      'storedAt',
    ]);
    assert.deepEqual(await events('dead'), []);
  });

  it('pages', async () => {
    await load();
    for (let i = 0; i < 3; i += 1) simulator.inject();
    await rig.got('sink-1', 3);
    const path = '/fax-sms/connections/line-1/events?state=offered&limit=2';
    const first = (await rig.admin().get(path)).body as { seq: number }[];
    assert.equal(first.length, 2);
    const rest = (await rig.admin().get(`${path}&after=${first[1]?.seq}`)).body as unknown[];
    assert.equal(rest.length, 1);
  });

  for (const [what, path, status] of [
    ['a state that does not exist', '/fax-sms/connections/line-1/events?state=completed', 400],
    ['no state', '/fax-sms/connections/line-1/events', 400],
    ['an unknown connection', '/fax-sms/connections/gone-1', 404],
    ['events of an unknown connection', '/fax-sms/connections/gone-1/events?state=new', 404],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await load();
      assert.equal((await rig.admin().get(path)).status, status);
    });
  }

  it('completes an open event, and the provider is told', async () => {
    await load();
    simulator.inject();
    const [message] = await rig.got('sink-1', 1);
    const { key } = message?.event as { key: string };
    assert.deepEqual((await act('complete', key)).body, { done: true });
    await eventually('the provider knows', () => simulator.received().length === 1);
    assert.deepEqual((await act('complete', key)).body, { done: false });
    assert.equal((await view()).counts?.inFlow, 0);
  });

  it('offers a dead event again', async () => {
    const flow = tab(
      receiveNode('in-1', ['sink-1']),
      sinkNode('sink-1'),
      line({ redeliverMinutes: '0.01', maxAttempts: '1' }),
    );
    await rig.load(flow, login());
    simulator.inject();
    const [message] = await rig.got('sink-1', 1);
    await eventually('it is dead', async () => (await events('dead')).length === 1);
    assert.deepEqual((await act('offer', (message?.event as { key: string }).key)).body, { done: true });
    const [, again] = await rig.got('sink-1', 2);
    assert.equal((again?.event as { redelivered: boolean }).redelivered, true);
  });

  it('touches no event of another connection', async () => {
    const other = await startEtherFaxSimulator({ account: { account: 'efax-2' } });
    try {
      await rig.load(
        tab(
          ...[receiveNode('in-1', ['sink-1']), receiveNode('in-2', ['sink-1'], { connection: 'line-2' })],
          ...[sinkNode('sink-1'), line(), connectionNode('line-2', { baseUrl: other.baseUrl, pushUrl: other.pushUrl })],
        ),
        { ...login(), 'line-2': login()['line-1'] },
      );
      await rig.reached('in-1', 'connected');
      other.inject();
      const [message] = await rig.got('sink-1', 1);
      const { key } = message?.event as { key: string };
      assert.deepEqual((await act('complete', key)).body, { done: false });
      assert.deepEqual((await act('complete', key, 'line-2')).body, { done: true });
      await eventually('its own provider is told', () => other.received().length === 1);
    } finally {
      await other.close();
    }
  });

  it('shows and drops what was quarantined, without its content', async () => {
    await load();
    simulator.pushEvent('Unheard', { CallingNumber: '+15550100099' });
    await eventually('it is kept', async () => (await view()).counts?.quarantined === 1);
    const { body, text } = await rig.admin().get('/fax-sms/connections/line-1/quarantine');
    const [item] = body as { id: string; size: number; reason: string; source: string }[];
    assert.equal(item?.source, 'push');
    assert(item.size > 0 && !text.includes('5550100'));
    assert.deepEqual((await act('drop', item.id)).body, { done: true });
    assert.equal((await view()).counts?.quarantined, 0);
    assert.deepEqual((await act('drop', item.id)).body, { done: false });
  });

  it('shows the content of the quarantine to those who may write, and never a login in it', async () => {
    await load();
    simulator.pushEvent('Unheard', { Number: 'x7', Password: 'sup3r-s3cret', list: [{ apiKey: 'sup3r-s3cret' }] });
    await eventually('it is kept', async () => (await view()).counts?.quarantined === 1);
    const { body } = await rig.admin().get('/fax-sms/connections/line-1/quarantine');
    const [item] = body as { id: string }[];
    const path = `/fax-sms/connections/line-1/quarantine/${item?.id}`;
    const shown = (await rig.admin().get(path)).body as { body: string };
    const text = Buffer.from(shown.body, 'base64').toString();
    assert.ok(text.includes('x7') && !text.includes('sup3r-s3cret'), text);
    rig.lacking.add('fax-sms.write');
    const refused = await rig.admin().get(path);
    assert.deepEqual([refused.status, refused.text], [401, '']);
  });

  it('accepts JSON only, because a web page in the user’s browser could send anything else', async () => {
    await load(
      connectionNode('line-2', { simulator: true }),
      receiveNode('in-2', ['sink-2'], { connection: 'line-2' }),
    );
    const json = '{"kind":"fax"}';
    const post = async (path: string, type: string, body: string): Promise<number> =>
      (await rig.admin().post(`/fax-sms/${path}`).set('Content-Type', type).send(body)).status;
    const paths = ['connections/line-2/inject', 'connections/line-2/actions', 'test'];
    const types = [
      'text/plain',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
      'application/jsonx',
    ];
    for (const path of paths) {
      for (const type of types) assert.equal(await post(path, type, json), 415, `${path} as ${type}`);
      assert.equal(await post(path, 'application/x-www-form-urlencoded', 'kind=fax&action=offer&key=x'), 415);
      assert.equal((await rig.admin().post(`/fax-sms/${path}`)).status, 415);
      assert.notEqual(await post(path, 'Application/JSON; charset=utf-8', json), 415);
    }
  });

  it('shows where the provider calls to those who may write only', async () => {
    const esendex = connectionNode('line-3', { provider: 'esendex', simulator: true });
    await load(esendex, receiveNode('in-3', [], { connection: 'line-3' }));
    const shown = async (path = '/line-3') => {
      const { body, text } = await rig.admin().get(`/fax-sms/connections${path}`);
      return { webhook: (body as { webhook?: { path: string } }).webhook, text };
    };
    const path = await eventually('it is open', async () => (await shown()).webhook?.path);
    assert.ok((await shown('')).text.includes(path));
    rig.lacking.add('fax-sms.write');
    for (const which of ['', '/line-3']) assert.ok(!(await shown(which)).text.includes(path));
  });

  for (const [what, body] of [
    ['an unknown action', { action: 'explode', key: 'x' }],
    ['no key', { action: 'offer' }],
    ['a key that is no string', { action: 'offer', key: 7 }],
    ['a list', []],
  ] as const) {
    it(`refuses ${what} as an action`, async () => {
      await load();
      assert.equal((await rig.admin().post('/fax-sms/connections/line-1/actions').send(body)).status, 400);
    });
  }

  it('injects only where the connection is simulated', async () => {
    await load(
      connectionNode('line-2', { simulator: true }),
      receiveNode('in-2', ['sink-2'], { connection: 'line-2' }),
      sinkNode('sink-2'),
    );
    const inject = (id: string, body: object) => rig.admin().post(`/fax-sms/connections/${id}/inject`).send(body);
    assert.equal((await inject('line-1', {})).status, 409);
    await rig.got('sink-2', 1);
    const { status, body } = await inject('line-2', { kind: 'fax', to: '+15550100002', pages: 3 });
    assert.equal(status, 200);
    const [, message] = await rig.got('sink-2', 2);
    assert.equal((message?.payload as { id: string }).id, (body as { id: string }).id);
    assert.equal(message?.topic, '+15550100002');
    assert.equal((await inject('line-2', { kind: 'carrier pigeon' })).status, 400);
    assert.equal((await view('line-2')).simulator?.unread, 2);
  });

  describe('tests credentials', () => {
    const test = async (form: object) =>
      (
        await rig
          .admin()
          .post('/fax-sms/test')
          .send({ id: 'line-1', provider: 'etherfax', ...form })
      ).body as {
        ok: boolean;
        account?: string;
        code?: string;
      };

    it('that are typed, deployed or not', async () => {
      await load();
      const form = { id: 'new-1', baseUrl: simulator.baseUrl };
      assert.deepEqual(await test({ ...form, apiKey: simulator.account.apiKey }), {
        ...{ ok: true, account: 'efax-0000-0000', channels: 2 },
      });
      assert.equal((await test({ ...form, apiKey: 'wrong' })).code, 'PUSHLINE_AUTH');
      assert.equal((await test(form)).code, 'PUSHLINE_CONFIG');
      assert.equal((await test({ simulator: true })).ok, true);
    });

    it('of a provider that calls us, wherever it will call', async () => {
      await load();
      const aculab = await startAculabSimulator();
      try {
        const { cloudId: account, username, apiAccessKey: apiKey } = aculab.account;
        const form = { id: 'new-1', provider: 'aculab', account, username, baseUrl: aculab.baseUrl };
        assert.deepEqual(await test({ ...form, apiKey }), { ok: true, account });
        assert.equal((await test({ ...form, apiKey: 'wrong' })).code, 'PUSHLINE_AUTH');
      } finally {
        await aculab.close();
      }
    });

    it('that are stored, towards the deployed address', async () => {
      await load();
      assert.equal((await test({ baseUrl: simulator.baseUrl })).ok, true);
    });

    it('with variables only as they are deployed, and only towards the deployed address', async () => {
      process.env.PUSHLINE_SPEC_KEY = simulator.account.apiKey;
      process.env.PUSHLINE_SPEC_ANY = 'sup3r-s3cret';
      const thief = await startScriptedServer((_request, response) => response.end('{}'));
      try {
        const own = { account: '${PUSHLINE_SPEC_ACCOUNT}' };
        process.env.PUSHLINE_SPEC_ACCOUNT = 'efax-0000-0000';
        await rig.load(tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), line(own)), {
          'line-1': { apiKey: '${PUSHLINE_SPEC_KEY}', pushToken: simulator.pushToken },
        });
        await rig.reached('in-1', 'connected');
        const { baseUrl } = simulator;
        assert.equal((await test({ baseUrl, ...own })).ok, true);
        assert.equal((await test({ baseUrl, apiKey: '${PUSHLINE_SPEC_KEY}' })).ok, true);
        const theirs = `${thief.origin}/rest/3.0/api`;
        for (const form of [
          { baseUrl: theirs, apiKey: '${PUSHLINE_SPEC_ANY}' },
          { baseUrl: theirs, apiKey: '${PUSHLINE_SPEC_KEY}' },
          { baseUrl: theirs, apiKey: 'x', account: '${PUSHLINE_SPEC_ACCOUNT}' },
          { baseUrl: `${thief.origin}/\${PUSHLINE_SPEC_ANY}`, apiKey: 'x' },
          { baseUrl: `${thief.origin}/$(PUSHLINE_SPEC_ANY)`, apiKey: '$(PUSHLINE_SPEC_ANY)' },
          { baseUrl, apiKey: '${PUSHLINE_SPEC_ANY}' },
          { baseUrl, apiKey: 'x${PUSHLINE_SPEC_ANY}' },
          { baseUrl, account: '${PUSHLINE_SPEC_ANY}' },
          { baseUrl, account: '${PUSHLINE_SPEC_NEVER_SET}' },
          { baseUrl: '${PUSHLINE_SPEC_ANY}' },
          { id: 'new-1', baseUrl, apiKey: '${PUSHLINE_SPEC_KEY}' },
          { id: 'in-1', baseUrl, apiKey: '${PUSHLINE_SPEC_KEY}' },
          { baseUrl, provider: 'esendex', username: '${PUSHLINE_SPEC_ANY}', password: '${PUSHLINE_SPEC_ANY}' },
        ]) {
          const result = await test(form);
          assert.equal(result.code, 'PUSHLINE_CONFIG', JSON.stringify([form, result]));
          assert.doesNotMatch(JSON.stringify(result), /sup3r-s3cret|not set/);
        }
        assert.deepEqual(thief.requests, []);
      } finally {
        await thief.close();
        delete process.env.PUSHLINE_SPEC_KEY;
        delete process.env.PUSHLINE_SPEC_ANY;
        delete process.env.PUSHLINE_SPEC_ACCOUNT;
      }
    });

    it('that are stored never towards another address or way', async () => {
      const thief = await startScriptedServer((_request, response) => response.end('{}'));
      try {
        await load({ id: 'proxy-1', type: 'http proxy', name: '', url: thief.origin, noproxy: [] });
        for (const form of [
          { baseUrl: `${thief.origin}/rest/3.0/api` },
          { baseUrl: simulator.baseUrl, proxy: 'proxy-1' },
          { baseUrl: simulator.baseUrl, tls: 'tls-1' },
        ]) {
          assert.equal((await test(form)).ok, false);
        }
        assert.deepEqual(thief.requests, []);
        assert(!JSON.stringify(rig.log).includes(simulator.account.apiKey));
      } finally {
        await thief.close();
      }
    });
  });
});

interface Layer {
  route?: { path: string; stack: unknown[] };
}
