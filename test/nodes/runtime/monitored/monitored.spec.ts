import assert from 'node:assert/strict';
import { monitored, MonitoredConnection, storeProblem } from '../../../../nodes/runtime/monitored/monitored';
import type { Backlog, OpenItems } from '../../../../src/connection/backlog';
import type { ConnectionState } from '../../../../src/connection/connection-state';
import { FakeClock } from '../../../support/fake-clock';

const NONE: OpenItems = { inFlow: 0, overdue: 0, waiting: 0, unclaimed: 0, dead: 0, queued: 0, unknown: 0 };
const backlog = (sms: Partial<OpenItems>): Backlog => ({ fax: NONE, sms: { ...NONE, ...sms }, quarantined: 0 });
const ERROR: ConnectionState = { state: 'error', reason: 'auth' };
const POLLING: ConnectionState = { state: 'polling' };

describe('what keeps a store from taking anything', () => {
  it('is told by its reason, of the embedded store and of one in a database', () => {
    const ofFolder = ['store', 'store-damaged', 'disk-full'];
    const ofDatabase = ['database-away', 'database-instance', 'documents-folder', 'no-store', 'store-config'];
    for (const reason of [...ofFolder, ...ofDatabase]) assert.equal(storeProblem({ state: 'error', reason }), reason);
    assert.equal(storeProblem(ERROR), undefined);
    assert.equal(storeProblem(POLLING), undefined);
  });
});

describe('whether a connection has had its store', () => {
  const startingAfter = (...steps: ((one: MonitoredConnection) => void)[]): boolean => {
    const one = new MonitoredConnection('line-1');
    for (const step of steps) step(one);
    return one.storeProblem === 'starting';
  };
  const stands = (state: ConnectionState) => (one: MonitoredConnection) => one.stands(state);
  const opened = (one: MonitoredConnection): void => one.storeIsOpen();
  const closed = (one: MonitoredConnection): void => one.closed();

  it('is a problem before it is told what it is for, and until it has it', () => {
    assert(startingAfter());
    assert(startingAfter(stands({ state: 'connecting' })));
    assert(!startingAfter(stands({ state: 'connecting' }), opened));
  });

  it('is no problem for a connection that is unused or cannot work, nor in a later deploy', () => {
    assert(!startingAfter(stands({ state: 'idle' })));
    assert(!startingAfter(stands({ state: 'connecting' }), stands(ERROR)));
    assert(!startingAfter(stands({ state: 'connecting' }), opened, closed, stands({ state: 'connecting' })));
  });
});

describe('how long a connection has not been working', () => {
  let clock: FakeClock;
  let one: MonitoredConnection;

  beforeEach(() => {
    clock = new FakeClock();
    one = new MonitoredConnection('line-1', { clock });
  });

  const after = (ms: number, ...states: ConnectionState[]): number | undefined => {
    for (const state of states) one.stands(state);
    clock.advance(ms);
    return one.failingMs;
  };

  it('is counted from when it last worked, whatever it shows meanwhile', () => {
    assert.equal(one.failingMs, undefined);
    assert.equal(after(1_000, { state: 'connecting' }), 1_000);
    assert.equal(after(1_000, ERROR), 2_000);
    assert.equal(after(1_000, { state: 'held', reason: 'held-auth', retryAt: 0 }), 3_000);
    assert.equal(after(1_000, POLLING), undefined);
    assert.equal(after(1_000, ERROR), 1_000);
  });

  it('is not counted while another instance has the account', () => {
    assert.equal(after(1_000, ERROR), 1_000);
    assert.equal(after(60 * 60_000, { state: 'standby', holder: 'b' }), undefined);
  });

  it('goes on over a deploy, and while flows are stopped; one that nobody uses any more is well', () => {
    assert.equal(after(1_000, ERROR), 1_000);
    one.closed();
    assert.equal(after(1_000, { state: 'connecting' }), 2_000);
    assert.equal(after(1_000, POLLING), undefined);
    one.closed();
    assert.equal(one.state.state, 'idle');
    assert.equal(after(1_000), 1_000);
    assert.equal(after(1_000, { state: 'idle' }), undefined);
  });

  it('is not changed by a step of the clock', () => {
    one.stands(ERROR);
    clock.step(24 * 60 * 60_000);
    assert.equal(one.failingMs, 0);
    clock.step(-48 * 60 * 60_000);
    assert.equal(after(5_000), 5_000);
  });

  it('tells since when it shows what it shows, and not since when the attempt after', () => {
    clock.advance(1_000);
    one.stands({ ...ERROR, retryAt: 1 });
    const { since } = one;
    clock.advance(1_000);
    one.stands({ ...ERROR, retryAt: 2, backlog: backlog({ waiting: 1 }) });
    assert.equal(one.since, since);
    one.stands({ state: 'error', reason: 'tls' });
    assert.equal(one.since, since + 1_000);
  });

  it('is told apart from how long a send has been unknown', () => {
    one.stands({ ...POLLING, backlog: backlog({ unknown: 1 }) });
    clock.advance(1_000);
    one.stands({ ...POLLING, backlog: backlog({ unknown: 2, waiting: 1 }) });
    clock.advance(1_000);
    assert.deepEqual([one.unknownMs, one.failingMs], [2_000, undefined]);
    one.stands(POLLING);
    assert.equal(one.unknownMs, undefined);
  });

  it('counts each time that the store became unusable once', () => {
    for (const reason of ['store', 'disk-full', 'store-damaged', 'auth', 'store-locked', 'auth']) {
      one.stands({ state: 'error', reason });
    }
    assert.equal(one.tallies.storeFailures.values[0]?.count, 2);
  });
});

describe('a connection that was closed', () => {
  const config = { id: 'closed-1', type: 'fax-sms-connection', name: 'Line', provider: 'etherfax' };
  const isKnown = (): boolean => monitored.get('closed-1') !== undefined;

  it('is known as long as it may come back, and forgotten where flows have started without it', () => {
    const record = monitored.deploy(config);
    record.closed();
    assert.ok(isKnown(), 'all flows are stopped');
    assert.equal(monitored.deploy(config), record);
    monitored.forgetClosed();
    assert.ok(isKnown(), 'a deploy has exchanged it');
    record.closed();
    monitored.forgetClosed();
    assert.ok(!isKnown());
  });
});
