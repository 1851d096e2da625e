import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { systemClock } from '../../src/domain/clock';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { settles } from './support/settles';
import { SMS_FLOW_CREDENTIALS, smsFlow, type SmsRecord } from './support/sms-flow';
import { storedIn } from './support/stored-rows';
import { assertNone, countsOf, naming } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

/** The provider's 72 hours pass in 13 s. */
const TIME_SCALE = 20_000;

describe('a receiver that is off until the provider has given up its pushes', () => {
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
    return readJsonLines(join(folder, 'offered.jsonl'));
  }
  const idOf = ({ key }: SmsRecord): string => key.slice(key.lastIndexOf(':') + 1);
  const inject = (count: number, what: string): string[] =>
    Array.from({ length: count }, (_, n) => esendex.inject({ kind: 'sms', text: `${what} ${n}` }).toLowerCase());

  const answers = (answer: string): number => esendex.pusher.answers()[answer] ?? 0;
  const whenAnswered = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = esendex.onChange(() => {
        if (answers('200') < count) return;
        stop();
        resolve();
      });
    });

  it('gets everything after its start, once, whatever had come before', async () => {
    await nodeRed.start();
    const handled = inject(20, 'while on');
    await eventually('they are offered', async () => (await records()).length === handled.length);
    await eventually('they are marked and read', () => Promise.resolve(esendex.unread().length === 0));
    // The inbox lists what has not been pushed yet, and would bring it first.
    esendex.faults.set({ action: 'inbox.list', drop: 'before' });
    const cutShort = inject(100, 'just before the end');
    await whenAnswered(handled.length + cutShort.length / 2);
    await nodeRed.end('SIGKILL');
    esendex.faults.clear();

    const refused = inject(100, 'while off');
    await eventually('they are refused', () => Promise.resolve(answers('refused') >= refused.length));
    const unavailable = createServer((_, response) => response.writeHead(503).end()).listen(nodeRed.port, '127.0.0.1');
    const turnedAway = inject(100, 'while something before it answers 503');
    await eventually('they are turned away', () => Promise.resolve(answers('503') >= turnedAway.length));
    await eventually('the provider gives up', () => Promise.resolve(esendex.pusher.outstanding().length === 0));
    const givenUp = esendex.pusher.givenUp().map((id) => id.toLowerCase());
    await new Promise((resolve) => {
      unavailable.close(resolve);
      unavailable.closeAllConnections();
    });

    await nodeRed.start();
    const missed = [...refused, ...turnedAway];
    const all = [...handled, ...cutShort, ...missed];
    const offered = async (): Promise<number> => new Set((await records()).map(idOf)).size;
    await settles(
      async () => (await offered()) === all.length && esendex.unread().length === 0,
      async () => `${await offered()} of ${all.length} are offered, ${esendex.unread().length} are not read`,
    );
    const offers = await records();
    const seen = new Set<string>();
    const unannounced = offers.filter((record) => {
      const again = seen.has(idOf(record)) && !record.redelivered;
      seen.add(idOf(record));
      return again;
    });
    const byPoll = new Set(offers.filter(({ source }) => source === 'poll').map(idOf));
    const times = (id: string): number => offers.filter((record) => idOf(record) === id).length;
    const wrong = {
      lost: all.filter((id) => !seen.has(id)),
      'left unread': esendex.unread().map(({ id }) => id),
      'offered again without saying so': unannounced.map(idOf),
      'missed, and not brought by the inbox': missed.filter((id) => !byPoll.has(id)),
      // What had been answered for is no news to the inbox, however often it lists it.
      'answered for, and brought by the inbox': cutShort.filter((id) => byPoll.has(id) && !givenUp.includes(id)),
      'offered again, though nothing was cut short': [...handled, ...missed].filter((id) => times(id) > 1),
    };
    console.table({
      'texts sent': all.length,
      'pushes that were answered with 200': answers('200'),
      'pushes that were refused': answers('refused'),
      'pushes that were answered with 503': answers('503'),
      'given up by the provider': givenUp.length,
      'brought by the inbox': byPoll.size,
      'offered again, saying so': offers.length - seen.size - unannounced.length,
      ...countsOf(wrong),
    });
    await assertNone(wrong, { notedOf: (id) => naming(id, offers), stored: storedIn(userDir, nodeRed) });
  });
});
