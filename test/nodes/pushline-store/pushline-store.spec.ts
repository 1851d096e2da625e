import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withPostgres } from '../../store/postgres/with-postgres';
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

describe('a connection whose store is in PostgreSQL', () => {
  const server = withPostgres();
  let rig: NodeRedRig;
  let schema: string;

  beforeEach(async () => {
    schema = `Fax store ${randomUUID()}`;
    rig = await NodeRedRig.start();
  });

  afterEach(() => rig.stop());

  const storeNode = (more: object = {}): FlowNode => {
    const { host, port, database, user } = server().connection();
    return { id: 'store-1', type: 'pushline-store', host, port, database, user, secure: 'off', schema, ...more };
  };
  const line = (more: object = {}): FlowNode =>
    connectionNode('line-1', { simulator: true, store: 'store-1', ...more });
  const flow = (...config: FlowNode[]): FlowNode[] =>
    tab(receiveNode('receive', ['mark']), markNode('mark', ['sink']), sinkNode('sink'), ...config);
  const login = (...ids: string[]) =>
    Object.fromEntries(['store-1', ...ids].map((id) => [id, { password: server().connection().password }]));
  const count = async (what: string): Promise<number> => Number((await server().sql(`SELECT ${what} AS n`))[0]?.n);
  const stored = (where = schema): Promise<number> => count(`(SELECT count(*) FROM "${where}".entries)`);
  const processes = async (): Promise<unknown[]> =>
    (await server().sql(`SELECT process FROM "${schema}".instances`)).map((row) => row['process']);
  const writers = (): Promise<number> => count(`(SELECT count(*) FROM "${schema}".writers WHERE NOT closed)`);
  /** By all, and in order: the last thing that one does. */
  const isLeft = async (): Promise<boolean> => (await processes()).length === 0 && (await writers()) === 0;
  const counts = async (id = 'line-1') => {
    const { body } = await rig.admin().get(`/fax-sms/connections/${id}`);
    return (body as { counts?: Record<string, number> }).counts;
  };
  const shows = (reason: string): Promise<unknown> =>
    eventually(`it shows ${reason}`, () => rig.status('receive')?.text === `fax-receive-in.status.${reason}`);
  const said = (words: string): boolean => rig.log.some((text) => text.includes(words));
  const isEmbedded = (): boolean => existsSync(join(rig.userDir, 'pushline', 'level'));

  it('takes an event, gives it to the flow and closes it, and keeps nothing in this Node-RED', async () => {
    await rig.load(flow(line(), storeNode()), login());
    await rig.got('sink', 1);
    assert((await stored()) > 0);
    await eventually('it is closed', async () => (await counts())?.offered === 0);
    assert(!isEmbedded());
  });

  it('shares it with every other connection that names the same, by whichever node', async () => {
    const second = connectionNode('line-2', { simulator: true, provider: 'esendex', store: 'store-2' });
    const marked = markNode('mark-2', [], { connection: 'line-2' });
    await rig.load(
      [...flow(line(), storeNode(), second, storeNode({ id: 'store-2', name: 'the same' })), ...tab(marked).slice(1)],
      login('store-2'),
    );
    await rig.reached('receive', 'connected');
    await rig.reached('mark-2', 'polling');
    assert.equal((await processes()).length, 1);
    assert.equal(await writers(), 1);
  });

  it('is red where its store is not there, disabled or wrong, and never takes another one', async () => {
    await rig.load(flow(line()));
    await shows('no-store');
    await rig.deploy(flow(line(), storeNode({ d: true })), 'nodes', login());
    await shows('no-store');
    await rig.deploy(flow(line(), storeNode({ schema: 'pg_fax' })), 'nodes', login());
    await shows('store-config');
    assert(said('Store: Schema: PostgreSQL reserves this name'));
    await rig.deploy(flow(line(), storeNode({ host: '${PUSHLINE_SPEC_NOWHERE}' })), 'nodes', login());
    await eventually('the variable is named', () =>
      said('Store: Host: the environment variable PUSHLINE_SPEC_NOWHERE is not set'),
    );
    assert(!isEmbedded());
    await rig.deploy(flow(line(), storeNode()), 'nodes', login());
    await rig.got('sink', 1);
  });

  for (const kind of ['nodes', 'flows', 'full'] as const) {
    it(`goes to the other store when a deploy of ${kind} changes nothing but the store's node`, async () => {
      await rig.load(flow(line(), storeNode()), login());
      await rig.got('sink', 1);
      const other = `Other ${schema}`.slice(0, 60);
      await rig.deploy(flow(line(), storeNode({ schema: other })), kind, login());
      await eventually('it is in use', () =>
        stored(other)
          .then((n) => n > 0)
          .catch(() => false),
      );
      await eventually('the one before is left in order', isLeft);
      // The same settings by another way: nobody takes this for a second process of the same name.
      await rig.deploy(
        flow(line(), storeNode({ schema: other, host: 'localhost', user: '${PUSHLINE_SPEC_USER}' })),
        kind,
        login(),
      );
      await rig.reached('receive', 'connected');
      assert(!said('of the same name'));
    });
  }

  before(async () => {
    process.env.PUSHLINE_SPEC_USER = 'pushline';
    await server().sql(`CREATE ROLE second SUPERUSER LOGIN PASSWORD '${server().connection().password ?? ''}'`);
  });
  after(() => delete process.env.PUSHLINE_SPEC_USER);

  it('goes to it by other settings, though something is marked while the deploy ends the way before', async () => {
    const held = (store: FlowNode): FlowNode[] =>
      tab(
        receiveNode('receive', ['sink']),
        sinkNode('sink'),
        markNode('mark', ['closed']),
        sinkNode('closed'),
        line(),
        store,
      );
    await rig.load(held(storeNode()), login());
    const [message] = await rig.got('sink', 1);
    const mark = rig.node('mark') as unknown as { receive(message: object): void };
    rig.RED.events.once('flows:stopping', () => mark.receive({ event: message?.event }));
    await rig.deploy(held(storeNode({ user: 'second' })), 'nodes', login());
    await rig.got('closed', 1);
    await rig.reached('receive', 'connected');
    assert(!said('with other settings'));
  });

  it('refuses a second way to one store, and takes it once the first is over', async () => {
    const second = connectionNode('line-2', { simulator: true, provider: 'esendex', store: 'store-2' });
    const marked = markNode('mark-2', [], { connection: 'line-2' });
    const both = [
      ...flow(line(), storeNode(), second, storeNode({ id: 'store-2', user: 'second' })),
      ...tab(marked).slice(1),
    ];
    await rig.load(both, login('store-2'));
    const states = () => ['receive', 'mark-2'].map((id) => rig.status(id)?.state);
    await eventually('one is well', () => states().some((state) => state === 'polling' || state === 'connected'));
    await eventually('one is red', () => states().includes('error'));
    assert(said('with other settings: choose one store'), rig.log.join('\n'));
    const red = states()[0] === 'error' ? 'receive' : 'mark-2';
    const rest = both.map((node) =>
      node.id === (red === 'receive' ? 'line-2' : 'line-1') ? { ...node, d: true } : node,
    );
    const before = await processes();
    await rig.deploy(rest, 'nodes', login('store-2'));
    await eventually('the first is over', async () => !(await processes()).includes(before[0] ?? ''));
    await eventually('the other is well', () => states().includes(red === 'receive' ? 'connected' : 'polling'));
  });

  it('closes by mark-received what is in a store whose connection is disabled', async () => {
    const sent = tab(receiveNode('receive', ['sink']), sinkNode('sink'), line(), storeNode());
    await rig.load(sent, login());
    const [message] = await rig.got('sink', 1);
    const closing = tab(markNode('mark', ['closed']), sinkNode('closed'), line({ d: true }), storeNode());
    await rig.deploy(closing, 'full', login());
    const mark = rig.node('mark') as unknown as { receive(message: object): void };
    mark.receive({ event: message?.event });
    await rig.got('closed', 1);
    assert(!isEmbedded());
  });

  it('asks a person about a database that was restored or copied, and goes on with the answer', async () => {
    await rig.load(flow(line(), storeNode()), login());
    await rig.got('sink', 1);
    await rig.deploy([], 'full');
    await eventually('it is left', isLeft);
    await server().sql(`UPDATE "${schema}".meta SET value = '1/2/3' WHERE name = 'place'`);
    await rig.deploy(flow(line(), storeNode()), 'full', login());
    const state = async (): Promise<unknown> => {
      const { body } = await rig.admin().get('/fax-sms/connections/line-1');
      return (body as { reason?: string }).reason;
    };
    await eventually('it asks', async () => (await state()) === 'database-restored');
    const said = await rig.admin().post('/fax-sms/store').send({ action: 'moved', connection: 'line-1' });
    assert.deepEqual(said.body, { done: true });
    await eventually('it goes on', async () => (await state()) === undefined);
  });

  it('is red where the store belongs to another group', async () => {
    await rig.load(flow(line(), storeNode({ group: 'production' })), login());
    await rig.got('sink', 1);
    await rig.stop();
    rig = await NodeRedRig.start();
    await rig.load(flow(line(), storeNode({ group: 'tests' })), login());
    await eventually('it says so', () => rig.status('receive')?.text?.includes('database-group'));
  });
});
