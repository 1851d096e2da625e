import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store';
import { optionsFor, withPostgres } from '../../store/postgres/with-postgres';
import { connectionNode, markNode, NodeRedRig, tab, type FlowNode } from '../../support/node-red';
import catalogue from '../../../nodes/pushline-store/locales/en-US/pushline-store.json';

type Answer = Record<string, unknown> & { ok: boolean; code?: string; message?: string };

describe('the test of a store, in its dialog', () => {
  const server = withPostgres();
  let rig: NodeRedRig;
  let schema: string;

  beforeEach(async () => {
    schema = `test ${randomUUID()}`;
    rig = await NodeRedRig.start();
  });

  afterEach(() => rig.stop());

  const form = (more: object = {}): Record<string, unknown> => {
    const { host, port, database, user, password } = server().connection();
    const typed = { by: 'fields', url: '', host, port: String(port), database, user, password };
    const chosen = { secure: 'off', tls: '', schema, instance: '', documents: 'database', folder: '' };
    return { id: 'store-1', ...typed, ...chosen, ...more };
  };
  const untouched = (more: object = {}): Record<string, unknown> => {
    const { password: _, ...others } = form(more);
    return others;
  };
  const test = async (fields: object): Promise<Answer> =>
    (await rig.admin().post('/fax-sms/stores/test').send(fields)).body as Answer;
  const storeNode = (more: object = {}): FlowNode => ({
    ...untouched(),
    type: 'pushline-store',
    id: 'store-1',
    ...more,
  });
  const password = (): string => server().connection().password ?? '';
  const deployed = (more: object = {}): Promise<void> =>
    rig.load(tab(storeNode(more)), { 'store-1': { password: password() } });

  it('works with what is typed, before anything is deployed, and makes nothing', async () => {
    await rig.load(tab());
    const { ok, version, isMade, writeMs, readMs, isNotified, isTaken, others, instance } = await test(form());
    assert.deepEqual(
      { ok, isMade, isNotified, isTaken, others },
      { ok: true, isMade: false, isNotified: true, isTaken: false, others: [] },
    );
    assert(Number(writeMs) > 0 && Number(readMs) > 0 && String(version) !== '');
    assert.match(String(instance), /^[\w.-]+-[0-9a-f]{6}$/);
    assert.deepEqual(await server().sql('SELECT FROM pg_namespace WHERE nspname = $1', [schema]), []);
  });

  it('takes an address as well, with a password in it only where a variable stands for it', async () => {
    const { port } = server().connection();
    const at = (login: string): object => ({
      by: 'url',
      url: `postgres://${login}127.0.0.1:${port}/postgres`,
      host: '',
    });
    await rig.load(tab());
    assert.equal((await test(form(at('pushline@')))).ok, true);
    const told = await test(form({ ...at('pushline:secret@'), password: '' }));
    assert.match(String(told.message), /^Address: take the password out/);
    assert(!JSON.stringify(told).includes('secret'));
    process.env.PUSHLINE_SPEC_DATABASE = `postgres://pushline:${encodeURIComponent(password())}@127.0.0.1:${port}/postgres`;
    process.env.PUSHLINE_SPEC_PASSWORD = password();
    try {
      for (const url of [
        '${PUSHLINE_SPEC_DATABASE}',
        `postgres://pushline:\${PUSHLINE_SPEC_PASSWORD}@127.0.0.1:${port}/postgres`,
      ]) {
        const fields = untouched({ by: 'url', url, host: '', database: '', user: '' });
        assert.match(String((await test({ ...fields, id: 'new' })).message), /deploy first/);
        await rig.deploy(tab(storeNode(fields)), 'full');
        assert.equal((await test(fields)).ok, true, url);
      }
    } finally {
      delete process.env.PUSHLINE_SPEC_DATABASE;
      delete process.env.PUSHLINE_SPEC_PASSWORD;
    }
  });

  it('knows the stored password, for the server that is deployed', async () => {
    await deployed();
    assert.equal((await test(untouched())).ok, true);
    assert.equal((await test(untouched({ schema: 'another', instance: 'x' }))).ok, true);
  });

  describe('does not send it to another server:', () => {
    let thief: Server;
    let got: string[];

    beforeEach(async () => {
      got = [];
      thief = createServer((socket) => {
        socket.on('error', () => undefined);
        // Asks for the password in plain text, as a server may.
        socket.on('data', (bytes) => {
          got.push(bytes.toString('latin1'));
          socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
        });
      });
      thief.listen(0, '127.0.0.1');
      await once(thief, 'listening');
      process.env.PGPASSWORD = 'of the environment';
    });

    afterEach(() => {
      delete process.env.PGPASSWORD;
      thief.close();
    });

    for (const what of ['port', 'address'] as const) {
      it(`another ${what}`, async () => {
        await deployed();
        const { port } = thief.address() as AddressInfo;
        const url = `postgres://pushline@127.0.0.1:${port}/postgres`;
        const elsewhere = what === 'port' ? { port: String(port) } : { by: 'url', url };
        await test(untouched(elsewhere));
        assert(got.length > 0, 'it was asked');
        assert(!got.some((text) => text.includes(password()) || text.includes('of the environment')), got.join('|'));
      });
    }
  });

  it('says when another process has the name, and who else is there', async () => {
    const others = ['taken', 'other'].map((instance) =>
      openPostgresStore(optionsFor(server(), { schema, instance, group: 'ours' })),
    );
    const stores = await Promise.all(others);
    try {
      await rig.load(tab());
      const told = await test(form({ instance: 'taken', group: 'ours' }));
      assert.deepEqual([told.isMade, told.isTaken, told.others], [true, true, ['other']]);
      assert.deepEqual((await test(form({ instance: 'new', group: 'ours' }))).others, ['other', 'taken']);
      const stranger = await test(form({ group: 'production' }));
      assert.equal(stranger.code, 'database-group');
      assert(catalogue['pushline-store'].errors['database-group']);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  it('does not mistake its own Node-RED for another one', async () => {
    const user = markNode('mark', [], { connection: 'line-1' });
    const line = connectionNode('line-1', { simulator: true, store: 'store-1' });
    await rig.load(tab(user, line, storeNode()), { 'store-1': { password: password() } });
    await rig.reached('mark', 'connected');
    const told = await test(untouched());
    assert.deepEqual([told.ok, told.isMade, told.isTaken, told.others], [true, true, false, []]);
  });

  it('tries the shared folder as well, and leaves nothing there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pushline-shared-'));
    try {
      await rig.load(tab());
      assert.equal((await test(form({ documents: 'folder', folder }))).ok, true);
      assert.deepEqual(await readdir(folder), []);
      assert.equal((await test(form({ documents: 'folder', folder: join(folder, 'x') }))).code, 'folder-missing');
      assert.match(String((await test(form({ documents: 'folder', folder: 'faxes' }))).message), /^Shared folder:/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('says in a text of the dialog what is wrong, without the password', async () => {
    await rig.load(tab());
    const errors: Record<string, string> = catalogue['pushline-store'].errors;
    for (const [changes, code] of [
      [{ password: 'a wrong secret' }, 'database-login-password'],
      [{ password: '' }, 'database-login-no-password'],
      [{ host: 'nowhere.invalid' }, 'database-away-host'],
      [{ port: '1' }, 'database-away-refused'],
      [{ database: 'none' }, 'database-missing'],
      [{ secure: 'authorities' }, 'database-certificate-no-tls'],
      [{ secure: 'node' }, 'PUSHLINE_CONFIG'],
      [{ secure: 'maybe' }, 'PUSHLINE_CONFIG'],
      [{ schema: 'information_schema' }, 'PUSHLINE_CONFIG'],
      [{ port: '70000' }, 'PUSHLINE_CONFIG'],
      [{ database: ' ' }, 'PUSHLINE_CONFIG'],
      [{ instance: 'x'.repeat(64) }, 'PUSHLINE_CONFIG'],
      [{ by: 'url', url: 'mysql://a@b/c' }, 'PUSHLINE_CONFIG'],
    ] as const) {
      const told = await test(form(changes));
      assert.equal(told.code, code, JSON.stringify(changes));
      assert(errors[code], code);
      assert(!JSON.stringify(told).includes('secret'));
    }
  });

  it('requires the permission to write', async () => {
    await rig.load(tab());
    rig.lacking.add('fax-sms.write');
    assert.equal((await rig.admin().post('/fax-sms/stores/test').send(form())).status, 401);
  });
});
