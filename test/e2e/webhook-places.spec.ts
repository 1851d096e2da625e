import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed } from './support/watched-node-red';

const PATH = '/hook-abcdef';
const connection = (provider: string) => ({
  ...{ id: 'connection', type: 'fax-sms-connection', name: 'Line', provider, simulator: true, webhookPath: PATH },
});
const USER = { id: 'mark', type: 'mark-received', z: 'tab', x: 9, y: 9, connection: 'connection', wires: [[]] };
const flows = (provider: string): object[] => [{ id: 'tab', type: 'tab', label: 'x' }, connection(provider), USER];

interface View {
  state: string;
  reason?: string;
  webhook?: { path: string };
  counts?: Record<string, number>;
}

describe('a webhook wherever Node-RED may be', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;

  afterEach(async () => {
    await nodeRed.stop();
    await userDir.remove();
  });

  async function start(settings: string, provider = 'esendex', host?: string): Promise<void> {
    userDir = await makeUserDir(`pushline: { timeScale: 20 }, ${settings}`);
    await userDir.writeFlows(flows(provider));
    nodeRed = new WatchedNodeRed(userDir.path, await freePort(), host);
    await nodeRed.start();
  }
  const view = async (admin = ''): Promise<View> =>
    (await nodeRed.ask('GET', `${admin}/fax-sms/connections/connection`)).body as View;
  const post = async (path: string): Promise<number> =>
    (await nodeRed.ask('POST', path, '<OptOut/>', { 'content-type': 'text/xml' })).status;

  describe('below any roots', () => {
    for (const [settings, admin, root] of [
      ["httpNodeRoot: '/red'", '', '/red'],
      ["httpNodeRoot: '/api', httpAdminRoot: '/red'", '/red', '/api'],
      ["httpRoot: '/all'", '/all', '/all'],
      ["httpNodeRoot: '/', httpAdminRoot: '/admin', httpStatic: '/tmp'", '/admin', ''],
      ["httpNodeRoot: '/flows', httpAdminRoot: '/'", '', '/flows'],
      ["httpNodeRoot: '/hooks', disableEditor: true", '', '/hooks'],
    ] as const) {
      it(`is served with ${settings}`, async () => {
        await start(settings);
        await eventually('it is open', async () => (await post(root + PATH)) === 200);
        assert.equal((await view(admin)).webhook?.path, PATH);
        for (const path of [PATH, `${PATH}/`, PATH.toUpperCase()]) assert.equal(await post(root + path), 200, path);
        assert.equal((await nodeRed.ask('GET', `${admin}/flows`)).status, 200);
        await eventually('the simulator got through', async () => (await view(admin)).state === 'polling');
      });
    }

    it('is served without an admin API, and tells where there is no HTTP for flows', async () => {
      await start('httpAdminRoot: false');
      await eventually('it is open', async () => (await post(PATH)) === 200);
      await nodeRed.stop();
      await userDir.remove();
      await start('httpNodeRoot: false');
      await eventually('it says so', async () => (await view()).reason === 'no-http');
    });
  });

  describe('called by the simulator', () => {
    const own = Object.values(networkInterfaces()).flat();
    const lan = own.find((found) => found?.family === 'IPv4' && !found.internal)?.address;
    const six = own.find((found) => found?.address === '::1') && '::1';
    for (const [uiHost, host] of [
      ...(lan === undefined ? [] : [[lan, lan]]),
      ...(six === undefined
        ? []
        : [
            ['::1', '[::1]'],
            ['::', '127.0.0.1'],
          ]),
      ['127.0.0.3', '127.0.0.3'],
      ['0.0.0.0', '127.0.0.1'],
    ] as [string, string][]) {
      it(`is reached where Node-RED listens on ${uiHost}`, async () => {
        await start(`uiHost: '${uiHost}'`, 'aculab', host);
        // The sample fax of a simulated Aculab Cloud comes by its pages only.
        await eventually('the fax is there', async () => ((await view()).counts?.waiting ?? 0) > 0);
        await eventually('it polls', async () => (await view()).state === 'polling');
      });
    }

    it('says so where it is not reached, in its state and in the log', async () => {
      await start(
        "httpNodeAuth: { user: 'user', pass: '$2y$08$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234' }",
      );
      await eventually('it says so', async () => (await view()).reason === 'not-reached');
      await nodeRed.logged('the simulator cannot call this Node-RED (401)');
    });
  });
});
