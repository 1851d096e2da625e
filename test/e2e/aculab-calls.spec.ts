import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/domain/clock';
import { startAculabSimulator, type AculabSimulator } from '../../src/simulator/aculab/aculab-simulator';
import type { Fault } from '../../src/simulator/aculab/fault';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { ACULAB_CREDENTIALS, aculabFlow, type AculabRecord } from './support/aculab-flow';
import { freePort } from '../support/free-port';
import { beforeDropping, dropUnknown } from './support/drop-unknown';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { between, oneOf, SEED, seededRandom } from './support/seeded-random';
import { settles } from './support/settles';
import { storedIn } from './support/stored-rows';
import { submitJob } from './support/submit-job';
import { assertNone, naming } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const CALLS = 100;
const KILLS = 6;
const TIME_SCALE = 20;

/** The last four digits of a number decide what becomes of a call. */
const DELIVERED = ['0001', '0001', '0004', '0013', '0014'] as const;
/** Sent, but the pages that say so never come. */
const SILENT = ['0012', '0019'] as const;
const FAILED = ['0002', '0009', '0010'] as const;
const ENDINGS = [...DELIVERED, ...SILENT, ...FAILED];

const PATTERNS = ['normal', 'twice', 'reordered', 'no-next', 'final-only', 'first-only'] as const;
const AVAILABLE = ['late', 'early', 'never'] as const;

describe(`${2 * CALLS} calls of Aculab over bad lines, with kill -9 at random moments`, () => {
  let aculab: AculabSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;
  const [spoiling, calling, killing] = [seededRandom(SEED), seededRandom(SEED + 1), seededRandom(SEED + 2)];

  before(async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const path = '/aculab-0123456789abcdef';
    aculab = await startAculabSimulator({
      clock: systemClock(TIME_SCALE),
      timeoutMs: 60_000,
      callAt: `${publicUrl}${path}`,
    });
    userDir = await makeUserDir(
      (path) => `pushline: { timeScale: ${TIME_SCALE}, documentRoots: [${JSON.stringify(join(path, 'out'))}] }`,
    );
    folder = join(userDir.path, 'out');
    await mkdir(folder);
    const document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    await userDir.writeFlows(
      aculabFlow({ folder, document, baseUrl: aculab.baseUrl, publicUrl, path }),
      ACULAB_CREDENTIALS,
    );
    nodeRed = new RestartingNodeRed(userDir.path, port);
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await aculab.close();
    await userDir.remove();
  });

  async function records<At extends AculabRecord['at']>(at: At): Promise<Extract<AculabRecord, { at: At }>[]> {
    const all = await readJsonLines<AculabRecord>(join(folder, 'records.jsonl'));
    return all.filter((record): record is Extract<AculabRecord, { at: At }> => record.at === at);
  }

  const numberOf = (n: number): string => `1555${String(n).padStart(3, '0')}${endingOf(n)}`;
  const endingOf = (n: number): string => ENDINGS[n % ENDINGS.length] ?? '0001';

  const callsTo = (n: number): ReturnType<AculabSimulator['calls']> =>
    aculab.calls().filter(({ direction, to }) => direction === 'out' && to === numberOf(n));

  const submit = (n: number): Promise<void> => submitJob(nodeRed.port, { n, to: `+${numberOf(n)}` });

  /** One of these strikes now and then, and none twice in a row where little is asked for. */
  function spoil(): void {
    const faults: [Fault, ...Fault[]] = [
      { action: 'service_start', lateMs: 4_000 },
      ...(['before', 'after', 'mid-reply'] as const).map((drop) => ({ action: 'service_start' as const, drop })),
      { action: 'service_start', status: 503, retryAfterSeconds: 1 },
      { action: 'service_start', status: 429, retryAfterSeconds: 1 },
      { action: 'file_write', drop: 'after' },
      { action: 'file_get', drop: 'mid-reply' },
      { action: 'file_list', body: 'truncated' },
      { action: 'file_delete', drop: 'after' },
      ...(['lost', 'cut', 'unread'] as const).flatMap((page) =>
        (['page.first', 'page.next', 'page.progress', 'page.available', 'page.final'] as const).map((action) => ({
          ...{ action, page },
        })),
      ),
    ];
    const fault = oneOf(spoiling, faults);
    const isSet = aculab.faults.list().some(({ action }) => action === fault.action);
    if (!isSet) aculab.faults.set({ ...fault, times: 1 });
  }

  /** Somebody faxes us, in every way that pages can come. */
  function call(): void {
    const [pattern, available] = [oneOf(calling, PATTERNS), oneOf(calling, AVAILABLE)];
    aculab.inject({ pages: oneOf(calling, [1, 2, 3]), pattern, available });
  }

  it('loses no fax, sends none twice, and tells the truth of each', async () => {
    console.log(`    seed ${SEED}`);
    await nodeRed.start();
    let loading = true;
    const submitted = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (let n = lane; n < CALLS; n += 4) {
          await submit(n);
          call();
          await pause(200);
        }
      }),
    ).finally(() => {
      loading = false;
    });
    const faults = (async () => {
      while (loading) {
        spoil();
        await pause(200);
      }
    })();
    for (let kills = 0; kills < KILLS; kills += 1) {
      await pause(between(killing, 1_000, 4_000));
      await nodeRed.end('SIGKILL');
      await nodeRed.start();
    }
    await Promise.all([submitted, faults]);
    aculab.faults.clear();

    const ended = async (): Promise<Set<number>> => new Set((await records('sent')).map(({ n }) => n));
    const open = (): number => aculab.media.stored().filter(isReceived).length;
    const isCalling = (n: number): boolean => callsTo(n).some(({ stoppedAt }) => stoppedAt === undefined);
    /** The last of those whose pages never come are unknown long after all others have ended. */
    const isSettled = async (): Promise<boolean> => {
      const told = await ended();
      const left = Array.from({ length: CALLS }, (_, n) => n).filter((n) => !told.has(n));
      if (open() > 0 || left.some(isCalling)) return false;
      return left.length === (await nodeRed.admin.jobs('line', 'unknown')).length;
    };
    await settles(
      isSettled,
      async () => `${(await ended()).size} of ${CALLS} jobs have ended, ${open()} faxes are open`,
    );
    const dropped = await dropUnknown(nodeRed.admin, ['line']);
    await eventually('all have ended', async () => (await ended()).size === CALLS).catch(console.error);

    const received = await judgeReceived();
    const sent = await judgeSent(dropped);
    console.table({ kills: KILLS, calls: aculab.calls().length, ...received.table });
    console.table(sent.table);
    const stored = storedIn(userDir, nodeRed);
    await assertNone(received.wrong, { notedOf: (file) => naming(file, received.told), stored });
    assert(received.table.stored > CALLS / 2, 'most calls bring a fax');
    assert(sent.delivered > (CALLS * DELIVERED.length) / ENDINGS.length / 2, 'most faxes are known to have arrived');
    await assertNone(sent.wrong, {
      notedOf: (what) => sent.told.filter(({ n }) => n === parseInt(what, 10)),
      nameOf: (what) => numberOf(parseInt(what, 10)),
      stored,
    });
  });

  /** What we upload lies in the same store. */
  const isReceived = (name: string): boolean => name.startsWith('/rest_api/');

  async function judgeReceived() {
    const open = aculab.media.stored().filter(isReceived);
    const files = [...open, ...aculab.media.deleted().filter(isReceived)];
    const told = await records('received');
    const byFile = grouped(told, ({ file }) => file);
    const notSaying = [...byFile].filter(([, all]) => all.filter(({ redelivered }) => !redelivered).length > 1);
    const wrong = {
      lost: files.filter((name) => !byFile.has(name)),
      'not decrypted': told.filter(({ type }) => type !== 'image/tiff').map(({ file }) => file),
      'again, not saying so': notSaying.map(([name]) => name),
      'left open': open,
    };
    return { told, wrong, table: { stored: files.length, 'offered again': told.length - byFile.size } };
  }

  async function judgeSent(dropped: readonly string[]) {
    const told = beforeDropping(await records('sent'), dropped);
    const ends = grouped(told, ({ n }) => n);
    const jobs = Array.from({ length: CALLS }, (_, n) => {
      const states = [...new Set((ends.get(n) ?? []).map(({ state }) => state))];
      return { n, state: states[0], states, transfers: callsTo(n).filter(({ document }) => document).length };
    });
    const which = (holds: (job: (typeof jobs)[number]) => boolean): string[] =>
      jobs.filter(holds).map(({ n, states, transfers }) => `${n} (${endingOf(n)}): ${states.join()}, ${transfers}`);
    const isGood = (n: number): boolean => !(FAILED as readonly string[]).includes(endingOf(n));
    const wrong = {
      lost: which(({ states }) => states.length === 0),
      'sent twice': which(({ n, transfers }) => isGood(n) && transfers > 1),
      'ended in two ways': which(({ states }) => states.length > 1),
      'told as sent, never sent': which(
        ({ n, state, transfers }) => state === 'succeeded' && !(isGood(n) && transfers),
      ),
      'told as failed, but sent': which(({ n, state, transfers }) => state === 'failed' && isGood(n) && transfers > 0),
    };
    const table: Record<string, Record<string, number>> = {};
    for (const { n, state = 'none' } of jobs) {
      const row = (table[endingOf(n)] ??= {});
      row[state] = (row[state] ?? 0) + 1;
    }
    return { told, wrong, table, delivered: jobs.filter(({ state }) => state === 'succeeded').length };
  }
});

function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
