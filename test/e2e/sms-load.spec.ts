import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { settles } from './support/settles';
import { plainFlow, SMS_FLOW_CREDENTIALS, smsFlow, type SmsRecord } from './support/sms-flow';
import { storedIn } from './support/stored-rows';
import { assertNone, countsOf, naming } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const PER_SECOND = 50;
const DEPLOY_EVERY_MS = 2_000;
const KILL_EVERY_MS = 10_000;
/** A minute, and longer where it takes its time to start. */
const KILLS = 5;
const TEXTS_A_KILL = (PER_SECOND * KILL_EVERY_MS) / 1_000;
const DEPLOYS = 10;
const KINDS = ['full', 'flows', 'nodes'];

describe('50 pushes a second while Node-RED is deployed every 2 s and killed every 10 s', () => {
  let ours: EsendexSimulator;
  let plain: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;

  before(async () => {
    const port = await freePort();
    const pushing = { schedule: [500], timeoutMs: 5_000, parallel: 64 };
    ours = await startEsendexSimulator({ ...pushing, pushTarget: `http://127.0.0.1:${port}/ours` });
    plain = await startEsendexSimulator({ ...pushing, pushTarget: `http://127.0.0.1:${port}/plain` });
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    folder = join(userDir.path, 'sms');
    await mkdir(folder);
    await userDir.writeFlows(flows(0), SMS_FLOW_CREDENTIALS);
    nodeRed = new RestartingNodeRed(userDir.path, port);
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await Promise.all([ours.close(), plain.close()]);
    await userDir.remove();
  });

  /** In turn another node is new, so that each kind of deploy has something to restart. */
  function flows(deploy: number): object[] {
    const changed = ['connection', 'receive', 'note'][deploy % 3];
    const all = [...smsFlow({ folder, baseUrl: ours.baseUrl, path: '/ours' }), ...plainFlow(folder, '/plain')];
    return all.map((node) => ('id' in node && node.id === changed ? { ...node, name: `deploy ${deploy}` } : node));
  }

  async function records(file: string): Promise<SmsRecord[]> {
    return readJsonLines(join(folder, file));
  }

  it('loses none, offers none again without saying so, and answers nothing but 200 and 503', async () => {
    const injected = new Set<string>();
    const injectedPlain = new Set<string>();
    const count = { kills: 0, deploys: 0 };
    await nodeRed.start();
    const isOver = (): boolean => count.kills >= KILLS && count.deploys >= DEPLOYS;

    const load = (async () => {
      while (!isOver()) {
        const { size: sent } = injected;
        if (sent < (count.kills + 1) * TEXTS_A_KILL) {
          injected.add(ours.inject({ kind: 'sms', text: `ours ${sent}` }).toLowerCase());
          injectedPlain.add(plain.inject({ kind: 'sms', text: `plain ${sent}` }).toLowerCase());
        }
        await pause(1_000 / PER_SECOND);
      }
    })();
    const deploys = (async () => {
      for (let deploy = 1; !isOver(); deploy += 1) {
        await pause(DEPLOY_EVERY_MS);
        if (await nodeRed.deploy(flows(deploy), KINDS[deploy % KINDS.length] ?? 'full')) count.deploys += 1;
      }
    })();
    const kills = (async () => {
      for (; count.kills < KILLS; count.kills += 1) {
        await pause(KILL_EVERY_MS);
        await nodeRed.end('SIGKILL');
        await nodeRed.start();
      }
    })();
    await Promise.all([load, deploys, kills]);

    const offeredIds = async (): Promise<Set<string>> =>
      new Set((await records('offered.jsonl')).map(({ key }) => key.slice(key.lastIndexOf(':') + 1)));
    await settles(
      async () => (await offeredIds()).size === injected.size && ours.unread().length === 0,
      async () => `${(await offeredIds()).size} of ${injected.size} are offered, ${ours.unread().length} are not read`,
    );
    await eventually('nothing is pushed any more', () => Promise.resolve(plain.pusher.outstanding().length === 0));

    const offered = await records('offered.jsonl');
    const ids = await offeredIds();
    const seen = new Set<string>();
    const unannounced = offered.filter(({ key, redelivered }) => {
      const again = seen.has(key) && !redelivered;
      seen.add(key);
      return again;
    });
    const plainKeys = (await records('plain.jsonl')).map(({ key }) => key.toLowerCase());
    const wrong = {
      lost: [...injected].filter((id) => !ids.has(id)),
      'offered again without saying so': unannounced.map(({ key }) => key),
      'left unread': ours.unread().map(({ id }) => id),
    };
    console.table({
      ...count,
      'texts sent': injected.size,
      'offered again, saying so': offered.length - seen.size - unannounced.length,
      ...countsOf(wrong),
    });
    console.table({ 'our answers': ours.pusher.answers(), 'answers of http in': plain.pusher.answers() });
    console.table({
      'http in, same load: lost': [...injectedPlain].filter((id) => !plainKeys.includes(id)).length,
      'http in, same load: taken twice': plainKeys.length - new Set(plainKeys).size,
    });

    await assertNone(wrong, { notedOf: (id) => naming(id, offered), stored: storedIn(userDir, nodeRed) });
    const other = Object.keys(ours.pusher.answers()).filter(
      (answer) => /^\d+$/.test(answer) && !['200', '503'].includes(answer),
    );
    assert.deepEqual(other, []);
  });
});
