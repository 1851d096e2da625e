import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { readMetrics } from '../support/prometheus-text';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed, type Reply } from './support/watched-node-red';

const { hashSync } = createRequire(createRequire(__filename).resolve('node-red'))('bcryptjs') as {
  hashSync(text: string, rounds: number): string;
};

const TOKEN = 'token-of-the-monitor-only';

interface Told {
  news: string;
  working: boolean;
  why?: string;
}

describe('a real Node-RED that is watched', () => {
  let simulator: EtherFaxSimulator;
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let readerToken: string;

  before(async () => {
    simulator = await startEtherFaxSimulator();
    const permissions = { reader: 'fax-sms.read', stranger: 'flows.read', deployer: 'flows.write' };
    const users = Object.entries(permissions).map(
      ([username, permission]) =>
        `{ username: '${username}', password: '${hashSync('secret', 4)}', permissions: ['${permission}'] }`,
    );
    userDir = await makeUserDir(
      `httpAdminRoot: '/red', httpNodeRoot: '/in', pushline: { timeScale: 20, monitorToken: '${TOKEN}' },
       adminAuth: { type: 'credentials', users: [${users.join()}] }`,
    );
    await userDir.writeFlows(flows(), { line: { apiKey: simulator.account.apiKey } });
    nodeRed = new WatchedNodeRed(userDir.path, await freePort());
    await nodeRed.start();
    readerToken = await login('reader');
    await eventually('it works', async () => (await health()).status === 200 && (await told()).length > 0);
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.close();
    await userDir.remove();
  });

  const file = (): string => join(userDir.path, 'told.jsonl');
  const told = (): Promise<Told[]> => readJsonLines<Told>(file());

  function flows(): object[] {
    const at = { z: 'tab', x: 9, y: 9 };
    return [
      { id: 'tab', type: 'tab', label: 'x' },
      { id: 'line', type: 'fax-sms-connection', name: 'Front desk', provider: 'etherfax', baseUrl: simulator.baseUrl },
      { ...at, id: 'in', type: 'fax-receive-in', connection: 'line', wires: [[]] },
      { ...at, id: 'state', type: 'fax-sms-state', connection: '', minutes: '0', wires: [['line-of-text']] },
      {
        ...at,
        id: 'line-of-text',
        type: 'json',
        property: 'payload',
        action: 'str',
        pretty: false,
        wires: [['write']],
      },
      {
        ...{ ...at, id: 'write', type: 'file', filename: file(), filenameType: 'str', appendNewline: true },
        ...{ createDir: false, overwriteFile: 'false', encoding: 'none', wires: [[]] },
      },
    ];
  }

  async function login(username: string): Promise<string> {
    const body = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password: 'secret' };
    return ((await nodeRed.ask('POST', '/red/auth/token', body)).body as { access_token: string }).access_token;
  }
  const get = (path: string, token?: string): Promise<Reply> =>
    nodeRed.ask('GET', path, undefined, token === undefined ? {} : { authorization: `Bearer ${token}` });
  const health = (query = ''): Promise<Reply> => get(`/red/fax-sms/health${query}`, TOKEN);

  it('is seen with the token, or by a user who may read, and by nobody else', async () => {
    const strangers = await login('stranger');
    for (const path of ['/red/fax-sms/health', '/red/fax-sms/metrics']) {
      for (const token of [TOKEN, readerToken]) assert.equal((await get(path, token)).status, 200, path);
      for (const token of [undefined, strangers, `${TOKEN}x`, 'undefined']) {
        assert.deepEqual(await get(path, token), { status: 401, body: '' }, path);
      }
    }
    assert.equal((await get('/in/fax-sms/health', TOKEN)).status, 200);
    assert.deepEqual(await get('/in/fax-sms/health', readerToken), { status: 401, body: '' });
    for (const path of ['/red/flows', '/red/fax-sms/connections', '/red/settings']) {
      assert.equal((await get(path, TOKEN)).status, 401, `${path} by the monitor's token`);
    }
  });

  it('says that the provider refuses the login or cannot be reached, by health, metrics and in the flow, and its end', async () => {
    for (const [status, why] of [
      [503, 'http-503'],
      [401, 'auth'],
    ] as const) {
      const before = (await told()).length;
      simulator.faults.set({ status });
      await eventually(`health is 503 by ${why}`, async () => {
        const { status: code, body } = await health('?grace=1');
        return code === 503 && (body as { connections: Told[] }).connections[0]?.why === why;
      });
      assert.equal((await health('?grace=600000')).status, 200, 'within the grace');
      const up = readMetrics((await get('/red/fax-sms/metrics', TOKEN)).body as string).get('pushline_connection_up');
      assert.deepEqual(up?.samples[0], {
        ...{ name: 'pushline_connection_up', value: 0 },
        labels: { connection: 'Front desk', provider: 'etherfax' },
      });
      await eventually('the flow is told', async () => (await told()).slice(before).some((one) => one.why === why));
      simulator.faults.clear();
      // A refused login is tried again seldom, and at every deploy.
      await deployAgain();
      await eventually('health is 200', async () => (await health('?grace=1')).status === 200);
      await eventually('the flow is told', async () => (await told()).at(-1)?.working === true);
    }
  });

  async function deployAgain(): Promise<void> {
    const headers = { 'Node-RED-Deployment-Type': 'nodes', authorization: `Bearer ${await login('deployer')}` };
    const { status } = await nodeRed.ask('POST', '/red/flows', flows(), headers);
    assert.equal(status, 204);
  }
});
