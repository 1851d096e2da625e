import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/domain/clock';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { eventually, freePort } from './support/eventually';
import { RestartingNodeRed } from './support/restarting-node-red';
import { SMS_FLOW_CREDENTIALS, smsFlow, type SmsRecord } from './support/sms-flow';
import { makeUserDir, type UserDir } from './support/user-dir';

/** The provider's 72 hours pass in 13 s. */
const TIME_SCALE = 20_000;

describe('a receiver that is off until the provider has given up its pushes', function () {
  this.timeout(2 * 60_000);
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;

  before(async () => {
    const port = await freePort();
    esendex = await startEsendexSimulator({
      clock: systemClock(TIME_SCALE),
      pushTarget: `http://127.0.0.1:${port}/sms`,
      parallel: 64,
      // Five seconds of ours.
      timeoutMs: 5_000 * TIME_SCALE,
    });
    userDir = await makeUserDir('pushline: { timeScale: 10 }');
    folder = join(userDir.path, 'sms');
    await mkdir(folder);
    await userDir.writeFlows(smsFlow({ folder, baseUrl: esendex.baseUrl, path: '/sms' }), SMS_FLOW_CREDENTIALS);
    nodeRed = new RestartingNodeRed(userDir.path, port);
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await esendex.close();
    await userDir.remove();
  });

  async function records(): Promise<SmsRecord[]> {
    const text = await readFile(join(folder, 'offered.jsonl'), 'utf8').catch(() => '');
    return text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as SmsRecord);
  }
  const idOf = ({ key }: SmsRecord): string => key.slice(key.lastIndexOf(':') + 1);
  const inject = (count: number, what: string): string[] =>
    Array.from({ length: count }, (_, n) => esendex.inject({ kind: 'sms', text: `${what} ${n}` }).toLowerCase());

  it('gets everything from the inbox after its start, once', async () => {
    await nodeRed.start();
    const pushed = inject(20, 'while on');
    await eventually('they came by push', async () => (await records()).length === pushed.length);
    await nodeRed.end('SIGKILL');
    const missed = inject(200, 'while off');
    await eventually('the provider gives up', () => Promise.resolve(esendex.pusher.outstanding().length === 0));
    const answered = esendex.pusher.answers()['200'] ?? 0;

    await nodeRed.start();
    const all = new Set([...pushed, ...missed]);
    await eventually('all are offered', async () => new Set((await records()).map(idOf)).size === all.size);
    await eventually('all are read', () => Promise.resolve(esendex.unread().length === 0));
    const offers = await records();
    const seen = new Set<string>();
    const unannounced = offers.filter((record) => {
      const again = seen.has(idOf(record)) && !record.redelivered;
      seen.add(idOf(record));
      return again;
    });
    const byPoll = offers.filter((record) => missed.includes(idOf(record)) && record.source === 'poll');
    console.table({
      'texts sent': all.size,
      'pushes that were answered': answered,
      'brought by the inbox': new Set(byPoll.map(idOf)).size,
      lost: [...all].filter((id) => !seen.has(id)).length,
      'offered again without saying so': unannounced.length,
    });
    assert.deepEqual(
      [...all].filter((id) => !seen.has(id)),
      [],
    );
    assert.deepEqual(unannounced, []);
    assert.equal(new Set(byPoll.map(idOf)).size, missed.length);
  });
});
