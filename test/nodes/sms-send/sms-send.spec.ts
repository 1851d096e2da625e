import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/runtime/node-red';
import type { SmsStatus } from '../../../src/domain/sms';
import { startEsendexSimulator, type EsendexSimulator } from '../../../src/simulator/esendex/esendex-simulator';
import { connectionNode, NodeRedRig, sinkNode, tab, type FlowNode } from '../../support/node-red';
import { smsSendNode } from '../../support/sending-nodes';

const DELIVERED = '+447700900001';

describe('sms-send', () => {
  let rig: NodeRedRig;
  let simulator: EsendexSimulator;

  beforeEach(async () => {
    simulator = await startEsendexSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start({ pushline: { timeScale: 100 } });
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const flow = (send: object = {}, connection: object = {}): FlowNode[] =>
    tab(
      smsSendNode('send', [['accepted'], ['finished']], send),
      ...['accepted', 'finished', 'completed', 'caught'].map(sinkNode),
      { id: 'complete', type: 'complete', scope: ['send'], uncaught: false, wires: [['completed']] },
      { id: 'catch', type: 'catch', scope: ['send'], uncaught: false, wires: [['caught']] },
      connectionNode('line-1', {
        ...{ provider: 'esendex', account: 'EX0000001', baseUrl: simulator.baseUrl, country: '44' },
        ...{ webhookPath: '/sms', ...connection },
      }),
    );

  async function load(send: object = {}, connection: object = {}): Promise<void> {
    await rig.load(flow(send, connection), { 'line-1': simulator.login });
    await rig.reached('send', 'polling');
  }

  const input = (message: object): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive(message);
  const statusOf = (message: Message | undefined): SmsStatus => message?.payload as SmsStatus;

  async function error(): Promise<{ code?: string; message: string }> {
    const [message] = await rig.got('caught', 1);
    return (message as { error: { code?: string; message: string } }).error;
  }

  it('sends the text to the character, completes, and tells acceptance and end', async () => {
    await load();
    const text = '  Bring the blue folder,\nplease – it’s 3 € 😀 ';
    input({ to: '07700 900001', payload: text, reference: 'r', more: 1 });
    await rig.got('completed', 1);
    const [accepted] = await rig.got('accepted', 1);
    const [finished] = await rig.got('finished', 1);
    assert.equal(statusOf(accepted).state, 'accepted');
    const { id, state, final, success, reference, to } = statusOf(finished);
    assert.deepEqual([state, final, success, reference, to], ['delivered', true, true, 'r', DELIVERED]);
    assert.deepEqual([finished?.jobId, finished?.topic, finished?.more], [id, id, 1]);
    assert.deepEqual(
      simulator.sent().map((sms) => [sms.text, sms.to]),
      [[text, '447700900001']],
    );
  });

  it('completes a sender’s number like any other, and leaves a name alone', async () => {
    await load({ from: 'sender', fromType: 'msg' });
    for (const sender of ['07700 900500', '+44 (0)7700 900500', 'Pushline', '60777', ''])
      input({ to: DELIVERED, payload: `from ${sender}`, sender });
    await rig.got('accepted', 5);
    const fromOf = new Map(simulator.sent().map(({ text, from }) => [text, from]));
    assert.deepEqual(
      ['07700 900500', '+44 (0)7700 900500', 'Pushline', '60777', ''].map((sender) => fromOf.get(`from ${sender}`)),
      ['447700900500', '447700900500', 'Pushline', '60777', '447700900500'],
    );
  });

  it('completes a national number by the dial code of the account where no country code is set', async () => {
    await load({ from: '07700 900500' }, { country: '' });
    input({ to: '07700 900001', payload: 'x' });
    const [end] = await rig.got('finished', 1);
    assert.deepEqual([statusOf(end).to, statusOf(end).from], [DELIVERED, '+447700900500']);
  });

  it('warns of a number that its country is not known to have, and of nothing else, without the number', async () => {
    await load();
    const warnings = (): string[] => rig.log.filter((line) => /as far as is known/.test(line));
    input({ to: '+447400123456', payload: 'x' });
    await rig.got('accepted', 1);
    assert.deepEqual(warnings(), []);
    input({ to: '+447700900001', payload: 'x' });
    await rig.got('accepted', 2);
    assert.equal(warnings().length, 1);
    assert.match(warnings()[0] ?? '', /To: .*United Kingdom/);
    assert.doesNotMatch(warnings()[0] ?? '', /\d{3}/);
  });

  for (const [tail, state, success] of [
    ['0002', 'failed', false],
    ['0004', 'rejected', false],
    ['0005', 'expired', false],
    ['0007', 'delivered', true],
  ] as const) {
    it(`ends as ${state} where the number ends in ${tail}`, async () => {
      await load();
      input({ to: `+44770090${tail}`, payload: 'x' });
      const [end] = await rig.got('finished', 1);
      assert.deepEqual([statusOf(end).state, statusOf(end).success], [state, success]);
      assert.equal(simulator.sent().length, 1);
    });
  }

  it('has an output for each kind of end if that is chosen, and otherwise one for all', async () => {
    const ends = ['delivered', 'failed', 'unclear'];
    const more = { outputs: 4, wires: [['accepted'], ...ends.map((end) => [end])], giveUpMinutes: '10' };
    await rig.load([...flow(more), ...ends.map((end) => ({ ...sinkNode(end), z: 'tab', x: 1, y: 1 }))], {
      'line-1': simulator.login,
    });
    await rig.reached('send', 'polling');
    for (const to of ['+447700900001', '+447700900002', '+447700900005', '+447700900011']) input({ to, payload: 'x' });
    const states = async (sink: string, count: number) =>
      (await rig.got(sink, count)).map((message) => statusOf(message).state).sort();
    assert.deepEqual(await states('delivered', 1), ['delivered']);
    assert.deepEqual(await states('failed', 2), ['expired', 'failed']);
    assert.deepEqual(await states('unclear', 1), ['unknown']);
    assert.equal(rig.messages('accepted').length, 4);
  });

  it('shows when the network never reports: sent, and unknown in the end', async () => {
    await load({ giveUpMinutes: '2' });
    input({ to: '+447700900011', payload: 'x' });
    const [end] = await rig.got('finished', 1);
    assert.deepEqual([statusOf(end).state, statusOf(end).final, statusOf(end).success], ['unknown', true, undefined]);
  });

  it('sends later where it is told to, by the provider', async () => {
    await load({ sendAt: 'at', sendAtType: 'msg' });
    const sendAt = new Date(Date.now() + 3_600_000);
    for (const at of [sendAt, sendAt.toISOString(), sendAt.getTime()]) input({ to: DELIVERED, payload: 'x', at });
    await rig.got('accepted', 3);
    assert.deepEqual(
      simulator.sent().map(({ status }) => status),
      ['Scheduled', 'Scheduled', 'Scheduled'],
    );
  });

  for (const [what, message, send] of [
    ['no number', { payload: 'x' }, {}],
    ['a name for a number', { to: 'Ellen', payload: 'x' }, {}],
    ['two numbers in one', { to: '07700 900123 or 07700 900124', payload: 'x' }, {}],
    ['a list with one that is none', { to: [DELIVERED, 'Ellen', '07700 900124'], payload: 'x' }, {}],
    ['an empty list', { to: [], payload: 'x' }, {}],
    ['a number too short for its country', { to: '07700 9001', payload: 'x' }, {}],
    ['a country code that begins with 0', { to: '+0044 7700 900123', payload: 'x' }, {}],
    ['two numbers for a sender', { to: DELIVERED, payload: 'x' }, { from: '07700900123, 07700900124' }],
    ['no text', { to: DELIVERED }, {}],
    ['an object for a text', { to: DELIVERED, payload: { a: 1 } }, {}],
    ['a text of 2,000 characters', { to: DELIVERED, payload: 'Secret'.repeat(334) }, {}],
    ['a sender that is too long', { to: DELIVERED, payload: 'x' }, { from: 'TooLongForAlpha' }],
    ['a validity of a week', { to: DELIVERED, payload: 'x' }, { validity: '168' }],
    ['a validity that is no number', { to: DELIVERED, payload: 'x' }, { validity: 'abc' }],
    ['a time in the past', { to: DELIVERED, payload: 'x' }, { sendAt: '2020-01-01T00:00:00Z' }],
    ['an object for a key', { to: DELIVERED, payload: 'x', idempotencyKey: { a: 1 } }, {}],
    ['an empty key', { to: DELIVERED, payload: 'x', idempotencyKey: '' }, {}],
    ['a time without a zone', { to: DELIVERED, payload: 'x' }, { sendAt: '2030-01-01T00:00:00' }],
  ] as [string, object, object][]) {
    it(`refuses ${what} before anything is sent, and repeats no content`, async () => {
      await load(send);
      input(message);
      const { code, message: told } = await error();
      assert.equal(code, 'PUSHLINE_BAD_INPUT');
      assert.equal(/\d{6}|Secret|Ellen|TooLong/.test(told), false, told);
      assert.equal(simulator.sent().length, 0);
    });
  }
});
