import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { sampleFax } from '../../../../src/documents/sample/sample-fax';
import { eventually } from '../../../support/eventually';
import { flipBit } from '../../../support/flip-bit';
import { connectionNode, NodeRedRig, sinkNode, tab } from '../../../support/node-red';
import { faxSendNode } from '../../../support/sending-nodes';

const DELIVERED = '+15005550001';

describe('a store that must not be used as it is', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;
  let backup: string;

  beforeEach(async () => {
    backup = await mkdtemp(join(tmpdir(), 'pushline-backup-'));
    simulator = await startEtherFaxSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100 } });
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
    await rm(backup, { recursive: true });
  });

  const flow = () =>
    tab(
      faxSendNode('send', [['accepted'], ['finished']]),
      ...['accepted', 'finished'].map(sinkNode),
      connectionNode('line-1', { baseUrl: simulator.baseUrl, country: '44' }),
    );
  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey } });
  const folder = (): string => join(rig.userDir, 'pushline');
  const act = (action: string) => rig.admin().post('/fax-sms/store').send({ action });

  /** One fax waits in the queue, and nothing has been asked of the provider for it. */
  async function queueOne(): Promise<void> {
    simulator.faults.set({ action: 'outbox.send', status: 402 });
    await rig.load(flow(), login());
    await rig.reached('send', 'polling');
    (rig.node('send') as unknown as { receive(message: object): void }).receive({
      to: DELIVERED,
      payload: sampleFax(),
    });
    await rig.reached('send', 'held');
    await rig.deploy([], 'full');
    simulator.faults.clear();
  }

  async function shows(reason: string): Promise<void> {
    await eventually(`it shows ${reason}`, () => rig.status('send')?.text === `fax-send.status.${reason}`);
    const { body } = await rig.admin().get('/fax-sms/connections/line-1');
    const { state, reason: told } = body as { state: string; reason: string };
    assert.deepEqual([state, told], ['error', reason]);
  }

  it('that is a restored backup sends nothing until it is said to have moved, and then goes on', async () => {
    await queueOne();
    await cp(folder(), backup, { recursive: true });
    await rm(folder(), { recursive: true });
    await cp(backup, folder(), { recursive: true });
    await rig.deploy(flow(), 'full', login());
    await shows('store-copied');
    assert(rig.log.some((line) => /is a copy.*docs\/repair\.md/.test(line)));
    assert.equal(simulator.jobs().length, 0);
    assert.deepEqual((await act('moved')).body, { done: true });
    await rig.got('finished', 1);
    assert.equal(simulator.jobs().length, 1);
    assert.deepEqual((await act('moved')).body, { done: false });
    await rig.reached('send', 'polling');
  });

  it('that is a restored backup asks about each job that waited, where it is said to be restored', async () => {
    await queueOne();
    await cp(folder(), backup, { recursive: true });
    await rm(folder(), { recursive: true });
    await cp(backup, folder(), { recursive: true });
    await rig.deploy(flow(), 'full', login());
    await shows('store-copied');
    assert.deepEqual((await act('restored')).body, { done: true });
    await rig.reached('send', 'polling');
    await eventually('its fate is asked for', async () => {
      const { body } = await rig.admin().get('/fax-sms/connections/line-1/jobs?state=unknown');
      return (body as unknown[]).length === 1;
    });
    assert.equal(simulator.jobs().length, 0);
  });

  it('that is damaged takes and deletes nothing until what can be read has been saved, and then goes on', async () => {
    await queueOne();
    const level = join(folder(), 'level');
    const log =
      (await readdir(level))
        .filter((name) => name.endsWith('.log'))
        .sort()
        .at(-1) ?? '';
    await flipBit(join(level, log), 40);
    await rig.deploy(flow(), 'full', login());
    await shows('store-damaged');
    assert(rig.log.some((line) => new RegExp(`${log}.*docs/repair\\.md`).test(line)));
    assert.equal((await readdir(join(folder(), 'documents'))).length, 1);
    assert.deepEqual((await act('rescue')).body, { done: true });
    await rig.reached('send', 'polling');
    assert((await readdir(folder())).some((name) => name.startsWith('level-damaged-')));
    assert.equal((await readdir(join(folder(), 'documents'))).length, 1, 'a row may still need it');
    assert.deepEqual((await act('rescue')).body, { done: false });
  });

  it('is left alone by an action that is none', async () => {
    await rig.load(flow(), login());
    await rig.reached('send', 'polling');
    assert.equal((await act('delete')).status, 400);
    rig.lacking.add('fax-sms.write');
    assert.equal((await act('rescue')).status, 401);
  });
});
