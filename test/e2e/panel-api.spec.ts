import assert from 'node:assert/strict';
import { rm, truncate } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed, type Reply } from './support/watched-node-red';

const { hashSync } = createRequire(createRequire(__filename).resolve('node-red'))('bcryptjs') as {
  hashSync(text: string, rounds: number): string;
};

const FLOWS = [
  { id: 'tab', type: 'tab', label: 'x' },
  { id: 'line', type: 'fax-sms-connection', name: 'Line', provider: 'etherfax', simulator: true },
  { id: 'in', type: 'fax-receive-in', z: 'tab', x: 9, y: 9, connection: 'line', number: '+1999', wires: [['mark']] },
  { id: 'mark', type: 'mark-received', z: 'tab', x: 9, y: 9, connection: 'line', wires: [[]] },
];

interface Panel {
  epoch: string;
  mayWrite: boolean;
  connections: { id: string; state: string; reason?: string; counts?: Record<string, number> }[];
  timeline: { what: string; from4?: string }[];
}
interface Page {
  items: { id: string; from4?: string; logId: string }[];
  total: number;
}

describe('the panel in a real Node-RED', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  let port: number;
  const tokens: Record<string, string> = {};

  before(async () => {
    const user = (username: string, permissions: string[]): string =>
      `{ username: '${username}', password: '${hashSync('secret', 4)}', permissions: ${JSON.stringify(permissions)} }`;
    const users = [user('reader', ['fax-sms.read']), user('writer', ['fax-sms.read', 'fax-sms.write'])];
    users.push(user('watcher', ['status.read']));
    const tokenUser = `tokens: async (token) => token === 'from-elsewhere' ? { username: 'sso', permissions: '*' } : null`;
    userDir = await makeUserDir(
      `httpAdminRoot: '/admin', adminAuth: { type: 'credentials', users: [${users.join()}], ${tokenUser} }`,
    );
    await userDir.writeFlows(FLOWS);
    port = await freePort();
    nodeRed = new WatchedNodeRed(userDir.path, port);
    await nodeRed.start();
    for (const username of ['reader', 'writer', 'watcher']) {
      const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password: 'secret' };
      const { body } = await nodeRed.ask('POST', '/admin/auth/token', login);
      tokens[username] = (body as { access_token: string }).access_token;
    }
    tokens.sso = 'from-elsewhere';
    await eventually('it runs', async () => (await panel()).connections[0]?.state === 'connected');
  });

  after(async () => {
    await nodeRed.stop();
    await userDir.remove();
  });

  const ask = (who: string, path: string, body?: object): Promise<Reply> =>
    nodeRed.ask(body ? 'POST' : 'GET', `/admin/fax-sms/${path}`, body, {
      ...(tokens[who] !== undefined && { authorization: `Bearer ${tokens[who]}` }),
    });
  const panel = async (): Promise<Panel> => (await ask('reader', 'panel')).body as Panel;
  const inject = (from: string): Promise<Reply> => ask('writer', 'connections/line/inject', { kind: 'fax', from });
  const waiting = async (search: string): Promise<Page['items'][number]> => {
    const found: Page['items'] = [];
    await eventually(`${search} waits`, async () => {
      const { body } = await ask('reader', `connections/line/items?list=waiting&search=${search}`);
      return found.push(...(body as Page).items) > 0;
    });
    const [item] = found;
    assert.ok(item);
    return item;
  };

  it('shows each user what they may see, and lets nobody act who may only read', async () => {
    await inject('+15551230042');
    const { id, logId, from4 } = await waiting('0042');
    assert.equal(from4, '0042');
    const item = `connections/line/items/event/${encodeURIComponent(id)}`;
    const statusOf = async (who: string, path: string, body?: object) => (await ask(who, path, body)).status;
    for (const path of ['panel', 'panel/series', 'connections/line/items?list=open']) {
      for (const who of ['reader', 'writer', 'sso']) assert.equal(await statusOf(who, path), 200, `${who} ${path}`);
      for (const who of ['watcher', 'nobody']) assert.equal(await statusOf(who, path), 401, `${who} ${path}`);
    }
    for (const path of [item, `${item}/preview`]) {
      for (const who of ['reader', 'watcher', 'nobody']) assert.equal(await statusOf(who, path), 401, `${who} ${path}`);
      for (const who of ['writer', 'sso']) assert.equal(await statusOf(who, path), 200, `${who} ${path}`);
    }
    await nodeRed.logged(`user "writer" has looked at event ${logId}`);
    await nodeRed.logged(`user "sso" has looked at the first page of event ${logId}`);
    const action = { action: 'complete', key: id };
    for (const who of ['reader', 'watcher', 'nobody']) assert.equal(await statusOf(who, 'connections/line/actions', action), 401); // prettier-ignore
    const both = await Promise.all(['writer', 'sso'].map((who) => ask(who, 'connections/line/actions', action)));
    assert.deepEqual(both.map(({ body }) => (body as { done: boolean }).done).sort(), [false, true]);
    await nodeRed.logged(`has chosen "complete" for event ${logId}`);
    await inject('+15551230043');
    const later = await waiting('0043');
    assert.equal(await statusOf('writer', `connections/line/items/event/${encodeURIComponent(later.id)}`), 200);
    await nodeRed.logged(`user "writer" has looked at event ${later.logId}`);
    assert.equal(nodeRed.log.filter((line) => line.includes(`has chosen "complete" for event ${logId}`)).length, 1);
    assert.doesNotMatch(nodeRed.log.join('\n'), /555123004/);
  });

  it('tells every editor that something has changed, and nothing of people', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/admin/comms`);
    const heard: { topic: string; data: unknown }[] = [];
    socket.on('message', (data: Buffer) => {
      const parsed = JSON.parse(data.toString()) as unknown;
      if (Array.isArray(parsed)) heard.push(...(parsed as typeof heard));
      else if (JSON.stringify(parsed) === '{"auth":"ok"}') socket.send('{"subscribe":"fax-sms/panel"}');
    });
    try {
      socket.on('open', () => socket.send(JSON.stringify({ auth: tokens.watcher })));
      await eventually('it hears of a fax', async () => {
        await inject('+15551230099');
        return heard.some(({ topic, data }) => topic === 'fax-sms/panel' && JSON.stringify(data).includes('received'));
      });
      assert.doesNotMatch(JSON.stringify(heard), /0099|5551/);
    } finally {
      socket.terminate();
    }
  });

  it('begins its record anew with the process, keeps its items, and says why nothing runs where the store is ill', async () => {
    const before = await panel();
    await inject('+15551230077');
    await waiting('0077');
    await nodeRed.stop();
    await nodeRed.start();
    await waiting('0077');
    const after = await panel();
    assert.notEqual(after.epoch, before.epoch);
    assert.ok((after.connections[0]?.counts?.waiting ?? 0) > 0);
    await nodeRed.stop();
    await truncate(join(userDir.path, 'pushline', 'level', 'CURRENT'), 0);
    await nodeRed.start();
    await eventually('it says why', async () => (await panel()).connections[0]?.reason?.startsWith('store') === true);
    const [line] = (await panel()).connections;
    assert.deepEqual([line?.state, line?.counts], ['error', undefined]);
    for (const path of ['items?list=open', 'items/event/x', 'items/job/x/preview']) {
      const { status, body } = await ask('writer', `connections/line/${path}`);
      assert.ok([404, 503].includes(status) && typeof (body as { message: string }).message === 'string', path);
    }
    const { status } = await ask('writer', 'connections/line/actions', { action: 'drop', jobId: 'x' });
    assert.ok([404, 503].includes(status));
    await nodeRed.stop();
    await rm(join(userDir.path, 'pushline'), { recursive: true });
  });
});
