import assert from 'node:assert/strict';
import type { ConnectionReport } from '../../../nodes/runtime/monitor/report';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../support/eventually';
import { connectionNode, NodeRedRig, receiveNode, sinkNode, tab, type FlowNode } from '../../support/node-red';

type Told = ConnectionReport & { news: string; working: boolean };

describe('fax-sms-state', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator({ stepMs: 5 });
    rig = await NodeRedRig.start();
  });
  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const stateNode = (more: object = {}): FlowNode => ({
    ...{ id: 'state-1', type: 'fax-sms-state', connection: 'line-1', minutes: '0', wires: [['told']], ...more },
  });
  const flow = (state: object = {}, line: object = {}, ...more: FlowNode[]): FlowNode[] =>
    tab(
      stateNode(state),
      receiveNode('in-1', ['sink-1']),
      ...['told', 'sink-1'].map(sinkNode),
      connectionNode('line-1', { baseUrl: simulator.baseUrl, ...line }),
      ...more,
    );
  const login = () => ({ 'line-1': { apiKey: simulator.account.apiKey } });
  const told = (): Told[] => rig.messages('told').map(({ payload }) => payload as Told);
  const tells = (what: string, is: (one: Told) => boolean): Promise<Told> =>
    eventually(what, () => told().find(is) ?? false);
  const ask = (message: object = {}): void =>
    (rig.node('state-1') as unknown as { receive(message: object): void }).receive(message);

  it('tells once after a deploy how the connection stands, with all that is known of it and no more', async () => {
    await rig.load(flow(), login());
    simulator.inject({ from: '+15550100099' });
    await rig.got('sink-1', 1);
    await tells('it works', ({ news, state }) => news === 'state' && state === 'polling');
    ask();
    const asked = await tells('it answers', ({ news }) => news === 'asked');
    assert.equal(rig.messages('told')[0]?.topic, 'Line of line-1');
    const { since, lastContactAt, oldestOpenAt, counts, contacts, ...rest } = asked;
    assert.deepEqual(rest, {
      ...{ news: 'asked', id: 'line-1', connection: 'Line of line-1', provider: 'etherfax' },
      ...{ state: 'polling', working: true },
    });
    assert.equal(counts?.inFlow, 1);
    for (const at of [since, lastContactAt, oldestOpenAt, contacts.poll]) assert.match(at ?? '', /Z$/);
    assert.doesNotMatch(JSON.stringify(told()), /5550100|127\.0\.0\.1/);
  });

  it('tells that the provider cannot be reached, and that it can again', async () => {
    await rig.load(flow(), login());
    await tells('it works', ({ state }) => state === 'polling');
    const before = told().length;
    simulator.faults.set({ status: 503 });
    const down = await tells('it does not', ({ state }) => state === 'error');
    assert.deepEqual([down.news, down.why, down.working], ['state', 'http-503', false]);
    assert.match(down.retryAt ?? '', /Z$/);
    simulator.faults.clear();
    await eventually('it works again', () => told().at(-1)?.working === true);
    assert.deepEqual(
      told()
        .slice(before)
        .map(({ working }) => working),
      [false, true],
    );
  });

  it('tells at once what is dead, and what nobody understands', async () => {
    await rig.load(
      flow({ minutes: '60' }, { maxAttempts: '1', redeliverMinutes: '0.001', pushUrl: simulator.pushUrl }),
      {
        'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken },
      },
    );
    await tells('it works', ({ working }) => working);
    const before = told().length;
    simulator.inject();
    const dead = await tells('one is dead', ({ news }) => news === 'dead');
    assert.equal(dead.counts?.dead, 1);
    simulator.pushEvent('FaxReceive', { JobId: 'not a guid/..' });
    const kept = await tells('it is kept', ({ news }) => news === 'quarantined');
    assert.equal(kept.counts?.quarantined, 1);
    assert.equal(told().length - before, 2);
  });

  it('makes no connection work that no other node uses', async () => {
    const line = connectionNode('line-1', { baseUrl: simulator.baseUrl });
    await rig.load(tab(stateNode(), sinkNode('told'), line), login());
    ask();
    const [message] = await rig.got('told', 1);
    assert.equal((message?.payload as Told).state, 'idle');
    assert.deepEqual(simulator.requests(), {});
  });

  it('of all connections answers with one message each, which join puts together, and keeps what it was asked with', async () => {
    const second = connectionNode('line-2', { simulator: true });
    await rig.load(
      flow({ connection: '' }, {}, second, receiveNode('in-2', ['sink-1'], { connection: 'line-2' })),
      login(),
    );
    await eventually('both are told', () => new Set(told().map(({ id }) => id)).size === 2);
    const before = told().length;
    ask({ payload: 'anything', mine: 1 });
    const messages = (await rig.got('told', before + 2)).slice(before) as Record<string, unknown>[];
    assert.deepEqual(
      messages.map(({ parts }) => (parts as { index: number; count: number }).index),
      [0, 1],
    );
    assert.ok(messages.every(({ mine, parts }) => mine === 1 && (parts as { count: number }).count === 2));
    assert.equal(new Set(messages.map(({ topic }) => topic)).size, 2);
  });

  it('shows how the connection stands; of all how many work', async () => {
    await rig.load(flow(), login());
    await rig.reached('state-1', 'polling');
    await rig.deploy(flow({ connection: '' }, {}, connectionNode('line-2', { pollSeconds: '1' })), 'full', login());
    await eventually('one does not work', () => rig.status('state-1')?.fill === 'red');
    await rig.deploy(flow({ connection: '' }), 'full', login());
    await eventually('all work', () => rig.status('state-1')?.fill === 'green');
    await rig.deploy(flow({ connection: 'gone' }), 'full', login());
    await rig.reached('state-1', 'error');
    ask();
    await eventually('it says so', () => rig.log.join('\n').includes('no connection is chosen'));
  });

  it('says nothing more once it is gone', async () => {
    const both = flow({}, {}, stateNode({ id: 'state-2', wires: [['others']] }), sinkNode('others'));
    await rig.load(both, login());
    await tells('it works', ({ working }) => working);
    await rig.deploy(
      both.filter(({ id }) => id !== 'state-1'),
      'nodes',
      login(),
    );
    const before = told().length;
    simulator.faults.set({ status: 503 });
    await eventually('the other one tells', () =>
      rig.messages('others').some(({ payload }) => (payload as Told).state === 'error'),
    );
    assert.equal(told().length, before);
  });
});
