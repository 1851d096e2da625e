import assert from 'node:assert/strict';
import { watchNeighbours } from '../../src/connection/neighbours';
import type { Scope } from '../../src/domain/event-key';
import { alone } from '../../src/store/sharing';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances, type FakeInstance } from '../support/fake-instances';
import { RecordedLog } from '../support/recorded-log';

const [A, B]: Scope[] = ['etherfax:100', 'etherfax:200'];

describe('instances that share a store', () => {
  let instances: FakeInstances;
  let log: RecordedLog;
  let here: FakeInstance;
  let there: FakeInstance;

  beforeEach(() => {
    instances = new FakeInstances(new FakeClock());
    log = new RecordedLog();
    here = instances.join('here');
    there = instances.join('there');
  });

  const watch = (
    sharing: FakeInstance,
    scope: Scope = 'etherfax:100',
    connection = 'line-1',
    told = new RecordedLog(),
  ) => watchNeighbours({ sharing, scope, connection, log: told });

  it('are not doubted when they have the same connection for the same account, and others besides', () => {
    watch(here, A, 'line-1', log);
    watch(here, B, 'line-2', log);
    watch(there, B, 'line-2');
    watch(there, A, 'line-1');
    watch(there, 'esendex:x', 'line-3');
    assert.equal(log.text, '');
  });

  it('are doubted once where one account is in two connections', () => {
    watch(here, A, 'line-1', log);
    watch(there, A, 'line-9');
    there.want('esendex:x', true);
    assert.equal(log.lines.length, 1);
    assert.match(log.text, /account is in another connection on there/);
  });

  it('are doubted when one connection has two accounts, whichever came first', () => {
    watch(there, B);
    watch(here, A, 'line-1', log);
    assert.match(log.text, /another account on there/);
    assert(!/100|200/.test(log.text), 'no account in the log');
  });

  it('say nothing more once a connection has ended, and nothing of it', () => {
    const end = watch(here, A, 'line-1', log);
    end();
    watch(there, A, 'line-9');
    assert.equal(log.text, '');
    assert.equal(here.wanted.size, 0);
  });

  it('are never looked for where there can be none', () => {
    watchNeighbours({ sharing: alone('here'), scope: 'etherfax:100', connection: 'line-1', log })();
  });
});
