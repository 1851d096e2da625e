import assert from 'node:assert/strict';
import { Connection } from '../../src/connection/connection';
import type { ConnectionState } from '../../src/connection/connection-state';
import { DocumentFolder } from '../../src/documents/document-folder';
import { StoreError } from '../../src/domain/errors';
import { silentLog } from '../../src/domain/log';
import type { Provider } from '../../src/providers/provider';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Store } from '../../src/store/store';
import { testConverter } from '../support/converting';
import { FakeClock } from '../support/fake-clock';
import { temporaryFolder } from '../store/level/temporary-folder';
import { until } from '../transports/until';
import { fakeCodec } from '../transports/webhook/support/fake-codec';

const provider: Provider = {
  name: 'esendex',
  webhook: fakeCodec,
  ping: () => Promise.resolve(),
  account: () => Promise.resolve({ account: 'EX1' }),
  decodePush: () => ({ outcome: 'quarantine', reason: 'none' }),
  reconcile: () => Promise.resolve(),
  waitForNews: () => Promise.resolve('unsupported'),
  fetchDocument: () => Promise.reject(new Error('none')),
  acknowledge: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
const request = {
  method: 'POST',
  suffix: '',
  headers: {},
  body: { raw: Buffer.from('{"id":"1"}') },
};

describe('a connection whose provider calls', () => {
  let store: Store;
  let remove: () => Promise<void>;
  let connection: Connection;
  let states: ConnectionState[];

  beforeEach(async () => {
    const home = await temporaryFolder();
    remove = home.remove;
    const clock = new FakeClock();
    states = [];
    store = await openLevelStore({ folder: home.folder, clock, log: silentLog });
    connection = new Connection({
      id: 'c1',
      provider,
      account: 'EX1',
      credentials: '',
      store,
      documents: new DocumentFolder(home.folder),
      converter: testConverter(),
      clock,
      random: () => 0.5,
      log: silentLog,
      owner: 'test',
      channels: 1,
      pollSeconds: 60,
      redeliverMinutes: 15,
      maxAttempts: 5,
      retention: { keepDays: 30, documentDays: 0 },
      reserveScope: () => undefined,
      onState: (state) => states.push(state),
    });
  });

  afterEach(async () => {
    await connection.stop();
    await store.close();
    await remove();
  });

  it('takes what it is called with once it is started, under its own account', async () => {
    await assert.rejects(Promise.resolve(connection.webhook?.accept(request, 'admitted')), StoreError);
    await connection.start();
    assert.equal((await connection.webhook?.accept(request, 'admitted'))?.status, 200);
    assert.ok(await store.get('esendex:ex1:sms.received:1'));
  });

  it('takes its calls also without links, and asks nothing of it', async () => {
    await connection.start({ online: false });
    connection.resume(false);
    assert.equal((await connection.webhook?.accept(request, 'admitted'))?.status, 200);
    assert.deepEqual(connection.state, { state: 'idle' });
    assert.ok(!states.some(({ state }) => state !== 'idle'));
  });

  it('shows in red why the provider cannot call, and goes on polling', async () => {
    await connection.start();
    await until(() => states.at(-1)?.state === 'polling', 'it polls');
    connection.blockWebhook('path-in-use');
    assert.deepEqual(states.at(-1), { state: 'error', reason: 'path-in-use' });
    connection.blockWebhook(undefined);
    assert.deepEqual(states.at(-1), { state: 'polling' });
    assert.equal((await connection.webhook?.accept(request, 'admitted'))?.status, 200);
  });
});
