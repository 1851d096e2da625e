import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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
  env?: { name: string; value: string }[];
}

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const flows = files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as FlowNode[]);

describe('the example flows', function () {
  this.timeout(2 * 60_000);
  let userDir: UserDir;
  let child: ChildProcess;
  const log: string[] = [];

  before(async () => {
    userDir = await makeUserDir('pushline: { timeScale: 200 }');
    await userDir.writeFlows(flows.flat().map(adapted));
    const port = await freePort();
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

  it('leave no error in the log', () => {
    assert.deepEqual(
      log.filter((line) => line.includes('[error]')),
      [],
    );
  });
});
