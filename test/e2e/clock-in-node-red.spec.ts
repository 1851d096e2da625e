import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEsendexSimulator, type EsendexSimulator } from '../../src/simulator/esendex/esendex-simulator';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../src/documents/sample/sample-fax';
import { freePort } from '../support/free-port';
import { eventually } from './support/eventually';
import { readJsonLines } from './support/json-lines';
import { RestartingNodeRed } from './support/restarting-node-red';
import { SENDING_CREDENTIALS, sendingFlow, type SendingRecord } from './support/sending-flow';
import { submitJob } from './support/submit-job';
import { makeUserDir, type UserDir } from './support/user-dir';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPPED_DATE = resolve(__dirname, 'support/stepped-date.cjs');
/** A lease of 15 minutes takes 15 seconds, a redial three. */
const TIME_SCALE = 60;

interface Offered {
  key: string;
  attempt: number;
  redelivered: boolean;
}

describe('a real Node-RED whose wall clock is set', () => {
  let etherfax: EtherFaxSimulator;
  let esendex: EsendexSimulator;
  let userDir: UserDir;
  let nodeRed: RestartingNodeRed;
  let folder: string;
  let setBy: (ms: number) => Promise<void>;

  beforeEach(async () => {
    const port = await freePort();
    etherfax = await startEtherFaxSimulator({ stepMs: 200, account: { ports: 8 } });
    esendex = await startEsendexSimulator({ stepMs: 200, schedule: [500], pushTarget: `http://127.0.0.1:${port}/sms` });
    userDir = await makeUserDir(
      (path) => `pushline: { timeScale: ${TIME_SCALE}, documentRoots: [${JSON.stringify(join(path, 'out'))}] }`,
    );
    folder = join(userDir.path, 'out');
    await mkdir(folder);
    const document = join(folder, 'letter.tif');
    await writeFile(document, sampleFax());
    const toEsendex = { baseUrl: esendex.baseUrl, path: '/sms' };
    const sending = sendingFlow({ folder, document, etherfax, esendex: toEsendex, giveUpMinutes: '400' });
    await userDir.writeFlows([...sending, ...receivingFlow(folder)], SENDING_CREDENTIALS);
    const file = join(userDir.path, 'wall-clock');
    setBy = (ms) => writeFile(file, String(ms));
    const env = { NODE_OPTIONS: `--require ${JSON.stringify(STEPPED_DATE)}`, STEPPED_DATE: file };
    nodeRed = new RestartingNodeRed(userDir.path, port, { env });
  });

  afterEach(async () => {
    await nodeRed.end('SIGKILL');
    await Promise.all([etherfax.close(), esendex.close()]);
    await userDir.remove();
  });

  const offers = (): Promise<Offered[]> => readJsonLines(join(folder, 'offers.jsonl'));
  const ends = async (): Promise<SendingRecord[]> =>
    (await readJsonLines<SendingRecord>(join(folder, 'records.jsonl'))).filter(({ output }) => output === 'finished');

  /** Simulated faxes of one page are marked at once, others when they are offered again. */
  const receive = (pages: number): string => etherfax.inject({ pages });
  const timesOffered = async (id: string): Promise<number> =>
    (await offers()).filter(({ key }) => key.endsWith(id.toLowerCase())).length;

  for (const [name, ms] of Object.entries({ '-1 day': -DAY, '+1 day': DAY, '+40 days': 40 * DAY })) {
    it(`by ${name}, killed and set back: each fax and SMS is sent and entered once, in its time`, async () => {
      await nodeRed.start();
      const closed = receive(1);
      const leased = receive(2);
      await eventually('both are offered', async () => (await offers()).length === 2);
      esendex.faults.set({ action: 'dispatcher.send', drop: 'after', times: 1 });
      await submitJob(nodeRed.port, { kind: 'sms', n: 1, to: '+447700900001' });
      await eventually('its answer is lost', () => Promise.resolve(esendex.faults.list().length === 0));
      esendex.faults.set({ action: 'dispatcher.send', drop: 'before', times: 1 });
      await submitJob(nodeRed.port, { kind: 'sms', n: 2, to: '+447700900101' });
      await submitJob(nodeRed.port, { kind: 'fax', n: 3, to: '+15551230004' });
      await eventually('the line was busy', () => Promise.resolve(etherfax.jobs().some(({ result }) => result === 3)));

      await setBy(ms);
      await eventually('all have ended', async () => (await ends()).length === 3);
      await eventually('the lease runs out', async () => (await timesOffered(leased)) === 2);
      // What it is killed with is offered once more, as it should be.
      await eventually('both are closed', () => Promise.resolve(etherfax.unread().length === 0));

      await nodeRed.end('SIGKILL');
      await nodeRed.start();
      await pause(1_000);
      await setBy(0);
      etherfax.unmark(closed);
      const polls = etherfax.requests()['inbox.list'] ?? 0;
      await eventually('it polls', () => Promise.resolve((etherfax.requests()['inbox.list'] ?? 0) > polls + 3));
      await eventually('it is marked once more', () => Promise.resolve(etherfax.unread().length === 0));

      // One that was told just before the kill may be told again.
      const told = (await ends()).filter(({ redelivered }) => !redelivered);
      const states = told.map(({ n, state }) => `${n} ${state}`).sort();
      assert.deepEqual(states, ['1 delivered', '2 delivered', '3 succeeded']);
      assert.deepEqual(
        esendex
          .sent()
          .map(({ to }) => to)
          .sort(),
        ['447700900001', '447700900101'],
      );
      assert.equal(etherfax.jobs().length, 2, 'a busy line, and the call after it');
      assert.deepEqual([await timesOffered(closed), await timesOffered(leased)], [1, 2]);
    });
  }

  it('shows what is planned by the new clock', async () => {
    await setBy(-3 * DAY);
    etherfax.faults.set({ action: 'outbox.send', status: 401 });
    await nodeRed.start();
    await submitJob(nodeRed.port, { kind: 'fax', n: 1, to: '+15551230001' });
    const retryAt = async (): Promise<number> => Number((await nodeRed.admin.connection('line-fax')).retryAt);
    const isAbout = (at: number): boolean => Math.abs(at - Date.now()) < HOUR;
    await eventually('it is held', async () => isAbout((await retryAt()) + 3 * DAY));
    await setBy(0);
    await eventually('it shows the new time', async () => isAbout(await retryAt()));
    etherfax.faults.clear();
    await eventually('it is sent', async () => (await ends()).some(({ state }) => state === 'succeeded'));
  });
});

function receivingFlow(folder: string): object[] {
  const node = (id: string, type: string, more: object, wires: string[][]): object => ({
    ...{ id, type, z: 'tab', x: 100, y: 300, wires },
    ...more,
  });
  const code = `
    const offered = { filename: ${JSON.stringify(join(folder, 'offers.jsonl'))}, payload: JSON.stringify(msg.event) };
    return [offered, msg.payload.pages === 1 || msg.event.redelivered ? msg : null];`;
  const append = { filename: 'filename', filenameType: 'msg', appendNewline: true, overwriteFile: 'false' };
  return [
    node('receive', 'fax-receive-in', { connection: 'line-fax', number: '', complete: 'manual', output: 'record' }, [
      ['note-offer'],
    ]),
    node('note-offer', 'function', { func: code, outputs: 2, noerr: 0, initialize: '', finalize: '', libs: [] }, [
      ['append-offer'],
      ['mark'],
    ]),
    node('append-offer', 'file', { ...append, createDir: true }, [[]]),
    node('mark', 'mark-received', { connection: '', then: 'keep' }, [[]]),
  ];
}
