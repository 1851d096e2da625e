import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../nodes/runtime/node-red';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../support/eventually';
import { TIFF } from '../support/events';
import { connectionNode, markNode, NodeRedRig, receiveNode, sinkNode, tab } from '../support/node-red';
import { answerJson, startScriptedServer } from '../support/scripted-server';

const NUMBER = '5559876543';
const OWN = '5551234567';
const TEXT = 'Canary Station';
const DOCUMENT = Buffer.concat([TIFF, Buffer.from('canary-in-the-document')]);
const KEY = 'canary-api-key';
const TOKEN = 'canary-push-token';
const PASSWORD = 'canary-password';

/** What must not be seen, in whatever form it may have come. */
const CANARIES = [NUMBER, OWN, TEXT, 'canary-in-the', KEY, TOKEN, PASSWORD].flatMap((canary) => [
  canary,
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('hex'),
  encodeURIComponent(canary),
]);
CANARIES.push(DOCUMENT.toString('base64'), Buffer.from(`:${KEY}`).toString('base64'));

describe('nothing of a fax or a secret', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({
      account: { apiKey: KEY, numbers: [`+1${OWN}`] },
      pushToken: TOKEN,
    });
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const flow = (line: object = {}, receive: object = {}) =>
    tab(
      receiveNode('in-1', ['sink-1'], receive),
      sinkNode('sink-1'),
      markNode('mark-1', ['sink-2']),
      sinkNode('sink-2'),
      { id: 'catch-1', type: 'catch', scope: null, wires: [['sink-3']] },
      sinkNode('sink-3'),
      connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...line }),
    );
  const login = () => ({ 'line-1': { apiKey: KEY, pushToken: TOKEN, username: 'user', password: PASSWORD } });

  const inject = (more: object = {}): string =>
    simulator.inject({ from: `+1${NUMBER}`, to: `+1${OWN}`, remoteId: TEXT, document: DOCUMENT, ...more });
  const mark = (message: Message): void =>
    (rig.node('mark-1') as unknown as { receive(message: object): void }).receive(message);

  /** Everything that a user, an editor or a log collector gets to see, but for the messages themselves. */
  async function shown(): Promise<string> {
    const errors = rig.messages('sink-3').map(({ error }) => JSON.stringify(error));
    const statuses = [...rig.statuses.values()].flat().map((status) => JSON.stringify(status));
    const admin: string[] = [];
    const paths = [
      '',
      ...['new', 'fetching', 'parked', 'offered', 'redeliver', 'dead'].map((s) => `/line-1/events?state=${s}`),
    ];
    for (const path of [...paths, '/line-1', '/line-1/quarantine']) {
      admin.push((await rig.admin().get(`/fax-sms/connections${path}`)).text);
    }
    return [...rig.log, ...errors, ...statuses, ...admin].join('\n');
  }

  async function assertClean(): Promise<void> {
    const all = await shown();
    assert(all.length > 500, 'there is something to look at');
    for (const canary of CANARIES) assert(!all.includes(canary), `${canary} is seen: …${around(all, canary)}…`);
  }

  function around(all: string, canary: string): string {
    const at = all.indexOf(canary);
    return all.slice(Math.max(0, at - 200), at + 100);
  }

  it('is seen in normal operation, although the messages have it', async () => {
    await rig.load(flow({ account: '' }), login());
    await rig.reached('in-1', 'connected');
    inject();
    inject({ deliver: 'push-without-image' });
    inject({ deliver: 'poll-only' });
    inject({ deliver: 'push-twice' });
    const messages = await rig.got('sink-1', 4);
    assert(JSON.stringify(messages).includes(NUMBER) && JSON.stringify(messages).includes(TEXT), 'the test can fail');
    mark(messages[0] ?? assert.fail());
    await eventually('the provider knows', () => simulator.received().length === 1);
    await assertClean();
  });

  it('is seen where faxes are damaged, contradictory or unintelligible', async () => {
    await rig.load(flow(), login());
    await rig.reached('in-1', 'connected');
    simulator.faults.set({ item: 'wrong-hash', action: 'push', times: 1 });
    const id = inject();
    await rig.got('sink-1', 1);
    simulator.faults.set({ frame: 'malformed', action: 'push', times: 1 });
    inject();
    simulator.faults.set({ frame: 'no-seq', action: 'push', times: 1 });
    inject();
    const fax = { JobId: id, CallingNumber: `+1${OWN}`, CalledNumber: `+1${NUMBER}`, RemoteId: TEXT };
    simulator.pushEvent('FaxReceive', fax);
    simulator.pushEvent('FaxReceive', { ...fax, JobId: `../../${NUMBER}` });
    simulator.pushEvent(NUMBER, { RemoteId: TEXT });
    simulator.pushEvent('FaxStatus', { JobId: NUMBER, FaxResult: TEXT, DialNumber: NUMBER });
    await eventually('some are in quarantine', async () => {
      const { body } = await rig.admin().get('/fax-sms/connections/line-1');
      return ((body as { counts?: { quarantined: number } }).counts?.quarantined ?? 0) >= 3;
    });
    await rig.got('sink-1', 3);
    await assertClean();
  });

  it('is seen where the login is refused', async () => {
    simulator.account.apiKey = 'changed';
    await rig.load(flow({ account: `+1${OWN}` }), login());
    await rig.reached('in-1', 'error');
    await assertClean();
  });

  it('is seen where the provider’s errors repeat what they were asked', async () => {
    const echo = await startScriptedServer(({ headers }, response) => {
      answerJson(response, { Message: `${headers.authorization} ${NUMBER} ${TEXT}` }, 500);
    });
    try {
      await rig.load(flow({ baseUrl: `${echo.origin}/rest/3.0/api` }), login());
      await rig.reached('in-1', 'error');
      const form = { id: 'line-1', provider: 'etherfax', baseUrl: `${echo.origin}/rest/3.0/api`, apiKey: KEY };
      const { text } = await rig.admin().post('/fax-sms/test').send(form);
      for (const canary of CANARIES) assert(!text.includes(canary), canary);
      await assertClean();
    } finally {
      await echo.close();
    }
  });

  it('is seen where an event is dead, or a message names no event', async () => {
    await rig.load(flow({ redeliverMinutes: '0.01', maxAttempts: '1' }), login());
    inject();
    await rig.got('sink-3', 1);
    mark({ event: { key: `etherfax:x:fax.received:+1${NUMBER}` } });
    mark({ payload: TEXT, event: { key: { number: NUMBER } } });
    await rig.got('sink-3', 3);
    await assertClean();
  });

  it('is seen where a document is lost on disk', async () => {
    await rig.load(flow({}, { number: '+10000000000' }), login());
    await rig.reached('in-1', 'connected');
    simulator.faults.set({ status: 503, action: 'inbox.get' });
    inject();
    const folder = join(rig.userDir, 'pushline', 'documents');
    const file = await eventually('the document is stored', () =>
      (existsSync(folder) ? readdirSync(folder) : []).find((name) => name.endsWith('.tif')),
    );
    rmSync(join(folder, file));
    await rig.deploy(flow(), 'nodes', login());
    await eventually('it is missed', () => rig.log.some((line) => line.includes('missing on disk')));
    await assertClean();
  });

  it('is seen where settings cannot be right', async () => {
    await rig.load(flow({ baseUrl: `ftp://user:${PASSWORD}@${TEXT}/`, country: NUMBER }), login());
    await rig.reached('in-1', 'error');
    await rig.deploy(flow({ pushUrl: `ws://127.0.0.1:1/?token=${TOKEN}` }), 'full', login());
    await rig.deploy(flow({ maxAttempts: PASSWORD }), 'full', login());
    await rig.reached('in-1', 'error');
    await assertClean();
  });

  it('lies in the names of the files of the store', async () => {
    await rig.load(flow(), login());
    inject();
    await rig.got('sink-1', 1);
    const names = readdirSync(join(rig.userDir, 'pushline'), { recursive: true }).map(String).join('\n');
    for (const canary of CANARIES) assert(!names.includes(canary), canary);
  });
});
