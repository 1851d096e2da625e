import assert from 'node:assert/strict';
import { readFaxState, stateInProgress } from '../../../../src/providers/etherfax/codec/fax-state';

describe('readFaxState', () => {
  it('takes a number, a numeric string and a name for the same', () => {
    for (const value of [5, '5', 'Sending', 'SENDING']) assert.equal(readFaxState(value), 'sending');
    assert.equal(readFaxState(0), 'idle');
  });

  it('knows nothing of other values', () => {
    for (const value of [9, -1, 1.5, 'Singing', '', null, undefined, {}]) assert.equal(readFaxState(value), undefined);
  });
});

describe('stateInProgress', () => {
  it('follows the table of the vendor', () => {
    const states = [0, 1, 2, 3, 4, 5, 6].map((value) => stateInProgress(readFaxState(value), 0));
    assert.deepEqual(states, [
      'accepted',
      'accepted',
      'dialing',
      'dialing',
      'negotiating',
      'transferring',
      'transferring',
    ]);
  });

  it('returns the lowest state while a call is being ended, so that the state before it stands', () => {
    for (const state of ['cancelling', 'disconnecting', undefined] as const) {
      assert.equal(stateInProgress(state, 0), 'accepted');
      assert.equal(stateInProgress(state, 1), 'transferring');
    }
  });
});
