import assert from 'node:assert/strict';
import type { Job } from '../../src/domain/job';
import { isAnswerAwaited } from '../../src/outbox/own-requests';
import type { Store } from '../../src/store/store';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances } from '../support/fake-instances';

describe('the answer to a request of another instance', () => {
  it('is awaited by one that nobody has heard of yet, as far as anybody but the holder knows', () => {
    const instances = new FakeInstances(new FakeClock());
    const here = instances.join('a');
    const there = instances.join('b');
    here.unheard.add(there);
    const store = { sharing: here } as unknown as Store;
    const job = { id: 'job', sender: there.process } as Job;
    const isAwaited = (isHeld: boolean): boolean => isAnswerAwaited({ store, holding: { isHeld } }, job);
    assert.deepEqual([isAwaited(false), isAwaited(true)], [true, false]);
    here.unheard.clear();
    assert.deepEqual([isAwaited(false), isAwaited(true)], [true, true]);
  });
});
