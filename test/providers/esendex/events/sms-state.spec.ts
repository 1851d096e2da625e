import assert from 'node:assert/strict';
import { smsStateOf } from '../../../../src/providers/esendex/events/sms-state';

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
});
