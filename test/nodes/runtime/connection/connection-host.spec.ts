import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../../../support/eventually';
import { connectionNode, markNode, NodeRedRig, receiveNode, tab, type FlowNode } from '../../../support/node-red';

describe('a running connection', () => {
  let rig: NodeRedRig;
  let service: Server;
  let asked: (string | undefined)[];

  beforeEach(async () => {
    asked = [];
    service = createServer((req, res) => {
      asked.push(req.headers.authorization);
      res.writeHead(503).end();
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    service.closeAllConnections();
    service.close();
  });

  const baseUrl = (): string => `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const esendex = (more: object = {}): FlowNode =>
    connectionNode('line-1', {
      ...{ provider: 'esendex', account: 'EX0000000', baseUrl: baseUrl(), webhookPath: '/hook', ...more },
    });
  const user = markNode('mark-1', [], { connection: 'line-1' });
  const LOGIN = { 'line-1': { username: 'user@example.com', password: '${PUSHLINE_SPEC_PASSWORD}' } };

  before(() => (process.env.PUSHLINE_SPEC_PASSWORD = 'from-the-environment'));
  after(() => delete process.env.PUSHLINE_SPEC_PASSWORD);

  interface Described {
    state: string;
    name: string;
    webhook?: { path: string };
    counts?: Record<string, number>;
  }
  async function described(): Promise<Described> {
    return (await rig.admin().get('/fax-sms/connections/line-1')).body as Described;
  }
  const served = (): Promise<unknown> =>
    eventually('the webhook is served', async () => (await described()).webhook?.path === '/hook');

  it('takes the calls of its provider also while no node uses it, and reaches out only for one', async () => {
    await rig.load(tab(esendex()), LOGIN);
    await served();
    assert.deepEqual([(await described()).state, asked.length], ['idle', 0]);
    await rig.deploy(tab(esendex(), user), 'nodes', LOGIN);
    await eventually('it asks the provider', () => asked.length > 0);
    await served();
    await rig.deploy(tab(esendex()), 'nodes', LOGIN);
    await eventually('it is idle', async () => (await described()).state === 'idle');
    await served();
  });

  it('has the name that is configured, and none where there is none', async () => {
    await rig.load(tab(esendex({ name: '' })), LOGIN);
    await served();
    assert.equal((await described()).name, '');
  });

  it('ends its simulator where that is chosen no longer', async () => {
    const simulated = tab(esendex({ simulator: true }), user);
    const firstSms = (of: string, parked: number) =>
      eventually(`the first SMS of ${of} has come`, async () => {
        const { counts } = await described();
        return counts?.['parked'] === parked && counts;
      });
    await rig.load(simulated, LOGIN);
    await firstSms('a simulator', 1);
    await rig.deploy(tab(esendex(), user), 'nodes', LOGIN);
    await eventually('it asks the real one', () => asked.length > 0);
    await rig.deploy(simulated, 'nodes', LOGIN);
    const counts = await firstSms('another simulator', 2);
    assert.deepEqual([counts['quarantined'], counts['unintelligibleFrames']], [0, 0]);
  });

  describe('tested from its dialog', () => {
    const test = async (more: object): Promise<(string | undefined)[]> => {
      asked.length = 0;
      const form = { id: 'line-1', provider: 'esendex', account: 'EX0000000', baseUrl: baseUrl(), ...more };
      await rig.admin().post('/fax-sms/test').send(form);
      return asked;
    };

    it('uses its login as it was resolved, only towards the service that it runs with', async () => {
      await rig.load(tab(esendex()), LOGIN);
      await served();
      const basic = Buffer.from('user@example.com:from-the-environment').toString('base64');
      assert.equal((await test({}))[0], `Basic ${basic}`);
      const stranger = baseUrl().replace('127.0.0.1', 'localhost');
      for (const more of [{ baseUrl: stranger }, { provider: 'etherfax' }, { proxy: 'p' }, { tls: 't' }]) {
        assert.deepEqual(await test(more), [], JSON.stringify(more));
      }
    });

    it('uses none of a simulated one', async () => {
      await rig.load(tab(esendex({ simulator: true })), LOGIN);
      await served();
      assert.deepEqual(await test({}), []);
    });
  });

  for (const [query, count] of [
    ['', 1],
    ['&limit=-5', 1],
    ['&limit=0.5&after=-1', 1],
    ['&limit=x&after=Infinity', 1],
  ] as const) {
    it(`lists events for any limit and start: "${query}"`, async () => {
      await rig.load(tab(esendex({ simulator: true }), user), LOGIN);
      await rig.reached('mark-1', 'polling');
      await eventually('it lists the SMS', async () => {
        const { status, body } = await rig.admin().get(`/fax-sms/connections/line-1/events?state=parked${query}`);
        assert.equal(status, 200);
        return (body as unknown[]).length === count;
      });
    });
  }

  it('shows a store of another kind, and logs it for nobody’s node', async () => {
    const folder = join(rig.userDir, 'pushline');
    await mkdir(folder);
    await writeFile(join(folder, 'store.json'), '{"kind":"other"}');
    await rig.load(tab(esendex(), user), LOGIN);
    assert.equal((await rig.reached('mark-1', 'error')).text, 'mark-received.status.store');
    assert.equal(rig.log.filter((line) => line.includes('store.json does not name')).length, 1);
  });

  it('is missed in the log, too, by a node that has none', async () => {
    await rig.load(tab(receiveNode('in-1', [], { connection: 'gone-1' })));
    assert.equal(rig.log.filter((line) => line.includes('no connection is chosen')).length, 1);
  });
});
