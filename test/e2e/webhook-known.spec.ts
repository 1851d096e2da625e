import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed } from './support/watched-node-red';

type Flows = Record<string, unknown>[];

const connection = (id: string, more: object): Record<string, unknown> => ({
  ...{ id, type: 'fax-sms-connection', name: `Line ${id}`, provider: 'esendex', simulator: true, pollSeconds: '60' },
  ...more,
});
const instance = (id: string, of: string, path: string, more: object = {}): Record<string, unknown> => ({
  ...{ id, type: `subflow:${of}`, x: 9, y: 9, wires: [], env: [{ name: 'HOOK', type: 'str', value: path }] },
  ...more,
});

const FLOWS: Flows = [
  { id: 'tab1', type: 'tab', label: 'one' },
  { id: 'tab2', type: 'tab', label: 'two' },
  ...['inner', 'outer'].map((id) => ({ id, type: 'subflow', name: id, in: [], out: [], env: [] })),
  connection('global', { webhookPath: '/known-global' }),
  connection('scoped', { webhookPath: '/known-scoped', z: 'tab2' }),
  connection('within', { webhookPath: '${HOOK}', z: 'inner' }),
  instance('once', 'inner', '/known-once', { z: 'tab1' }),
  { ...instance('nested', 'inner', ''), z: 'outer', env: [{ name: 'HOOK', type: 'env', value: 'DEEP' }] },
  { ...instance('twice', 'outer', ''), z: 'tab1', env: [{ name: 'DEEP', type: 'str', value: '/known-twice' }] },
];
const PATHS = ['/known-global', '/known-scoped', '/known-once', '/known-twice'];

/** What makes each connection stand still, with the path that then must not be unknown. */
const CASES: [name: string, path: string, change: (flows: Flows) => Flows][] = [
  ['a connection that is disabled', '/known-global', with_('global', { d: true })],
  ['a tab that is disabled', '/known-scoped', with_('tab2', { disabled: true })],
  ['a disabled connection on a tab', '/known-scoped', with_('scoped', { d: true })],
  ['a subflow’s instance that is disabled', '/known-once', with_('once', { d: true })],
  ['a tab with a subflow’s instance that is disabled', '/known-once', with_('tab1', { disabled: true })],
  ['a subflow in a subflow whose outer instance is disabled', '/known-twice', with_('twice', { d: true })],
  ['a subflow in a subflow whose inner instance is disabled', '/known-twice', with_('nested', { d: true })],
  ['a disabled connection in a subflow', '/known-twice', with_('within', { d: true })],
  ['settings that cannot work', '/known-global', with_('global', { pollSeconds: '1' })],
  ['a provider’s address that cannot work', '/known-global', with_('global', { simulator: false, baseUrl: 'ftp://x' })],
  ['credentials that are missing', '/known-once', with_('within', { simulator: false, account: 'EX1' })],
];

function with_(id: string, change: object): (flows: Flows) => Flows {
  return (flows) => flows.map((node) => (node.id === id ? { ...node, ...change } : node));
}

describe('the webhook of a connection that does not run', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let port: number;

  beforeEach(async () => {
    userDir = await makeUserDir('runtimeState: { enabled: true, ui: false }');
    await userDir.writeFlows(FLOWS);
    port = await freePort();
    nodeRed = new WatchedNodeRed(userDir.path, port);
    await nodeRed.start();
    for (const path of PATHS) await eventually(`${path} is served`, async () => (await statusOf(path)) === 200);
  });

  afterEach(async () => {
    await nodeRed.stop();
    await userDir.remove();
  });

  const statusOf = async (path: string): Promise<number> =>
    (await nodeRed.ask('POST', path, '<OptOut/>', { 'content-type': 'text/xml' })).status;
  const restart = async (...args: string[]): Promise<void> => {
    await nodeRed.stop();
    nodeRed = new WatchedNodeRed(userDir.path, port);
    await nodeRed.start(...args);
  };
  const started = (): Promise<void> => nodeRed.logged('Started flows');

  it('answers 503, and no other path is touched', async () => {
    for (const [name, path, change] of CASES) {
      await nodeRed.deploy(change(FLOWS));
      assert.equal(await statusOf(path), 503, `${name}, deployed`);
      await restart();
      await started();
      assert.equal(await statusOf(path), 503, `${name}, started anew`);
      await nodeRed.deploy(FLOWS);
      await eventually(`${path} is served again`, async () => (await statusOf(path)) === 200);
    }
    assert.equal(await statusOf('/known'), 404);
  });

  it('is unknown once it is deleted, alone, with its instance, with its subflow', async () => {
    const without = (...ids: string[]): Flows => FLOWS.filter(({ id }) => !ids.includes(String(id)));
    for (const [path, flows] of [
      ['/known-global', without('global')],
      ['/known-once', without('once')],
      ['/known-twice', without('twice')],
      ['/known-twice', without('nested')],
      ['/known-once', without('within')],
    ] as const) {
      await nodeRed.deploy(flows);
      await eventually(`${path} is unknown`, async () => (await statusOf(path)) === 404);
      await nodeRed.deploy(FLOWS);
      await eventually(`${path} is served again`, async () => (await statusOf(path)) === 200);
    }
  });

  it('answers 503 while all flows stand still: stopped, in safe mode, or waiting for a type', async () => {
    const all503 = async (when: string): Promise<void> => {
      for (const path of PATHS) assert.equal(await statusOf(path), 503, `${path} ${when}`);
    };
    await nodeRed.ask('POST', '/flows/state', { state: 'stop' });
    await all503('stopped');
    await restart('--safe');
    await all503('in safe mode');
    await userDir.writeFlows([...FLOWS, { id: 'odd', type: 'no-such-type', z: 'tab1', x: 1, y: 1, wires: [] }]);
    await restart();
    await nodeRed.logged('no-such-type');
    await all503('waiting for a type');
  });

  it('answers 503 while the flows cannot be read, until somebody deploys others', async () => {
    await writeFile(join(userDir.path, 'flows.json'), '[{"id":');
    await restart();
    await started();
    for (const path of PATHS) assert.equal(await statusOf(path), 503, path);
    await nodeRed.deploy([{ id: 'tab1', type: 'tab', label: 'one' }]);
    for (const path of PATHS) await eventually(`${path} is unknown`, async () => (await statusOf(path)) === 404);
  });
});
