import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually, freePort } from './support/eventually';
import { makeUserDir, RED_JS, type UserDir } from './support/user-dir';

const FOLDER = resolve(__dirname, '../../examples');
const NODE_TYPES = Object.keys(
  (JSON.parse(readFileSync(resolve(FOLDER, '../package.json'), 'utf8')) as { 'node-red': { nodes: object } })[
    'node-red'
  ].nodes,
);

interface FlowNode {
  id: string;
  type: string;
  name?: string;
  env?: { name: string; value: string }[];
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const flows = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowNode[]);

describe('the example flows', function () {
  this.timeout(2 * 60_000);
  let userDir: UserDir;
  let child: ChildProcess;
  let url: string;
  const log: string[] = [];

  before(async () => {
    userDir = await makeUserDir('pushline: { timeScale: 200 }');
    await userDir.writeFlows(flows.flat().map(adapted));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    child = spawn(process.execPath, [RED_JS, '-u', userDir.path, '-p', String(port)], {
      cwd: userDir.path,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert(child.stdout);
    createInterface({ input: child.stdout }).on('line', (line) => log.push(line));
  });

  after(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    await userDir.remove();
  });

  /** Files go into the user directory, and what debug nodes show into the log. */
  function adapted(node: FlowNode): FlowNode {
    if (node.type === 'debug') return { ...node, console: true } as FlowNode;
    const env = node.env?.map((entry) => ({ ...entry, value: join(userDir.path, entry.value) }));
    return env ? { ...node, env } : node;
  }

  const shows = (name: string): Promise<void> =>
    eventually(`"${name}" is shown`, () => Promise.resolve(log.some((line) => line.includes(`[debug:${name}]`))));

  const journal = async (): Promise<{ what: string; how?: string; text?: string }[]> => {
    const text = await readFile(join(userDir.path, 'aculab.jsonl'), 'utf8');
    const lines = text.split('\n').filter((line) => line.endsWith('}'));
    return lines.map((line) => JSON.parse(line) as { what: string; how?: string; text?: string });
  };

  const isWritten = (what: string, how: string): Promise<void> =>
    eventually(`"${what}: ${how}" is in the journal`, async () => {
      return (await journal()).some((line) => line.what === what && line.how === how);
    });

  /** The node of an example, by its type or its name. */
  function nodeOf(number: string, wanted: { type?: string; name?: string }): string {
    const flow = flows[files.findIndex((file) => file.startsWith(number))] ?? [];
    const found = flow.find(({ type, name }) => type === wanted.type || (name !== undefined && name === wanted.name));
    assert(found, `example ${number} has no such node`);
    return found.id;
  }

  async function post(path: string, body: object = {}): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert(response.ok, await response.text());
  }

  const arrives = (number: string, item: object): Promise<void> =>
    post(`/fax-sms/connections/${nodeOf(number, { type: 'fax-sms-connection' })}/inject`, item);

  it('have ids of their own, each example by itself', () => {
    const ids = flows.flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('show every node of the package', () => {
    const types = new Set(flows.flat().map(({ type }) => type));
    assert.deepEqual(
      NODE_TYPES.filter((type) => !types.has(type)),
      [],
    );
  });

  for (const [what, ...names] of [
    ['04: a PDF is sent, and its end is told', 'accepted', 'finished'],
    ['06: what fails goes to another number', 'the other number'],
    ['07: an SMS is sent, and its receipt comes back', 'delivered'],
    ['08: a fax that fails wakes somebody', 'alert'],
    ['09: a received SMS is answered, and closed', 'what became of the answer', 'closed'],
  ] as const) {
    it(what, async () => {
      for (const name of names) await shows(name);
    });
  }

  it('05: a broadcast ends with a report of every number', async () => {
    await shows('report');
    const report = await readFile(join(userDir.path, 'fax-report.csv'), 'utf8');
    const [header, ...rows] = report.trim().split(/\r?\n/);
    assert.equal(header, 'name,state,cause,pages,calls');
    assert.deepEqual(rows.map((row) => row.split(',').slice(0, 3).join()).sort(), [
      'Always busy,failed,busy',
      'Clinic,succeeded,normal',
      'No fax machine,failed,not-fax',
      'Office,succeeded,normal',
    ]);
  });

  it('10: a fax is counted page by page, and then it is in the folder', async () => {
    await isWritten('fax received', 'page 1, page 2, succeeded');
    await shows('fax saved');
    const saved = await readdir(join(userDir.path, 'faxes'));
    assert(saved.some((name) => name.endsWith('.tif')));
  });

  it('11: one fax goes through page by page, the other one is stopped on demand', async () => {
    await isWritten('fax sent', 'page 1, page 2, page 3, succeeded');
    assert(!(await journal()).some(({ how }) => how?.endsWith('cancelled')), 'nobody has asked for a stop yet');
    await post(`/inject/${nodeOf('11', { name: 'stop' })}`);
    await isWritten('fax sent', 'page 1, cancelled');
  });

  it('12: each fax lands in the folder of its number, one for an unknown number, too', async () => {
    await arrives('12', { kind: 'fax', to: '+15550100002' });
    await arrives('12', { kind: 'fax', to: '+15550100077' });
    for (const folder of ['office', 'accounts', 'unknown-number']) {
      const filed = async (): Promise<string[]> => readdir(join(userDir.path, 'faxes', folder));
      await eventually(`a fax is in ${folder}`, async () => (await filed()).length > 0);
      assert.equal((await filed()).length, 1);
    }
  });

  it('13: an SMS goes out and another one comes in', async () => {
    await arrives('13', { kind: 'sms', text: 'Hello' });
    await isWritten('SMS sent', 'delivered');
    await eventually('the SMS is in the journal', async () => (await journal()).some(({ text }) => text === 'Hello'));
    await shows('received');
  });

  it('leave no error in the log', () => {
    assert.deepEqual(
      log.filter((line) => line.includes('[error]')),
      [],
    );
  });
});
