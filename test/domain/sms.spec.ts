import assert from 'node:assert/strict';
import { isFinalSmsState, smsStateRank, type SmsState } from '../../src/domain/sms';

const UNDER_WAY: readonly SmsState[] = ['unknown', 'queued', 'accepted', 'sent'];
const FINAL: readonly SmsState[] = ['delivered', 'failed', 'rejected', 'expired', 'cancelled'];

describe('the state of an SMS', () => {
  it('is final in five cases; unknown is not one of them', () => {
    for (const state of FINAL) assert(isFinalSmsState(state), state);
    for (const state of UNDER_WAY) assert(!isFinalSmsState(state), state);
  });

  it('ranks in order of progress, with unknown below all', () => {
    const ranks = UNDER_WAY.map(smsStateRank);
    assert.deepEqual(
      ranks,
      [...new Set(ranks)].sort((a, b) => a - b),
    );
  });

  it('ranks every final state the same, above every other', () => {
    const [rank = 0, ...others] = new Set(FINAL.map(smsStateRank));
    assert.deepEqual(others, []);
    assert(rank > Math.max(...UNDER_WAY.map(smsStateRank)));
  });
});
