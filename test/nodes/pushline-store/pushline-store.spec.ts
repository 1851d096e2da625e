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
  const login = () => ({ 'store-1': { password: server().connection().password } });
  const stored = async (): Promise<number> => {
    const rows = await server().sql(`SELECT count(*)::int AS n FROM "${schema}".entries`);
    return Number(rows[0]?.n);
  };

  it('takes an event, gives it to the flow and closes it, and keeps nothing in this Node-RED', async () => {
    await rig.load(flow(line(), storeNode()), login());
    await rig.got('sink', 1);
    assert((await stored()) > 0);
    assert(!existsSync(join(rig.userDir, 'pushline', 'level')));
    await eventually('it is closed', async () => {
      const { body } = await rig.admin().get('/fax-sms/connections/line-1');
      const { counts } = body as { counts: { offered: number; waiting: number } };
      return counts.offered === 0 && counts.waiting === 0;
    });
  });

  it('asks a person about a database that was restored or copied, and goes on with the answer', async () => {
    await rig.load(flow(line(), storeNode()), login());
    await rig.got('sink', 1);
    await rig.deploy([], 'full');
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
