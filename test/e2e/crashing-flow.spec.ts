import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchAfresh } from '../support/fetch-afresh';
import { freePort } from '../support/free-port';
import { FAX_FLOW_CREDENTIALS, jobIdOf } from './support/fax-flow';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { settles } from './support/settles';
import { startSimulatorProcess, type SimulatorProcess } from './support/simulator-process';
import { storedIn } from './support/stored-rows';
import { assertNone, naming } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const FAXES = 1_000;
/** Three crashes, one for each halving, two to be sure; twice, because a crash may come before all of a half is in the flow. */
const MOST_STARTS = 2 * (3 + Math.ceil(Math.log2(FAXES)) + 2);

interface Got {
  key: string;
  at: number;
}

describe(`a flow of a real Node-RED that aborts it on one of ${FAXES} faxes`, () => {
  let simulator: SimulatorProcess;
  let userDir: UserDir;
  let folder: string;
  let nodeRed: RestartingNodeRed;

  before(async () => {
    simulator = await startSimulatorProcess();
    // A quiet window of six seconds.
    userDir = await makeUserDir('pushline: { timeScale: 10 }, functionGlobalContext: { abort: () => process.abort() }');
    folder = join(userDir.path, 'faxes');
    await mkdir(folder);
    nodeRed = new RestartingNodeRed(userDir.path, await freePort());
  });

  after(async () => {
    await nodeRed.end('SIGKILL');
    await simulator.stop();
    await userDir.remove();
  });

  /** Fax → abort on the guilty one → note that it came; nothing is ever marked, so that all of them stay in the flow. */
  function flows(guilty: string): object[] {
    const code = `
      if (msg.event.key.endsWith(${JSON.stringify(guilty)})) global.get('abort')();
      msg.payload = JSON.stringify({ key: msg.event.key, at: Date.now() });
      msg.filename = ${JSON.stringify(join(folder, 'got.jsonl'))};
      return msg;`;
    const file = { filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false' };
    return [
      { id: 'tab', type: 'tab', label: 'faxes' },
      {
        ...{ id: 'connection', type: 'fax-sms-connection', name: 'etherFAX', provider: 'etherfax', simulator: false },
        ...{ account: 'efax-0000-0000', baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, pollSeconds: '10' },
        redeliverMinutes: '1000',
      },
      {
        ...{ id: 'receive', type: 'fax-receive-in', z: 'tab', x: 100, y: 100, connection: 'connection', number: '' },
        ...{ complete: 'manual', output: 'record', format: 'original', wires: [['crash']] },
      },
      {
        ...{ id: 'crash', type: 'function', z: 'tab', x: 200, y: 100, func: code, outputs: 1, noerr: 0 },
        ...{ initialize: '', finalize: '', libs: [], wires: [['note']] },
      },
      { ...{ id: 'note', type: 'file', z: 'tab', x: 300, y: 100, ...file, createDir: true, wires: [[]] } },
    ];
  }

  async function dead(): Promise<{ key: string; deadBy?: string }[]> {
    const path = '/fax-sms/connections/connection/events?state=dead';
    const response = await fetchAfresh(`http://127.0.0.1:${nodeRed.port}${path}`).catch(() => undefined);
    return response?.ok ? ((await response.json()) as { key: string; deadBy?: string }[]) : [];
  }

  const got = (): Promise<Got[]> => readJsonLines<Got>(join(folder, 'got.jsonl'));

  it('is found in a few starts and minutes, while new faxes pass', async () => {
    const all: string[] = [];
    for (let count = 0; count < FAXES; count += 1) {
      all.push((await simulator.inject({ deliver: 'poll-only' })).toLowerCase());
    }
    const guilty = all[Math.floor(FAXES / 3)] ?? '';
    await userDir.writeFlows(flows(guilty), FAX_FLOW_CREDENTIALS);
    const fresh = new Map<string, number>();
    const begun = Date.now();
    let starts = 0;
    let found: { key: string; deadBy?: string }[] = [];
    while (found.length === 0 && starts < MOST_STARTS) {
      starts += 1;
      // What is offered at the start may end it before anybody has read that it has started.
      await nodeRed.start().catch(() => undefined);
      fresh.set((await simulator.inject({ deliver: 'push' })).toLowerCase(), Date.now());
      while (nodeRed.isRunning && found.length === 0) {
        await pause(250);
        found = await dead();
      }
      if (found.length === 0) continue;
      const arrived = async (): Promise<number> => new Set((await got()).map(({ key }) => key)).size;
      await settles(
        async () => (await arrived()) >= FAXES - 1 + fresh.size,
        async () => `${await arrived()} faxes are in the flow`,
      );
      await nodeRed.end('SIGTERM');
    }
    const noted = await got();
    const seen = new Map<string, number>();
    for (const { key, at } of noted) if (!seen.has(jobIdOf(key))) seen.set(jobIdOf(key), at);
    const waits = [...fresh].map(([id, at]) => Math.max(0, (seen.get(id) ?? Infinity) - at));
    const missing = [...all, ...fresh.keys()].filter((id) => !seen.has(id));
    console.table({
      ...{ faxes: FAXES, starts, seconds: Math.round((Date.now() - begun) / 1_000), 'new faxes': fresh.size },
      ...{
        'longest wait of a new one, ms': Math.max(...waits),
        'put aside': found.length,
        missing: missing.length - 1,
      },
    });
    assert.deepEqual(
      found.map(({ key, deadBy }) => [jobIdOf(key), deadBy]),
      [[guilty, 'crashes']],
    );
    assert(missing.includes(guilty));
    await assertNone(
      { missing: missing.filter((id) => id !== guilty) },
      { notedOf: (id) => naming(id, noted), stored: storedIn(userDir, nodeRed) },
    );
    assert(starts <= MOST_STARTS);
  });
});
