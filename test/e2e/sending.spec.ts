import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { freePort } from '../support/free-port';
import { beforeDropping, dropUnknown } from './support/drop-unknown';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { between, oneOf, SEED, seededRandom } from './support/seeded-random';
import { SENDING_CREDENTIALS, sendingFlow, type SendingRecord } from './support/sending-flow';
import { settles } from './support/settles';
import { storedIn } from './support/stored-rows';
import { submitJob } from './support/submit-job';
import { assertNone, countsOf } from './support/traces';
import { makeUserDir, type UserDir } from './support/user-dir';

const JOBS = 400;
const KILLS = 12;
const SMS_TEXT = /^Parcel (\d+) is here$/;

describe(`${JOBS} faxes and ${JOBS} SMS over bad lines, with kill -9 at random moments`, () => {
  let etherfax: EtherFaxSimulator;
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;
  const [spoiling, killing] = [seededRandom(SEED), seededRandom(SEED + 1)];

  before(async () => {
    const port = await freePort();
    etherfax = await startEtherFaxSimulator({ stepMs: 40, account: { ports: 8 } });
    const pushTarget = `http://127.0.0.1:${port}/receipts`;
    esendex = await startEsendexSimulator({ stepMs: 100, schedule: [500], timeoutMs: 5_000, pushTarget });
    userDir = await makeUserDir(
      (path) => `pushline: { timeScale: 20, documentRoots: [${JSON.stringify(join(path, 'out'))}] }`,
    );
    folder = join(userDir.path, 'out');
    await mkdir(folder);
    const document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    const path = '/receipts';
    await userDir.writeFlows(
      sendingFlow({ folder, document, etherfax, esendex: { baseUrl: esendex.baseUrl, path } }),
      SENDING_CREDENTIALS,
    );
    nodeRed = new RestartingNodeRed(userDir.path, port);
  });

  after(async () => {
    await nodeRed.end('SIGTERM');
    await Promise.all([etherfax.close(), esendex.close()]);
    await userDir.remove();
  });

  async function records(): Promise<SendingRecord[]> {
    return readJsonLines(join(folder, 'records.jsonl'));
  }

  const numberOf = (kind: 'fax' | 'sms', n: number): string =>
    `+1${kind === 'fax' ? '555' : '556'}${String(n).padStart(3, '0')}9999`;

  const submit = (kind: 'fax' | 'sms', n: number): Promise<void> =>
    submitJob(nodeRed.port, { kind, n, to: numberOf(kind, n) });

  /** One of these strikes a request to send now and then; where few are made, not each of them. */
  function spoil(): void {
    const action = 'outbox.send' as const;
    const faults = [
      { action, drop: 'before', times: 1 },
      { action, drop: 'after', times: 1 },
      { action, drop: 'mid-reply', times: 1 },
      { action, lateMs: 300, times: 1 },
      { action, status: 503, retryAfterSeconds: 1, times: 1 },
      { action, status: 429, retryAfterSeconds: 1, times: 1 },
      { action, sendResult: 12, times: 1 },
    ] as const;
    if (etherfax.faults.list().length === 0) etherfax.faults.set(oneOf(spoiling, faults));
    const sms = [
      { drop: 'before' },
      { drop: 'after' },
      { drop: 'mid-reply' },
      { lateMs: 300 },
      { status: 503, retryAfterSeconds: 1 },
      { status: 500 },
    ] as const;
    if (esendex.faults.list().length > 0) return;
    esendex.faults.set({ action: 'dispatcher.send', times: 1, ...oneOf(spoiling, sms) });
  }

  it('sends none twice, loses none, and says of each once what became of it', async () => {
    console.log(`    seed ${SEED}`);
    const count = { kills: 0 };
    await nodeRed.start();
    const numbers = Array.from({ length: JOBS }, (_, n) => n);
    let loading = true;
    const submitted = Promise.all(
      [0, 1, 2, 3].map(async (lane) => {
        for (const n of numbers.filter((number) => number % 4 === lane)) {
          await Promise.all([submit('fax', n), submit('sms', n)]);
        }
      }),
    ).finally(() => {
      loading = false;
    });
    const faults = (async () => {
      while (loading) {
        spoil();
        await pause(250);
      }
    })();
    for (; count.kills < KILLS; count.kills += 1) {
      await pause(between(killing, 1_000, 4_000));
      await nodeRed.end('SIGKILL');
      await nodeRed.start();
    }
    await Promise.all([submitted, faults]);
    etherfax.faults.clear();
    esendex.faults.clear();

    const ended = async (): Promise<Set<string>> =>
      new Set((await records()).filter(({ output }) => output === 'finished').map(({ kind, n }) => `${kind}${n}`));
    /** Nobody can tell of a fax that etherFAX has not taken, and whose request was lost. */
    const isSettled = async (): Promise<boolean> => {
      const [told, taken] = [await ended(), takenBy('fax')];
      const left = numbers.filter((n) => !told.has(`fax${n}`));
      if (told.size + left.length < 2 * JOBS || left.some((n) => taken.has(n))) return false;
      return left.length === (await nodeRed.admin.jobs('line-fax', 'unknown')).length;
    };
    await settles(isSettled, async () => `${(await ended()).size} of ${2 * JOBS} have ended`);
    const dropped = await dropUnknown(nodeRed.admin, ['line-fax', 'line-sms']);
    await eventually('all have ended', async () => (await ended()).size === 2 * JOBS).catch(console.error);

    const all = beforeDropping(await records(), dropped);
    const ends = all.filter(({ output }) => output === 'finished');
    const judged = { fax: judge('fax', ends), sms: judge('sms', ends) };
    console.table({ ...count, 'output 1': all.length - ends.length });
    console.table({ fax: rowOf(judged.fax), sms: rowOf(judged.sms) });
    for (const kind of ['fax', 'sms'] as const) {
      await assertNone(judged[kind].wrong, {
        notedOf: (n) => all.filter((record) => record.kind === kind && record.n === Number(n)),
        nameOf: (n) => numberOf(kind, Number(n)),
        stored: storedIn(userDir, nodeRed),
      });
      assert(judged[kind].table.taken > JOBS / 10, `the provider was sent ${judged[kind].table.taken} (${kind})`);
    }
  });

  function judge(kind: 'fax' | 'sms', ends: SendingRecord[]) {
    const taken = takenBy(kind);
    const ofKind = ends.filter((end) => end.kind === kind);
    const states = new Map<number, Set<string>>();
    for (const { n, state } of ofKind) states.set(n, (states.get(n) ?? new Set()).add(state));
    const good = (state: string): boolean => state === 'succeeded' || state === 'delivered';
    const told = [...states].map(([n, set]) => ({ n, state: [...set][0] ?? '', states: set.size }));
    const unknown = told.filter(({ state }) => state === 'unknown');
    const which = (all: readonly { n: number }[]): string[] => all.map(({ n }) => String(n));
    const jobs = Array.from({ length: JOBS }, (_, n) => ({ n }));
    return {
      table: {
        taken: [...taken.values()].reduce((sum, times) => sum + times, 0),
        'told as failed': told.filter(({ state }) => !good(state) && state !== 'unknown').length,
        unknown: unknown.length,
        'told again': ofKind.length - states.size,
      },
      wrong: {
        'sent twice': which(jobs.filter(({ n }) => (taken.get(n) ?? 0) > 1)),
        lost: which(jobs.filter(({ n }) => !states.has(n))),
        'told as sent, never taken': which(told.filter(({ n, state }) => good(state) && !taken.has(n))),
        'ended twice, differently': which(told.filter(({ states: count }) => count > 1)),
        // The list of sent messages tells of every SMS.
        'unknown, though the provider can tell': which(unknown.filter(({ n }) => kind === 'sms' || taken.has(n))),
      },
    };
  }

  function rowOf({ table, wrong }: ReturnType<typeof judge>): Record<string, number> {
    return { ...table, ...countsOf(wrong) };
  }

  /** How often the provider took each. */
  function takenBy(kind: 'fax' | 'sms'): Map<number, number> {
    const taken = new Map<number, number>();
    const ns =
      kind === 'fax'
        ? etherfax.jobs().map(({ dialNumber }) => Number(dialNumber.replace(/\D/g, '').slice(4, 7)))
        : esendex.sent().map(({ text }) => Number(SMS_TEXT.exec(text)?.[1]));
    for (const n of ns) taken.set(n, (taken.get(n) ?? 0) + 1);
    return taken;
  }
});
