import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { FAX_FLOW_CREDENTIALS, faxFlow, jobIdOf, readRecords } from './support/fax-flow';
import { between, SEED, seededRandom } from './support/seeded-random';
import { startSimulatorProcess, type SimulatorProcess } from './support/simulator-process';
import { makeUserDir, RED_JS, type UserDir } from './support/user-dir';

const KILLS = 50;
const DELIVERIES = ['push', 'poll-only', 'push-without-image', 'push-twice'];

describe('kill -9 of a real Node-RED at random moments', function () {
  this.timeout(10 * 60_000);
  let simulator: SimulatorProcess;
  let userDir: UserDir;
  let folder: string;
  let port: number;
  let running: ChildProcess | undefined;
  /** By the last one that was started. */
  const said: string[] = [];
  const [injections, killing] = [seededRandom(SEED), seededRandom(SEED + 1)];

  before(async () => {
    simulator = await startSimulatorProcess();
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    folder = join(userDir.path, 'faxes');
    await mkdir(folder);
    port = await freePort();
    await userDir.writeFlows(faxFlow({ folder, ...simulator }), FAX_FLOW_CREDENTIALS);
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.log(said.slice(-50).join('\n'));
  });

  after(async () => {
    running?.kill('SIGKILL');
    await simulator.stop();
    await userDir.remove();
  });

  function startNodeRed() {
    const child = spawn(process.execPath, [RED_JS, '-u', userDir.path, '-p', String(port)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    running = child;
    const exited = once(child, 'exit');
    said.length = 0;
    const started = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(line);
        if (line.includes('Started flows')) resolve();
      });
    });
    return { child, exited, started: Promise.race([started, exited]) };
  }

  const countRecords = async (): Promise<number> => (await readRecords(folder).catch(() => [])).length;

  /** On a slow machine no time after the start would reach it. */
  async function inItsMidst(recorded: number): Promise<void> {
    await eventually('the flow has got a fax', async () => (await countRecords()) > recorded);
    await pause(between(killing, 0, 400));
  }

  it(`loses no fax and marks none by itself over ${KILLS} kills`, async () => {
    console.log(`    seed ${SEED}`);
    const injected = new Set<string>();
    let injecting = true;
    const source = (async () => {
      for (let count = 0; injecting; count += 1) {
        injected.add(await simulator.inject({ deliver: DELIVERIES[count % DELIVERIES.length] }));
        await pause(between(injections, 20, 80));
      }
    })();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const recorded = await countRecords();
      const { child, exited, started } = startNodeRed();
      if (kill % 5 === 0) await pause(between(killing, 0, 1_500));
      else if (kill % 2 === 0) await started.then(() => pause(between(killing, 100, 1_100)));
      else await started.then(() => inItsMidst(recorded));
      child.kill('SIGKILL');
      await exited;
    }
    injecting = false;
    await source;

    const last = startNodeRed();
    const all = async (): Promise<boolean> => (await simulator.state()).received.length === injected.size;
    await eventually('every fax is marked received', all, 120_000).catch((error: unknown) => console.error(error));
    last.child.kill('SIGTERM');
    await last.exited;

    const records = await readRecords(folder);
    const { received, marks } = await simulator.state();
    const files = new Set((await readdir(folder)).filter((file) => file.endsWith('.tif')));
    const offered = records.filter(({ step }) => step === 'offered');
    const marking = new Set(records.filter(({ step }) => step === 'marking').map(({ key }) => jobIdOf(key)));
    const seen = new Set<string>();
    let unannounced = 0;
    for (const { key, redelivered } of offered) {
      if (seen.has(key) && !redelivered) unannounced += 1;
      seen.add(key);
    }
    const result = {
      kills: KILLS,
      faxes: injected.size,
      offers: offered.length,
      'offered again': offered.length - seen.size,
      'not written': [...injected].filter((id) => !files.has(`fax-${id.toLowerCase()}.tif`)).length,
      'offered again without redelivered': unannounced,
      'left unread': injected.size - received.length,
      'marked though the flow had not': marks.filter(({ jobId }) => !marking.has(jobId.toLowerCase())).length,
    };
    console.table(result);
    assert.equal(result['not written'], 0);
    assert.equal(result['offered again without redelivered'], 0);
    assert.equal(result['left unread'], 0);
    assert.equal(result['marked though the flow had not'], 0);
    assert.ok(result.faxes > 500 && result['offered again'] > 0, 'faxes were open when it was killed');
  });
});
