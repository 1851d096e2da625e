import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { postgresBinaries, PostgresServer } from '../support/postgres-server';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { SMS_FLOW_CREDENTIALS, smsFlow, type SmsRecord } from './support/sms-flow';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed } from './support/watched-node-red';

const PATH = '/hook-of-a-shared-store';

describe('a Node-RED whose store is in PostgreSQL', () => {
  let server: PostgresServer | undefined;
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let folder: string;

  before(async function () {
    if (postgresBinaries === undefined) {
      console.log('    PostgreSQL is not installed here: its tests are left out');
      this.skip();
    }
    server = await PostgresServer.start();
    esendex = await startEsendexSimulator();
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    folder = join(userDir.path, 'sms');
    await mkdir(folder);
    const { password, port: _, ...place } = server.connection();
    const store = { id: 'store', type: 'pushline-store', secure: 'off', ...place, port: '${SPEC_DATABASE_PORT}' };
    const flow = smsFlow({ folder, baseUrl: esendex.baseUrl, path: PATH }) as { id: string }[];
    const withStore = flow.map((node) => (node.id === 'connection' ? { ...node, store: 'store' } : node));
    process.env['SPEC_DATABASE_PORT'] = String(server.port);
    await userDir.writeFlows([...withStore, store], { ...SMS_FLOW_CREDENTIALS, store: { password } });
    nodeRed = new WatchedNodeRed(userDir.path, await freePort());
    await nodeRed.start();
  });

  after(async () => {
    delete process.env['SPEC_DATABASE_PORT'];
    if (server === undefined) return;
    await nodeRed.stop();
    await esendex.close();
    await server.remove();
    await userDir.remove();
  });

  const push = async (id: string): Promise<number> => {
    const body =
      `<InboundMessage><MessageId>${id}</MessageId><MessageText>Hello</MessageText>` +
      '<From>447700900001</From><To>447700900002</To></InboundMessage>';
    return (await nodeRed.ask('POST', PATH, body, { 'content-type': 'text/xml' })).status;
  };
  const pushed = (id: string, status: number): Promise<void> =>
    eventually(`the answer is ${status}`, async () => (await push(id)) === status);
  const offers = async (id: string): Promise<number> =>
    (await readJsonLines<SmsRecord>(join(folder, 'offered.jsonl'))).filter(({ key }) => key.endsWith(id)).length;
  const state = async (): Promise<{ state: string; reason?: string; counts?: Record<string, number> }> =>
    (await nodeRed.ask('GET', '/fax-sms/connections/connection')).body as Awaited<ReturnType<typeof state>>;
  const isClosed = (id: string): Promise<void> =>
    eventually('it came once, and is closed', async () => {
      const { waiting, offered } = (await state()).counts ?? {};
      return (await offers(id)) === 1 && waiting === 0 && offered === 0;
    });

  it('stores what a webhook brings, offers it and closes it', async () => {
    const id = randomUUID();
    await pushed(id, 200);
    await isClosed(id);
    assert.equal(await push(id), 200, 'known');
  });

  it('knows it again after a restart', async () => {
    const id = randomUUID();
    await pushed(id, 200);
    await isClosed(id);
    await nodeRed.stop();
    await nodeRed.start();
    await pushed(id, 200);
    const later = randomUUID();
    await pushed(later, 200);
    await isClosed(later);
    assert.equal(await offers(id), 1);
  });

  it('answers 503 and is red while the database is away, goes on by itself, and keeps nothing in its own folder', async () => {
    const [before, meanwhile] = [randomUUID(), randomUUID()];
    await pushed(before, 200);
    await isClosed(before);
    await server?.halt();
    await pushed(meanwhile, 503);
    await eventually('it is red', async () => {
      const { state: shown, reason } = await state();
      return shown === 'error' && reason === 'database-away';
    });
    assert.equal(await push(meanwhile), 503);
    await server?.run();
    await pushed(meanwhile, 200);
    await isClosed(meanwhile);
    assert(!existsSync(join(userDir.path, 'pushline', 'level')));
  });
});
