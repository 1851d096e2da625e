import assert from 'node:assert/strict';
import type { Item } from '../../../../nodes/runtime/panel/item';
import type { Entry } from '../../../../nodes/runtime/panel/timeline';
import { startEtherFaxSimulator, type EtherFaxSimulator } from '../../../../src/simulator/etherfax/etherfax-simulator';
import { eventually } from '../../../support/eventually';
import {
  connectionNode,
  markNode,
  NodeRedRig,
  receiveNode,
  sinkNode,
  tab,
  type FlowNode,
} from '../../../support/node-red';

interface Panel {
  epoch: string;
  mayWrite: boolean;
  connections: { id: string; name: string; state: string; reason?: string; counts?: Record<string, number> }[];
  timeline: Entry[];
}
interface Page {
  items: Item[];
  next?: string;
  total?: number;
}

describe('what the panel asks for', () => {
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

  const line = (more: object = {}): FlowNode =>
    connectionNode('line-1', { baseUrl: simulator.baseUrl, pushUrl: simulator.pushUrl, ...more });
  const load = async (...nodes: FlowNode[]): Promise<void> => {
    await rig.load(tab(line(), ...nodes), {
      'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken },
    });
  };
  const ask = async (path: string) => rig.admin().get(`/fax-sms/${path}`);
  const panel = async () => (await ask('panel')).body as Panel;
  const page = async (query: string) => (await ask(`connections/line-1/items?${query}`)).body as Page;
  const counted = (name: string, count: number): Promise<unknown> =>
    eventually(`${count} are ${name}`, async () => {
      const connection = (await panel()).connections.find(({ id }) => id === 'line-1');
      return connection?.counts?.[name] === count;
    });

  it('every connection with its state and why, and what has just happened, whole numbers never', async () => {
    const bad = connectionNode('line-2', { name: 'A bad one', baseUrl: 'not an address' });
    await load(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), bad);
    await rig.reached('in-1', 'connected');
    simulator.inject({ from: '+15551230042', to: '+442079460018', pages: 2 });
    await counted('open', 1);
    const { connections, timeline, mayWrite, epoch } = await panel();
    assert.deepEqual(
      connections.map(({ id, state, reason }) => [id, state, reason]),
      [
        ['line-2', 'error', 'config'],
        ['line-1', 'connected', undefined],
      ],
    );
    assert.equal(mayWrite, true);
    assert.match(epoch, /^[0-9a-f-]{36}$/);
    const whats = timeline.filter(({ connection }) => connection === 'line-1').map(({ what }) => what);
    assert.deepEqual(whats.slice(0, 2), ['offered', 'received']);
    assert.ok(whats.includes('connected'));
    const received = timeline.find(({ what }) => what === 'received');
    assert.deepEqual([received?.from4, received?.to4, received?.kind], ['0042', '0018', 'fax']);
    assert.doesNotMatch(JSON.stringify(timeline), /5551230042|2079460018/);
  });

  it('a fax in the flow with its next step; once it is marked received, what it was', async () => {
    await load(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'), markNode('mark-1'));
    await rig.reached('in-1', 'connected');
    simulator.inject({ from: '+15551230042', pages: 2 });
    const [message] = await rig.got('sink-1', 1);
    await counted('open', 1);
    const { items, total } = await page('list=open');
    const [item] = items;
    assert.equal(total, 1);
    assert.deepEqual(
      [item?.type, item?.kind, item?.state, item?.from4, item?.hasDocument, item?.next?.what, item?.actions],
      ['event', 'fax', 'offered', '0042', true, 'offer', ['complete']],
    );
    assert.ok(Date.parse(item?.next?.at ?? '') > Date.now());
    const act = rig.admin().post('/fax-sms/connections/line-1/actions').send({ action: 'complete', key: item?.id });
    assert.deepEqual((await act).body, { done: true });
    const again = rig.admin().post('/fax-sms/connections/line-1/actions').send({ action: 'complete', key: item?.id });
    assert.deepEqual((await again).body, { done: false });
    const [done] = (await panel()).timeline;
    assert.deepEqual([done?.what, done?.from4], ['done', '0042']);
    assert.ok(message);
  });

  it('the end of a fax once, however often it is marked received', async () => {
    const marks = [markNode('mark-1', ['mark-2']), markNode('mark-2', ['sink-1'])];
    await load(receiveNode('in-1', ['mark-1']), ...marks, sinkNode('sink-1'));
    await rig.reached('in-1', 'connected');
    simulator.inject();
    const [message] = await rig.got('sink-1', 1);
    const { key } = message?.event as { key: string };
    // What the connection tells of itself may come in between.
    const ofTheFax = (await panel()).timeline.filter(({ item }) => item?.id === key);
    assert.deepEqual(
      ofTheFax.map(({ what }) => what),
      ['done', 'offered', 'received'],
    );
  });

  it('waiting faxes page by page, and found by digits or by what the log calls them', async () => {
    await load(receiveNode('in-1', ['sink-1'], { number: '+1999' }), sinkNode('sink-1'));
    await rig.reached('in-1', 'connected');
    for (let index = 0; index < 7; index += 1) simulator.inject({ from: `+1555123010${index}` });
    await eventually('no node wants any of them', async () => {
      const { items } = await page('list=waiting');
      return items.length === 7 && items.every(({ state }) => state === 'parked');
    });
    const seen: string[] = [];
    let next: string | undefined = '';
    while (next !== undefined) {
      const found: Page = await page(`list=waiting&limit=3&after=${next}`);
      assert.equal(found.total, 7);
      seen.push(...found.items.map(({ from4 = '' }) => from4));
      next = found.next;
    }
    assert.deepEqual(seen.sort(), ['0100', '0101', '0102', '0103', '0104', '0105', '0106']);
    const found = await page('list=waiting&search=0104');
    assert.deepEqual(
      found.items.map(({ from4, reason, next: step, actions }) => [from4, reason, step?.what, actions]),
      [['0104', 'no-node', 'node', ['offer', 'complete']]],
    );
    const [one] = found.items;
    assert.deepEqual((await page(`list=waiting&search=${one?.logId ?? ''}`)).items, found.items);
    assert.deepEqual((await page('list=waiting&search=nothing')).items, []);
    assert.deepEqual(await page('list=dead'), { items: [], total: 0 });
  });

  it('the series of the last hour and day', async () => {
    await load(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'));
    await rig.reached('in-1', 'connected');
    simulator.inject();
    await counted('open', 1);
    for (const [span, count] of [
      ['hour', 60],
      ['day', 96],
    ] as const) {
      const { body } = await ask(`panel/series?span=${span}&connection=line-1`);
      const { at, received, acceptMs } = body as { at: string[]; received: number[]; acceptMs: (number | null)[] };
      assert.deepEqual([at.length, received.length, acceptMs.length], [count, count, count]);
      assert.equal(received.reduce((sum, one) => sum + one, 0) >= 1, true);
      assert.equal(acceptMs.filter((ms) => ms !== null).length >= 1, true);
      assert.ok(Date.parse(at[0] ?? '') < Date.parse(at.at(-1) ?? ''));
    }
  });

  it('the same past after a deploy', async () => {
    const nodes = [receiveNode('in-1', ['sink-1']), sinkNode('sink-1')];
    await load(...nodes);
    const past = (await panel()).timeline[0]?.n ?? 0;
    await rig.reached('in-1', 'connected');
    simulator.inject();
    await counted('open', 1);
    const before = await panel();
    const login = { 'line-1': { apiKey: simulator.account.apiKey, pushToken: simulator.pushToken } };
    await rig.deploy(tab(line({ name: 'Renamed' }), ...nodes), 'full', login);
    await eventually('it runs again', async () => (await panel()).connections[0]?.state === 'connected');
    const after = await panel();
    assert.equal(after.epoch, before.epoch);
    // Those of this test: what other tests left may be pushed out by what the deploy brings.
    const own = before.timeline.filter(({ n }) => n > past).map(({ n }) => n);
    const known = new Set(after.timeline.map(({ n }) => n));
    assert.ok(own.length > 0);
    assert.deepEqual(own.filter((n) => !known.has(n)), []); // prettier-ignore
  });

  const bad: [string, number][] = [
    ['panel/series?span=week', 400],
    ['panel/series?connection=a&connection=b', 400],
    ['panel/series?connection=__proto__', 200],
    ['connections/line-1/items', 400],
    ['connections/line-1/items?list=toString', 400],
    ['connections/line-1/items?list=open&list=dead', 400],
    ['connections/line-1/items?list=open&after=7', 400],
    ['connections/line-1/items?list=open&after=9.7', 400],
    ['connections/line-1/items?list=open&after=0.x', 400],
    ['connections/line-1/items?list=open&after=0.-1', 400],
    ['connections/line-1/items?list=open&after=0.99999999999999999999', 400],
    ['connections/line-1/items?list=open&after=0.999999999', 200],
    ['connections/line-1/items?list=quarantined&after=0.1-%00', 400],
    ['connections/line-1/items?list=waiting&after=3.0', 200],
    ['connections/line-1/items?list=open&limit=-5', 200],
    ['connections/line-1/items?list=open&limit=1e9', 200],
    ['connections/line-1/items?list=open&limit=x', 200],
    [`connections/line-1/items?list=open&search=${'x'.repeat(101)}`, 400],
    ['connections/line-1/items?list=open&search[a]=b', 400],
    ['connections/line-1/items?list=open&search=%00%ff%2e', 200],
    ['connections/__proto__/items?list=open', 404],
    ['connections/..%2f..%2fpanel/items?list=open', 404],
    ['connections/%F0%9F%93%A0/items?list=open', 404],
  ];
  it('answers bad requests in words, never with 500', async () => {
    await load(receiveNode('in-1', ['sink-1']), sinkNode('sink-1'));
    await rig.reached('in-1', 'connected');
    for (const [path, status] of bad) {
      const answered = await ask(path);
      assert.equal(answered.status, status, `${path}: ${answered.text}`);
    }
  });
});
