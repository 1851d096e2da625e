import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
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

type Answer = Record<string, unknown> & { ok: boolean; state?: string; code?: string };

describe('moving the store of this Node-RED in, from the dialog of the other', () => {
  const server = withPostgres();
  let rig: NodeRedRig;
  let schema: string;

  beforeEach(async () => {
    schema = `Moved ${randomUUID()}`;
    rig = await NodeRedRig.start();
  });

  afterEach(() => rig.stop());

  const form = (more: object = {}): Record<string, unknown> => {
    const { host, port, database, user, password } = server().connection();
    const typed = { by: 'fields', url: '', host, port: String(port), database, user, password };
    const chosen = { secure: 'off', tls: '', schema, group: '', instance: '', documents: 'database', folder: '' };
    return { id: 'store-1', ...typed, ...chosen, ...more };
  };
  const ask = async (fields: object): Promise<Answer> =>
    (await rig.admin().post('/fax-sms/stores/move').send(fields)).body as Answer;
  const ended = async (action: string, more: object = {}): Promise<Answer> => {
    await ask({ ...form(more), action });
    return eventually('it has ended', async () => {
      const view = await ask({ action: 'look' });
      return view.state === 'moving' ? undefined : view;
    });
  };
  const storeNode = (): FlowNode => {
    const { password: _, ...fields } = form();
    return { ...fields, type: 'pushline-store', id: 'store-1' };
  };
  const login = () => ({ 'store-1': { password: server().connection().password } });
  /** Holds what it gets. */
  const flow = (store: string, ...config: FlowNode[]): FlowNode[] =>
    tab(
      receiveNode('receive', ['sink']),
      sinkNode('sink'),
      markNode('mark'),
      connectionNode('line-1', { simulator: true, store }),
      ...config,
    );
  const shows = (reason: string): Promise<unknown> =>
    eventually(`it shows ${reason}`, () => rig.status('receive')?.text === `fax-receive-in.status.${reason}`);

  it('stops all connections, moves what waits, and the same events come again by the other store', async () => {
    await rig.load(flow(''));
    const [first] = await rig.got('sink', 1);
    const view = await ended('begin');
    assert.deepEqual(
      [view.ok, view.state, view['events'], view['released']],
      [true, 'moved', 1, 1],
      JSON.stringify(view),
    );
    await shows('store-moved');
    await rig.deploy(flow('store-1', storeNode()), 'full', login());
    const [, again] = await rig.got('sink', 2);
    const keyOf = (message: unknown) => (message as { event: { key: string; redelivered: boolean } }).event;
    assert.equal(keyOf(again).key, keyOf(first).key);
    assert.equal(keyOf(again).redelivered, true);
    assert.equal((await ended('begin')).state, 'moved-before');
  });

  it('moves into a store that was deployed first, and has taken nothing yet', async () => {
    await rig.load(flow(''));
    await rig.got('sink', 1);
    await rig.deploy(
      tab(
        storeNode(),
        markNode('mark', [], { connection: 'line-2' }),
        connectionNode('line-2', {
          ...{ simulator: true, provider: 'esendex', store: 'store-1' },
        }),
      ),
      'full',
      login(),
    );
    await rig.reached('mark', 'polling');
    assert.equal((await ended('begin')).state, 'moved');
    await rig.reached('mark', 'polling');
  });

  it('says in a code why it is refused, and all goes on', async () => {
    await rig.load(flow(''));
    await rig.got('sink', 1);
    for (const [more, code] of [
      [{ port: '1' }, 'database-away-refused'],
      [{ password: 'wrong' }, 'database-login-password'],
      [{ schema: 'pg_x' }, 'PUSHLINE_CONFIG'],
      [{ documents: 'folder', folder: join(rig.userDir, 'nowhere') }, 'documents-folder'],
    ] as const) {
      const { ok, code: told } = await ended('begin', more);
      assert.deepEqual([ok, told], [false, code]);
    }
    await rig.reached('receive', 'connected');
    assert.equal((await rig.admin().post('/fax-sms/stores/move').send({ action: 'other' })).status, 400);
  });

  it('is given up while it goes on, and the old store goes on', async () => {
    await rig.load(flow(''));
    await rig.got('sink', 1);
    await ask({ ...form(), action: 'begin' });
    await ask({ action: 'cancel' });
    const view = await eventually('it has ended', async () => {
      const now = await ask({ action: 'look' });
      return now.state === 'moving' ? undefined : now;
    });
    assert.equal(view.state, 'given-up');
    await rig.reached('receive', 'connected');
  });

  it('moves faxes into a folder that all share', async () => {
    const folder = join(rig.userDir, 'shared');
    await mkdir(folder);
    await rig.load(flow(''));
    await rig.got('sink', 1);
    const view = await ended('begin', { documents: 'folder', folder });
    assert.deepEqual([view.state, view['documents']], ['moved', 1]);
  });
});
