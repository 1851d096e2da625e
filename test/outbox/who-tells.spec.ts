import assert from 'node:assert/strict';
import type { JobMessage } from '../../src/domain/job';
import { announceNodes, claimed, isForOthers, unclaimed } from '../../src/outbox/who-tells';
import { alone } from '../../src/store/sharing';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances } from '../support/fake-instances';
import { SCOPE } from '../support/inbox';

describe('who tells the end of a job', () => {
  const instances = new FakeInstances(new FakeClock());
  const here = instances.join('a');
  const there = instances.join('b');
  const message: JobMessage = { node: 'n', message: {}, tellings: 0, told: false, instance: 'b' };

  before(() => announceNodes(there, SCOPE, ['n']));

  it('is the instance whose node took the message, while it is here and has the node', () => {
    assert.deepEqual([isForOthers(here, SCOPE, message), isForOthers(there, SCOPE, message)], [true, false]);
    assert.equal(isForOthers(here, SCOPE, { ...message, node: 'm' }), false);
    assert.equal(isForOthers(here, SCOPE, { ...message, instance: 'gone' }), false);
  });

  it('is whoever has claimed it, though it is another than the one that took the message', () => {
    const own = claimed(here, message);
    assert.deepEqual([isForOthers(here, SCOPE, own), isForOthers(there, SCOPE, own)], [false, true]);
    assert.deepEqual(unclaimed(here, own), { ...message, tellings: 1 });
    assert.equal(unclaimed(there, own), own);
  });

  it('is the one instance of an embedded store, which claims nothing', () => {
    const only = alone('a');
    assert.deepEqual([isForOthers(only, SCOPE, message), claimed(only, message)], [false, { ...message, tellings: 1 }]);
  });
});
