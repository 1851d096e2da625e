import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { makeUserDir, type UserDir } from './support/user-dir';
import { WatchedNodeRed, type Reply } from './support/watched-node-red';

const { hashSync } = createRequire(createRequire(__filename).resolve('node-red'))('bcryptjs') as {
  hashSync(text: string, rounds: number): string;
};

const PATH = '/hook-abcdef';
const FLOWS = [
  { id: 'tab', type: 'tab', label: 'x' },
  { id: 'line', type: 'fax-sms-connection', name: 'Line', provider: 'esendex', simulator: true, webhookPath: PATH },
  { id: 'mark', type: 'mark-received', z: 'tab', x: 9, y: 9, connection: 'line', wires: [[]] },
];

describe('the rights of the admin API in a real Node-RED', () => {
  let userDir: UserDir;
  let nodeRed: WatchedNodeRed;
  const tokens: Record<string, string> = {};

  before(async () => {
    const user = (username: string, permissions: string): string =>
      `{ username: '${username}', password: '${hashSync('secret', 4)}', permissions: ${permissions} }`;
    const users = [user('reader', "['fax-sms.read']"), user('writer', "['fax-sms.read', 'fax-sms.write']")];
    const others = [user('all', "'*'"), user('viewer', "'read'"), user('stranger', "['flows.read']")];
    userDir = await makeUserDir(`adminAuth: { type: 'credentials', users: [${[...users, ...others].join()}] }`);
    await userDir.writeFlows(FLOWS);
    nodeRed = new WatchedNodeRed(userDir.path, await freePort());
    await nodeRed.start();
    for (const username of ['reader', 'writer', 'all', 'viewer', 'stranger']) {
      const login = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password: 'secret' };
      const { body } = await nodeRed.ask('POST', '/auth/token', login);
      tokens[username] = (body as { access_token: string }).access_token;
    }
    await eventually('it runs', async () => (await get('all', '/line')).status === 200);
    const body = '<InboundMessage><Password>sup3r-s3cret</Password><Odd>x7</Odd></InboundMessage>';
    await eventually('something is in quarantine', async () => {
      await nodeRed.ask('POST', PATH, body, { 'content-type': 'text/xml' });
      return ((await get('all', '/line/quarantine')).body as unknown[]).length > 0;
    });
  });

  after(async () => {
    await nodeRed.stop();
    await userDir.remove();
  });

  const authorizationOf = (who: string): Record<string, string> => {
    const token = tokens[who];
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  };
  const get = (who: string, path: string): Promise<Reply> =>
    nodeRed.ask('GET', `/fax-sms/connections${path}`, undefined, authorizationOf(who));
  const post = (who: string, path: string, headers: Record<string, string> = {}): Promise<Reply> =>
    nodeRed.ask('POST', `/fax-sms/${path}`, { kind: 'sms' }, { ...authorizationOf(who), ...headers });

  it('show where the provider calls to whoever may write, and to nobody else', async () => {
    for (const who of ['writer', 'all']) {
      for (const path of ['', '/line']) assert.match(JSON.stringify((await get(who, path)).body), /hook-abcdef/, who);
    }
    for (const who of ['reader', 'viewer']) {
      for (const path of ['', '/line']) {
        const { status, body } = await get(who, path);
        assert.equal(status, 200);
        assert.doesNotMatch(JSON.stringify(body), /hook-abcdef/, who);
      }
    }
    for (const who of ['stranger', 'nobody']) assert.equal((await get(who, '/line')).status, 401);
  });

  it('show a quarantined body to whoever may write, without the login in it', async () => {
    const [item] = (await get('reader', '/line/quarantine')).body as { id: string }[];
    const path = `/line/quarantine/${item?.id ?? ''}`;
    for (const who of ['reader', 'viewer', 'stranger', 'nobody']) assert.equal((await get(who, path)).status, 401, who);
    for (const who of ['writer', 'all']) {
      const { body } = (await get(who, path)).body as { body: string };
      const text = Buffer.from(body, 'base64').toString();
      assert.ok(text.includes('x7') && !text.includes('sup3r-s3cret'), text);
    }
  });

  it('let nobody act who may only read, and nobody by a form or a text', async () => {
    for (const path of ['connections/line/inject', 'connections/line/actions', 'test']) {
      for (const who of ['reader', 'viewer', 'stranger', 'nobody']) assert.equal((await post(who, path)).status, 401);
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a']) {
        assert.equal((await post('writer', path, { 'content-type': type })).status, 415, `${path} ${type}`);
      }
    }
    assert.equal((await post('writer', 'connections/line/inject')).status, 200);
  });
});
