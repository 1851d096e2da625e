import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { FAX_FLOW_CREDENTIALS, faxFlow, jobIdOf, readRecords } from './support/fax-flow';
import { RestartingNodeRed } from './support/restarting-node-red';
import { between, SEED, seededRandom } from './support/seeded-random';
import { settles } from './support/settles';
import { startSimulatorProcess, type SimulatorProcess } from './support/simulator-process';
import { storedIn } from './support/stored-rows';
import { assertNone, countsOf, naming } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const KILLS = 50;
/** So many come between two kills at most: where all takes longer, it is not more that has to be done. */
const FAXES_A_KILL = 25;
const DELIVERIES = ['push', 'poll-only', 'push-without-image', 'push-twice'];

describe('kill -9 of a real Node-RED at random moments', () => {
  let simulator: SimulatorProcess;
  let userDir: UserDir;
  let folder: string;
  let nodeRed: RestartingNodeRed;
  const [injections, killing] = [seededRandom(SEED), seededRandom(SEED + 1)];

  before(async () => {
    simulator = await startSimulatorProcess();
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    folder = join(userDir.path, 'faxes');
    await mkdir(folder);
    nodeRed = new RestartingNodeRed(userDir.path, await freePort());
    await userDir.writeFlows(faxFlow({ folder, ...simulator }), FAX_FLOW_CREDENTIALS);
  });

  after(async () => {
    await nodeRed.end('SIGKILL');
    await simulator.stop();
    await userDir.remove();
  });

  const countRecords = async (): Promise<number> => (await readRecords(folder)).length;

  /** On a slow machine no time after the start would reach it. */
  async function inItsMidst(recorded: number): Promise<void> {
    await eventually('the flow has got a fax', async () => (await countRecords()) > recorded);
    await pause(between(killing, 0, 400));
  }

  it(`loses no fax and marks none by itself over ${KILLS} kills`, async () => {
    console.log(`    seed ${SEED}`);
    const injected = new Set<string>();
    let injecting = true;
    let kill = 0;
    const source = (async () => {
      while (injecting) {
        const deliver = DELIVERIES[injected.size % DELIVERIES.length];
        if (injected.size < (kill + 1) * FAXES_A_KILL) injected.add(await simulator.inject({ deliver }));
        await pause(between(injections, 20, 80));
      }
    })();
    for (; kill < KILLS; kill += 1) {
      const recorded = await countRecords();
      const started = nodeRed.start();
      if (kill % 5 === 0) await pause(between(killing, 0, 1_500));
      else if (kill % 2 === 0) await started.then(() => pause(between(killing, 100, 1_100)));
      else await started.then(() => inItsMidst(recorded));
      await nodeRed.end('SIGKILL');
      await started;
    }
    injecting = false;
    await source;

    await nodeRed.start();
    const left = async (): Promise<number> => injected.size - (await simulator.state()).received.length;
    await settles(
      async () => (await left()) === 0,
      async () => `${await left()} faxes are not marked received`,
    );
    await nodeRed.end('SIGTERM');

    const records = await readRecords(folder);
    const { received, marks } = await simulator.state();
    const files = new Set((await readdir(folder)).filter((file) => file.endsWith('.tif')));
    const offered = records.filter(({ step }) => step === 'offered');
    const marking = new Set(records.filter(({ step }) => step === 'marking').map(({ key }) => jobIdOf(key)));
    const seen = new Set<string>();
    const unannounced: string[] = [];
    for (const { key, redelivered } of offered) {
      if (seen.has(key) && !redelivered) unannounced.push(key);
      seen.add(key);
    }
    const wrong = {
      'not written': [...injected].filter((id) => !files.has(`fax-${id.toLowerCase()}.tif`)),
      'offered again without redelivered': unannounced,
      'left unread': [...injected].filter((id) => !received.includes(id)),
      'marked though the flow had not': marks.flatMap(({ jobId }) => (marking.has(jobId.toLowerCase()) ? [] : [jobId])),
    };
    const again = offered.length - seen.size;
    const counts = { kills: KILLS, faxes: injected.size, offers: offered.length, 'offered again': again };
    console.table({ ...counts, ...countsOf(wrong) });
    await assertNone(wrong, { notedOf: (id) => naming(id, records), stored: storedIn(userDir, nodeRed) });
    assert.ok(injected.size > 500 && again > 0, 'faxes were open when it was killed');
  });
});
