import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/runtime/node-red';
import type { SmsStatus } from '../../../src/domain/sms';
import { startEsendexSimulator, type EsendexSimulator } from '../../../src/simulator/esendex/esendex-simulator';
import { connectionNode, NodeRedRig, sinkNode, tab } from '../../support/node-red';
import { smsSendNode } from '../../support/sending-nodes';

const [A, B, FAILS] = ['+447700900001', '+447700900021', '+447700900002'];

interface Parts {
  id: string;
  type: string;
  count: number;
  len: number;
  index: number;
  parts?: unknown;
}

describe('sms-send, to a list', () => {
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

  async function load(send: object = {}): Promise<void> {
    const flow = tab(
      smsSendNode('send', [['accepted'], ['finished', 'join']], send),
      { id: 'join', type: 'join', mode: 'auto', wires: [['joined', 'outer']] },
      { id: 'outer', type: 'join', mode: 'auto', wires: [['outer-joined']] },
      ...['accepted', 'finished', 'joined', 'outer-joined', 'completed', 'caught'].map(sinkNode),
      { id: 'complete', type: 'complete', scope: ['send'], uncaught: false, wires: [['completed']] },
      { id: 'catch', type: 'catch', scope: ['send'], uncaught: false, wires: [['caught']] },
      connectionNode('line-1', {
        ...{ provider: 'esendex', account: 'EX0000001', baseUrl: simulator.baseUrl, country: '44' },
        ...{ webhookPath: '/sms' },
      }),
    );
    await rig.load(flow, { 'line-1': simulator.login });
    await rig.reached('send', 'polling');
  }

  const input = (message: object): void =>
    (rig.node('send') as unknown as { receive(message: object): void }).receive(message);
  const partsOf = (message: Message): Parts => message.parts as Parts;
  const statesOf = (message: Message | undefined): string[] =>
    (message?.payload as SmsStatus[]).map(({ to, state }) => `${to}:${state}`);
  const sentTo = (): string[] =>
    simulator
      .sent()
      .map(({ to }) => `+${to}`)
      .sort();
  const byIndex = (messages: Message[]): Message[] => messages.toSorted((a, b) => partsOf(a).index - partsOf(b).index);

  it('is one job a number, with parts as split sets them, and join makes one report of them', async () => {
    await load();
    input({ to: `07700 900001, ${FAILS}\n07700 900021`, payload: 'x', more: { n: 1 } });
    await rig.got('completed', 1);
    const accepted = await rig.got('accepted', 2);
    const finished = byIndex(await rig.got('finished', 3));
    const [joined] = await rig.got('joined', 1);
    assert.deepEqual(statesOf(joined), [`${A}:delivered`, `${FAILS}:failed`, `${B}:delivered`]);
    assert.equal(joined?.parts, undefined);
    const [{ id, ...first } = {} as Parts] = finished.map(partsOf);
    assert.deepEqual(first, { type: 'array', count: 3, len: 1, index: 0 });
    assert.deepEqual(
      finished.map(({ to, more }) => [to, more]),
      [
        ['07700 900001', { n: 1 }],
        [FAILS, { n: 1 }],
        ['07700 900021', { n: 1 }],
      ],
      'each message has its own number, so that it can be sent again',
    );
    for (const message of [...accepted, ...finished]) assert.equal(partsOf(message).id, id);
    assert.deepEqual(new Set(finished.map(({ jobId }) => jobId)).size, 3);
  });

  it('nests the parts that a message has, as split does', async () => {
    await load();
    const outer = { id: 'outer', type: 'array', count: 2, len: 1 };
    for (const [index, to] of [[A, B], [FAILS]].entries()) input({ to, payload: 'x', parts: { ...outer, index } });
    const [report] = await rig.got('outer-joined', 1);
    assert.deepEqual(
      (report?.payload as SmsStatus[][]).map((list) => list.map(({ to }) => to)),
      [[A, B], [FAILS]],
    );
  });

  it('leaves the parts of a message with one number alone', async () => {
    await load();
    const parts = { id: 'outer', type: 'array', count: 1, len: 1, index: 0 };
    input({ to: A, payload: 'x', parts });
    input({ to: A, payload: 'y' });
    const finished = await rig.got('finished', 2);
    assert.deepEqual(finished.map((message) => message.parts).filter(Boolean), [parts]);
  });

  for (const [what, property, message, place] of [
    ['at the top', 'numbers', { numbers: [A, B] }, (m: Message) => m.numbers],
    [
      'further down',
      'list.numbers',
      { list: { numbers: [A, B], name: 'night' } },
      (m: Message) => (m.list as { numbers: unknown }).numbers,
    ],
  ] as [string, string, object, (message: Message) => unknown][]) {
    it(`puts the number in the list's place ${what}, and leaves the caller's message alone`, async () => {
      await load({ to: property });
      const given = structuredClone(message);
      input({ ...given, payload: 'x' });
      const finished = byIndex(await rig.got('finished', 2));
      assert.deepEqual(finished.map(place), [A, B]);
      assert.deepEqual(given, message);
    });
  }

  it('takes a list in the payload, and what a flow does with one message does not change the others', async () => {
    await load({ to: 'payload.numbers', text: 'hello', textType: 'str' });
    input({ payload: { numbers: [A, B] }, shared: { n: 0 } });
    const [one, other] = await rig.got('accepted', 2);
    (one?.shared as { n: number }).n = 7;
    assert.deepEqual(other?.shared, { n: 0 });
  });

  it('sends a number once that is there twice, and says so', async () => {
    await load();
    input({ to: [A, '07700 900001', B], payload: 'x' });
    const [joined] = await rig.got('joined', 1);
    assert.deepEqual(statesOf(joined), [`${A}:delivered`, `${B}:delivered`]);
    assert.deepEqual(sentTo(), [A, B]);
    assert(rig.log.join().includes('To: 1 of 3 numbers are repeated: each gets it once'));
  });

  it('refuses all numbers if one is invalid: nothing is sent, and the error names its place, not the number', async () => {
    await load();
    input({ to: `${A}, 0770, ${B}`, payload: 'x' });
    const [caught] = await rig.got('caught', 1);
    const { code, message } = (caught as { error: { code?: string; message: string } }).error;
    assert.equal(code, 'PUSHLINE_BAD_INPUT');
    assert.match(message, /To: number 2 of 3: too short for United Kingdom$/);
    assert.equal(rig.messages('completed').length, 0);
    assert.deepEqual(sentTo(), []);
  });

  describe('with a key', () => {
    it('sends nothing twice of a list that comes again, in whatever order and spelling, and reports again', async () => {
      await load();
      const key = { idempotencyKey: 'alarm-7', payload: 'x' };
      input({ ...key, to: [A, B] });
      await rig.got('joined', 1);
      input({ ...key, to: `07700 900021; 07700 900001; ${B}` });
      const [, again] = await rig.got('joined', 2);
      assert.deepEqual(statesOf(again), [`${B}:delivered`, `${A}:delivered`]);
      assert.deepEqual(sentTo(), [A, B]);
    });

    it('sends to a new number only, and knows a number alone for the one of a list', async () => {
      await load();
      const key = { idempotencyKey: 'alarm-8', payload: 'x' };
      input({ ...key, to: A });
      await rig.got('finished', 1);
      input({ ...key, to: [A, B] });
      await rig.got('joined', 1);
      const other = { idempotencyKey: 'alarm-9', payload: 'x' };
      input({ ...other, to: [FAILS] });
      await rig.got('finished', 4);
      input({ ...other, to: FAILS });
      await rig.got('finished', 5);
      assert.deepEqual(sentTo(), [A, FAILS, B]);
    });

    it('refuses the whole list where one number got something else under the key', async () => {
      await load();
      input({ to: [A], payload: 'x', idempotencyKey: 'alarm-9' });
      await rig.got('finished', 1);
      input({ to: [B, A], payload: 'y', idempotencyKey: 'alarm-9' });
      const [caught] = await rig.got('caught', 1);
      assert.equal((caught as { error: { code?: string } }).error.code, 'PUSHLINE_KEY_CONFLICT');
      assert.deepEqual(sentTo(), [A]);
    });
  });

  it('takes a thousand numbers', async () => {
    await load();
    const to = Array.from({ length: 1_000 }, (_, index) => `+4474001${String(index).padStart(5, '0')}`);
    input({ to, payload: 'x' });
    await rig.got('completed', 1);
    const accepted = await rig.got('accepted', 1);
    assert.equal(partsOf(accepted[0] ?? {}).count, 1_000);
    assert.deepEqual(rig.messages('caught'), []);
  });

  it('sends nothing twice of a list whose event is offered again', async () => {
    await load();
    const event = { key: 'esendex:x:sms.received:1', redelivered: false };
    input({ to: [A, B], payload: 'x', event });
    await rig.got('joined', 1);
    input({ to: [B, A], payload: 'x', event: { ...event, redelivered: true } });
    await rig.got('joined', 2);
    assert.deepEqual(sentTo(), [A, B]);
  });
});
