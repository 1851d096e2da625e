import assert from 'node:assert/strict';
import type { SmsState, SmsStatus } from '../../../../src/domain/sms';
import { Fields } from '../../../../src/providers/esendex/wire/fields';
import { readFailure, smsStatusEvent } from '../../../../src/providers/esendex/events/sms-status-event';

const reason = (fields: Record<string, string>): Fields => Fields.ofForm(Object.entries(fields), {});

describe('readFailure', () => {
  it('reads the names of every protocol', () => {
    const expected = { code: 102, detail: 'Unknown', permanent: true };
    assert.deepEqual(readFailure(reason({ Code: '102', Detail: 'Unknown', PermanentFailure: 'true' })), expected);
    assert.deepEqual(readFailure(reason({ code: '102', description: 'Unknown', permanentfailure: 'True' })), expected);
    assert.deepEqual(readFailure(reason({ code: ' 102 ', description: 'Unknown', retryable: 'false' })), expected);
    assert.deepEqual(readFailure(undefined, 'Unknown'), { detail: 'Unknown' });
  });

  it('leaves out what is not there or cannot be read', () => {
    assert.equal(readFailure(undefined), undefined);
    assert.equal(readFailure(undefined, ''), undefined);
    assert.equal(readFailure(reason({ code: 'x', permanentfailure: 'perhaps' })), undefined);
    assert.deepEqual(readFailure(reason({ retryable: '1' })), { permanent: false });
  });
});

describe('smsStatusEvent', () => {
  const retryable = (state: SmsState, failure?: SmsStatus['failure']): boolean =>
    smsStatusEvent({
      messageId: { wire: 'A', key: 'a' },
      state,
      name: 'x',
      ...(failure && { failure }),
      occurredAt: undefined,
      raw: {},
    }).payload.retryable;

  it('calls a retry sensible only where it is known to be', () => {
    assert.equal(retryable('failed', { permanent: false }), true);
    assert.equal(retryable('failed', { permanent: true }), false);
    assert.equal(retryable('failed', { code: 7 }), false);
    assert.equal(retryable('failed'), false);
    assert.equal(retryable('expired'), true);
    assert.equal(retryable('expired', { permanent: true }), false);
    for (const state of ['rejected', 'cancelled', 'delivered', 'sent', 'unknown'] as const) {
      assert.equal(retryable(state, { permanent: false }), false);
    }
  });
});
