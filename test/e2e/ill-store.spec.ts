import assert from 'node:assert/strict';
import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed } from './support/watched-node-red';

const PATH = '/hook-ill-store';
const FLOWS = [
  { id: 'tab', type: 'tab', label: 'ill' },
  {
    ...{ id: 'line', type: 'fax-sms-connection', name: 'Line', provider: 'esendex', simulator: true },
    ...{ webhookPath: PATH, pollSeconds: '60' },
  },
  { id: 'in', type: 'sms-push-in', z: 'tab', connection: 'line', wires: [[], [], [], []], x: 9, y: 9 },
];
/** Where the loader of LevelDB's binary looks instead of its own folder. */
const NO_BINARY = 'CLASSIC_LEVEL_PREBUILD';

describe('a real Node-RED whose store cannot be used', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let port: number;

  beforeEach(async () => {
    userDir = await makeUserDir();
    await userDir.writeFlows(FLOWS);
    port = await freePort();
    nodeRed = await started(userDir, port);
    await answers(200);
    await nodeRed.stop();
  });

  afterEach(async () => {
    Reflect.deleteProperty(process.env, NO_BINARY);
    await nodeRed.stop();
    await userDir.remove();
  });

  async function started({ path }: UserDir, at: number): Promise<WatchedNodeRed> {
    const one = new WatchedNodeRed(path, at);
    await one.start();
    return one;
  }

  const statusOf = async (one = nodeRed): Promise<number> =>
    (await one.ask('POST', PATH, '<OptOut/>', { 'content-type': 'text/xml' })).status;
  const answers = (status: number, one = nodeRed): Promise<void> =>
    eventually(`the webhook answers ${status}`, async () => (await statusOf(one)) === status);
  const level = (): string => join(userDir.path, 'pushline', 'level');

  it('answers 503 where LevelDB has no binary, says why, and goes on where it has one again', async () => {
    process.env[NO_BINARY] = join(userDir.path, 'nowhere');
    nodeRed = await started(userDir, port);
    await nodeRed.logged('the store cannot work on this machine');
    assert.equal(await statusOf(), 503);
    await nodeRed.stop();
    Reflect.deleteProperty(process.env, NO_BINARY);
    nodeRed = await started(userDir, port);
    await answers(200);
  });

  it('answers 503 where a backup has left out *.log, deletes nothing, and goes on with what was saved', async () => {
    for (const name of await readdir(level())) if (name.endsWith('.log')) await rm(join(level(), name));
    const before = await readdir(level());
    nodeRed = await started(userDir, port);
    await nodeRed.logged('the store is incomplete, as if it was restored without part of it');
    assert.equal(await statusOf(), 503);
    const after = new Set(await readdir(level()));
    assert.deepEqual(
      before.filter((name) => !after.has(name)),
      [],
    );
    assert.deepEqual((await nodeRed.ask('POST', '/fax-sms/store', { action: 'rescue' })).body, { done: true });
    await answers(200);
  });

  it('leaves all to the one that it was copied from, until it is told that it is the only one', async () => {
    const copyDir = await makeUserDir();
    await copyDir.writeFlows(FLOWS);
    await cp(join(userDir.path, 'pushline'), join(copyDir.path, 'pushline'), { recursive: true });
    nodeRed = await started(userDir, port);
    await answers(200);
    const copy = await started(copyDir, await freePort());
    try {
      await copy.logged('this folder is a copy');
      assert.deepEqual([await statusOf(copy), await statusOf()], [503, 200]);
      await nodeRed.stop();
      assert.deepEqual((await copy.ask('POST', '/fax-sms/store', { action: 'moved' })).body, { done: true });
      await answers(200, copy);
    } finally {
      await copy.stop();
      await copyDir.remove();
    }
  });
});
