import assert from 'node:assert/strict';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type FlowNode,
} from '../../support/node-red';
import { faxSendNode } from '../../support/sending-nodes';

describe('fax-sms-connection', () => {
  let rig: NodeRedRig;
  let simulator: EtherFaxSimulator;

  beforeEach(async () => {
    simulator = await startEtherFaxSimulator();
    rig = await NodeRedRig.start();
  });

  afterEach(async () => {
    await rig.stop();
    await simulator.close();
  });

  const login = (...ids: string[]): object =>
    Object.fromEntries(ids.map((id) => [id, { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken }]));
  const line = (more: object = {}, id = 'line-1'): FlowNode =>
    connectionNode(id, { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });
  const flow = (connection: FlowNode, ...more: FlowNode[]): FlowNode[] =>
    tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), connection, ...more);

  it('is shown by its nodes from idle over connecting to connected, with a state for Status nodes', async () => {
    await rig.load(
      flow(line(), { id: 'status-1', type: 'status', scope: null, wires: [['sink-2']] }, sinkNode('sink-2')),
      login('line-1'),
    );
    await rig.reached('in-1', 'connected');
    const shown = (rig.statuses.get('in-1') ?? []).map(({ fill, shape, text, state }) => [state, fill, shape, text]);
    const key = (name: string): string => `fax-receive-in.status.${name}`;
    assert.deepEqual(shown[0], ['idle', 'grey', 'ring', key('idle')]);
    assert.deepEqual(shown[1], ['connecting', 'yellow', 'ring', key('connecting')]);
    assert.deepEqual(shown.at(-1), ['connected', 'green', 'dot', key('connected')]);
    await eventually('the Status node tells it', () =>
      rig.messages('sink-2').some(({ status }) => (status as { state: string }).state === 'connected'),
    );
  });

  it('is polling, in green, without a push socket', async () => {
    await rig.load(flow(line({ pushUrl: '' })), login('line-1'));
    const { fill, shape, text } = await rig.reached('in-1', 'polling');
    assert.deepEqual([fill, shape, text], ['green', 'dot', 'fax-receive-in.status.polling']);
  });

  it('opens nothing while no node uses it', async () => {
    const used = connectionNode('line-2', { simulator: true });
    const user = receiveNode('in-1', ['sink-1'], { connection: 'line-2' });
    await rig.load(tab(user, sinkNode('sink-1'), used, line()), login('line-1'));
    // It has had as long as one that is used.
    await rig.reached('in-1', 'connected');
    assert.deepEqual(simulator.requests(), {});
    const listed = (await rig.admin().get('/fax-sms/connections')).body as { id: string }[];
    assert.deepEqual(
      listed.map(({ id }) => id),
      ['line-2'],
    );
  });

  it('works with the built-in simulator without any account', async () => {
    await rig.load(flow(connectionNode('line-1', { simulator: true })));
    await rig.reached('in-1', 'connected');
    const [message] = await rig.got('sink-1', 1);
    assert.match((message?.event as { key: string }).key, /^etherfax:sim-line-1:fax\.received:/);
  });

  it('runs several side by side, each with its own faxes', async () => {
    const other = await startEtherFaxSimulator({ account: { account: 'efax-2', apiKey: 'other-key' } });
    try {
      await rig.load(
        flow(
          line(),
          line({ baseUrl: other.baseUrl, pushUrl: other.pushUrl }, 'line-2'),
          receiveNode('in-2', ['sink-2'], { connection: 'line-2' }),
          sinkNode('sink-2'),
          markNode('mark-1'),
        ),
        { ...login('line-1'), 'line-2': { apiKey: 'other-key', pushToken: other.pushToken } },
      );
      const [first, second] = [simulator.inject(), other.inject()];
      const [[one], [two]] = [await rig.got('sink-1', 1), await rig.got('sink-2', 1)];
      assert.equal((one?.payload as { id: string }).id, first);
      assert.equal((two?.payload as { id: string }).id, second);
      (rig.node('mark-1') as unknown as { receive(message: object): void }).receive(two ?? {});
      await eventually('its own provider is told', () => other.received().length === 1);
      assert.equal(simulator.received().length, 0);
    } finally {
      await other.close();
    }
  });

  it('refuses a second one with the same account in red, naming the first', async () => {
    await rig.load(
      flow(
        line({ account: 'efax-0000-0000' }),
        line({ account: 'EFAX-0000-0000' }, 'line-2'),
        receiveNode('in-2', ['sink-2'], { connection: 'line-2' }),
        sinkNode('sink-2'),
      ),
      login('line-1', 'line-2'),
    );
    const refused = await eventually('one is refused', () =>
      ['in-1', 'in-2'].find((id) => rig.status(id)?.text === 'fax-receive-in.status.duplicate'),
    );
    const [served, first] = refused === 'in-2' ? ['in-1', 'line-1'] : ['in-2', 'line-2'];
    assert.deepEqual([rig.status(refused)?.fill, rig.status(refused)?.state], ['red', 'error']);
    await rig.reached(served, 'connected');
    assert.equal(rig.log.filter((text) => text.includes(`Line of ${first}`)).length, 1);
    simulator.inject();
    await rig.got(served === 'in-1' ? 'sink-1' : 'sink-2', 1);
    assert.equal(rig.messages(served === 'in-1' ? 'sink-2' : 'sink-1').length, 0);
  });

  describe('inside a subflow used twice', () => {
    const subflow = (connection: FlowNode): FlowNode[] => [
      { id: 'sub-1', type: 'subflow', name: 'Faxes', in: [], out: [{ x: 1, y: 1, wires: [{ id: 'in-1', port: 0 }] }] },
      { ...receiveNode('in-1', []), z: 'sub-1', x: 9, y: 9 },
      { ...connection, z: 'sub-1' },
      ...tab(
        { id: 'use-1', type: 'subflow:sub-1', wires: [['sink-1']] },
        { id: 'use-2', type: 'subflow:sub-1', wires: [['sink-2']] },
        sinkNode('sink-1'),
        sinkNode('sink-2'),
      ),
    ];

    it('exists twice, each with its own simulator', async () => {
      await rig.load(subflow(connectionNode('line-1', { simulator: true })));
      const [[one], [two]] = [await rig.got('sink-1', 1), await rig.got('sink-2', 1)];
      const keyOf = (message: object | undefined) => (message as { event: { key: string } }).event.key;
      assert.notEqual(keyOf(one), keyOf(two));
    });

    it('is refused the second time with a real account', async () => {
      await rig.load(subflow(line({ account: 'efax-0000-0000' })), login('line-1'));
      const shown = (): string[] => [...rig.statuses.values()].map((all) => all.at(-1)?.text ?? '');
      await eventually(
        'one is refused and one connected',
        () =>
          shown().filter((text) => text.endsWith('.duplicate')).length === 1 &&
          shown().filter((text) => text.endsWith('.connected')).length === 1,
      );
      simulator.inject();
      await eventually('one gets it', () => rig.messages('sink-1').length + rig.messages('sink-2').length === 1);
    });
  });

  describe('that cannot work', () => {
    for (const [what, connection, credentials, pattern] of [
      ['an unset variable in a property', { baseUrl: '${PUSHLINE_UNSET_URL}' }, {}, /API address.*PUSHLINE_UNSET_URL/],
      [
        'an unset variable in a number',
        { pollSeconds: '${PUSHLINE_UNSET_N}' },
        {},
        /Ask the provider every.*PUSHLINE_UNSET_N/,
      ],
      ['an unset variable in a credential', {}, { apiKey: '${PUSHLINE_UNSET_KEY}' }, /API key.*PUSHLINE_UNSET_KEY/],
      ['no credentials at all', {}, { apiKey: '' }, /API key, or User name and Password: needed/],
      ['a poll that is too frequent', { pollSeconds: '5' }, {}, /Ask the provider every.*at least 10/],
      ['a number that is none', { maxAttempts: 'many' }, {}, /Offer at most: .*whole number/],
      ['a provider that nobody knows', { provider: 'acme' }, {}, /Provider: .*etherfax, esendex, aculab/],
      ['plain HTTP to another host', { baseUrl: 'http://fax.example.com/api' }, {}, /timeScale|https/],
      ['a missing TLS configuration', { tls: 'gone-1' }, {}, /TLS: .*missing or disabled/],
      ['a missing proxy configuration', { proxy: 'gone-1' }, {}, /Proxy: .*missing or disabled/],
      ['a push token with a line break', {}, { pushToken: 'a\nb' }, /Push token/],
      ['an impossible push URL', { pushUrl: 'ftp://x' }, {}, /push/i],
    ] as const) {
      it(`says why: ${what}`, async () => {
        await rig.load(flow(line(connection)), {
          'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken, ...credentials },
        });
        const { fill, text } = await rig.reached('in-1', 'error');
        assert.equal(fill, 'red');
        assert.match(text, /^fax-receive-in\.status\.(config|env)/);
        assert.equal(rig.log.filter((line) => pattern.test(line)).length, 1, rig.log.join('\n'));
        assert.deepEqual(simulator.requests(), {});
      });
    }

    it('is told to Status nodes, too, which hear nothing while flows are built, once a deploy', async () => {
      const broken = line({ baseUrl: '${PUSHLINE_UNSET_URL}' });
      const status = { id: 'status-1', type: 'status', scope: null, wires: [['sink-2']] };
      const nodes = (name: string) =>
        flow(
          broken,
          ...[status, sinkNode('sink-2')],
          ...[receiveNode('in-2', [], { connection: 'gone-1' }), faxSendNode('send-1', [[], []], { name })],
        );
      const told = () =>
        rig.messages('sink-2').map((message) => {
          const { state, source } = message.status as { state: string; source: { id: string } };
          return `${source.id} ${state}`;
        });
      await rig.load(nodes(''));
      await rig.got('sink-2', 3);
      assert.deepEqual(told().sort(), ['in-1 error', 'in-2 error', 'send-1 error']);
      await rig.deploy(nodes('new'), 'nodes');
      await eventually('it is told again', () => told().filter((one) => one === 'send-1 error').length > 1);
      const others = told().filter((one) => !one.startsWith('send-1'));
      assert.deepEqual(others.sort(), ['in-1 error', 'in-2 error'], 'only of what was deployed');
    });

    it('is red where the node has none, or one that is gone', async () => {
      await rig.load(
        tab(receiveNode('in-1', [], { connection: '' }), receiveNode('in-2', [], { connection: 'gone-1' })),
      );
      for (const id of ['in-1', 'in-2']) {
        assert.deepEqual(rig.status(id), {
          ...{ fill: 'red', shape: 'ring', text: 'fax-receive-in.status.no-connection', state: 'error' },
        });
      }
    });

    it('takes variables that are set, also in credentials', async () => {
      process.env.PUSHLINE_SPEC_URL = simulator.baseUrl;
      process.env.PUSHLINE_SPEC_KEY = simulator.account.apiKey;
      try {
        await rig.load(flow(line({ baseUrl: '${PUSHLINE_SPEC_URL}', pushUrl: '' })), {
          'line-1': { apiKey: '${PUSHLINE_SPEC_KEY}' },
        });
        await rig.reached('in-1', 'polling');
      } finally {
        delete process.env.PUSHLINE_SPEC_URL;
        delete process.env.PUSHLINE_SPEC_KEY;
      }
    });
  });

  it('replaces variables in longer texts too, as its flow sees them, and holds its webhook by them', async () => {
    process.env.PUSHLINE_SPEC_PORT = new URL(simulator.baseUrl).port;
    process.env.PUSHLINE_SPEC_KEY = simulator.account.apiKey.slice(3);
    try {
      const nodes = tab(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), {
        ...line({ baseUrl: simulator.baseUrl.replace(/:\d+/, ':${PORT_OF_THE_TAB}'), pushUrl: '', z: 'tab-1' }),
      });
      const env = [{ name: 'PORT_OF_THE_TAB', type: 'env', value: 'PUSHLINE_SPEC_PORT' }];
      await rig.load(
        nodes.map((node) => (node.type === 'tab' ? { ...node, env } : node)),
        { 'line-1': { apiKey: `${simulator.account.apiKey.slice(0, 3)}\${PUSHLINE_SPEC_KEY}` } },
      );
      await rig.reached('in-1', 'polling');
      await rig.deploy(flow(line({ baseUrl: 'https://${PUSHLINE_SPEC_GONE}/x' })), 'full');
      await rig.reached('in-1', 'error');
      assert.match(rig.log.join('\n'), /PUSHLINE_SPEC_GONE is not set/);
    } finally {
      delete process.env.PUSHLINE_SPEC_PORT;
      delete process.env.PUSHLINE_SPEC_KEY;
    }
  });

  it('shows a refused login in red with the time of the next attempt, and logs it once', async () => {
    await rig.load(flow(line({ pushUrl: '' })), { 'line-1': { apiKey: 'wrong-key-canary' } });
    const { fill, text } = await rig.reached('in-1', 'error');
    assert.equal(fill, 'red');
    assert.equal(text, 'fax-receive-in.status.auth-until');
    const refusals = () => rig.statuses.get('in-1')?.filter((status) => status.text === text).length ?? 0;
    await eventually('it was tried again', () => refusals() > 1);
    assert.equal(rig.log.filter((line) => line.includes('refused the login')).length, 1);
    assert(!rig.log.join().includes('wrong-key-canary'));
  });
});
