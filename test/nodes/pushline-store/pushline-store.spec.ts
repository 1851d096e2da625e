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
});
