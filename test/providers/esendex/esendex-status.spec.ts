import assert from 'node:assert/strict';
import { isFinalSmsState, smsStateRank } from '../../../src/domain/sms';
import { smsStateOf } from '../../../src/providers/esendex/esendex-status';

describe('smsStateOf', () => {
  const states = {
    queued: ['Queued', 'Scheduled'],
    accepted: ['Acknowledged', 'Authorised', 'Connecting', 'Processing', 'Submitted'],
    sent: ['Dispatched', 'Sent', 'PartiallyDelivered'],
    delivered: ['Delivered'],
    failed: ['Failed'],
    rejected: [
      'Rejected',
      'FailedAuthorisation',
      'FailedAuthoristaion',
      'authorisationfailed',
      'UnrecognisedRecipient',
    ],
    expired: ['Expired', 'ValidityPeriodExpired'],
    cancelled: ['Cancelled'],
    unknown: ['', 'Teleported', '__proto__', 'constructor', 'toString'],
  } as const;
  for (const [state, names] of Object.entries(states)) {
    it(`knows ${state}`, () => {
      for (const name of names) {
        assert.equal(smsStateOf(name), state, name);
        assert.equal(smsStateOf(` ${name.toUpperCase()} `), state, name);
      }
    });
  }

  it('ends with five of them, and unknown is not one', () => {
    const final = Object.keys(states).filter((state) => isFinalSmsState(state as keyof typeof states));
    assert.deepEqual(final, ['delivered', 'failed', 'rejected', 'expired', 'cancelled']);
  });

  it('ranks every final state above every other, and unknown below all', () => {
    const ranks = (['unknown', 'queued', 'accepted', 'sent', 'delivered'] as const).map(smsStateRank);
    assert.deepEqual(
      ranks,
      [...new Set(ranks)].sort((a, b) => a - b),
    );
    assert.equal(
      new Set((['delivered', 'failed', 'rejected', 'expired', 'cancelled'] as const).map(smsStateRank)).size,
      1,
    );
  });
});
