import assert from 'node:assert/strict';
import { checkPush } from '../../../../nodes/runtime/account-check/check-push';
import { FakeClock } from '../../../support/fake-clock';

describe('the check of the push socket', () => {
  const check = (liveAt: 'this instance' | 'another instance') =>
    checkPush({
      // Nobody listens there: who opened it would fail.
      target: { url: 'ws://127.0.0.1:1/push', token: 'token' },
      liveAt,
      clock: new FakeClock(),
      signal: new AbortController().signal,
    });

  it('opens no second socket beside the one that is live', async () => {
    const found = await check('this instance');
    assert.deepEqual([found['PS-01'].verdict, found['PS-02'].verdict], ['holds', 'holds']);
  });

  it('opens none either where another instance of the store has it', async () => {
    const found = await check('another instance');
    assert.equal(found['PS-01'].verdict, 'cannot-tell');
    assert.match(String(found['PS-01'].seen), /another instance/);
  });
});
