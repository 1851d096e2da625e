import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { NodeRedProcess } from '../../scripts/lib/node-red.mjs' with { 'resolution-mode': 'import' };
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { FAX_FLOW_CREDENTIALS, faxFlow, readRecords } from './support/fax-flow';
import { PROBE_SETTINGS, readProbe } from './support/probe';
import { startSimulatorProcess, type SimulatorProcess } from './support/simulator-process';
import { makeUserDir, RED_JS, type UserDir } from './support/user-dir';

const DEPLOYS = 500;
/** Of what was left behind, at least three seconds each. */
const READINGS = 20;
const KINDS = ['full', 'flows', 'nodes'] as const;
/** Beyond the third lease of a fax: a deploy ends what is in a node that it restarts, and nobody knows until the lease is over. */
const LEASES_MS = 8 * 60_000;

describe('500 redeploys of a real Node-RED under load', () => {
  let simulator: SimulatorProcess;
  let userDir: UserDir;
  let folder: string;
  let nodeRed: NodeRedProcess;
  let probePort: number;
  const lines: string[] = [];

  before(async () => {
    const { startNodeRed } = await import('../../scripts/lib/node-red.mjs');
    simulator = await startSimulatorProcess();
    probePort = await freePort();
    userDir = await makeUserDir(`pushline: { timeScale: 20 }, ${PROBE_SETTINGS(probePort)}`);
    folder = join(userDir.path, 'faxes');
    await mkdir(folder);
    await userDir.writeFlows(flow(0), FAX_FLOW_CREDENTIALS);
    const port = await freePort();
    nodeRed = await startNodeRed({ redJs: RED_JS, userDir: userDir.path, port, onLine: (line) => lines.push(line) });
  });

  after(async () => {
    await nodeRed.stop();
    await simulator.stop();
    await userDir.remove();
  });

  /** In turn another property changes: of the connection, of the receiving node, of the node behind it. */
  function flow(deploy: number): unknown[] {
    const changed = ['connection', 'receive', 'restore'][deploy % 3];
    return (faxFlow({ folder, ...simulator }) as { id: string }[]).map((node) =>
      node.id === changed ? { ...node, name: `deploy ${deploy}` } : node,
    );
  }

  async function deploy(count: number): Promise<void> {
    await nodeRed.request('/flows', {
      method: 'POST',
      headers: { 'Node-RED-Deployment-Type': KINDS[Math.floor(count / 3) % KINDS.length] ?? 'full' },
      body: flow(count),
    });
  }

  interface View {
    state: string;
    counts: Record<'waiting' | 'offered' | 'redeliver' | 'acks', number>;
  }

  /** What then has a timer or a socket keeps it: nothing is to be offered, told or tried again. */
  async function settled(): Promise<void> {
    await eventually('nothing is unread', async () => (await simulator.state()).unread.length === 0, LEASES_MS);
    await eventually('it is connected, and nothing is open', async () => {
      const { state, counts } = (await nodeRed.request('/fax-sms/connections/connection')) as View;
      return state === 'connected' && counts.waiting + counts.offered + counts.redeliver + counts.acks === 0;
    });
  }

  /** As it stays: the long poll begins a while after what was unread is gone, and has a timer and a socket of its own. */
  async function steadyProbe(): Promise<Record<string, number>> {
    let last = await readProbe(probePort);
    for (let tries = 1; tries < READINGS; tries += 1) {
      const next = await readProbe(probePort);
      if (isDeepStrictEqual(next, last)) return next;
      last = next;
    }
    return last;
  }

  it('loses no fax and leaves no timer, socket, listener or file handle behind', async () => {
    await simulator.inject({});
    for (let count = 0; count < 6; count += 1) await deploy(count);
    await settled();
    const before = await steadyProbe();

    const injected = new Set<string>();
    for (let count = 1; count <= DEPLOYS; count += 1) {
      injected.add(await simulator.inject({ deliver: count % 2 === 0 ? 'push' : 'poll-only' }));
      await deploy(count);
      await pause(20);
    }
    await settled();
    // What waits for a retry or a lease ends by itself; a leak stays.
    const grownSince = (now: Record<string, number>): string[] =>
      Object.keys(before).filter((name) => (now[name] ?? 0) > (before[name] ?? 0));
    let after = await readProbe(probePort);
    for (let tries = 1; tries < READINGS && grownSince(after).length > 0; tries += 1)
      after = await readProbe(probePort);

    const files = new Set((await readdir(folder)).filter((file) => file.endsWith('.tif')));
    const offered = (await readRecords(folder)).filter(({ step }) => step === 'offered');
    const lost = [...injected].filter((id) => !files.has(`fax-${id.toLowerCase()}.tif`));
    console.table({ deploys: DEPLOYS, faxes: injected.size, offers: offered.length, lost: lost.length });
    console.table({ before, after });
    assert.equal(lost.length, 0);
    assert.deepEqual(grownSince(after), []);
    assert.deepEqual(
      lines.filter((line) => line.includes('Close timed out') || line.includes('uncaught')),
      [],
    );
  });
});
