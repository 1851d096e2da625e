import assert from 'node:assert/strict';
import type { FaxCause, FaxState } from '../../src/domain/fax';
import { isRetryable, withoutMissingPages } from '../../src/domain/fax-verdict';

const OK: { state: FaxState; cause: FaxCause; retryable: boolean } = {
  state: 'succeeded',
  cause: 'normal',
  retryable: false,
};

describe('a verdict on a fax', () => {
  it('is partial, and never repeated, where fewer pages arrived than there are', () => {
    assert.deepEqual(withoutMissingPages({ ...OK, retryable: true }, { arrived: 2, known: 3 }), {
      state: 'failed',
      cause: 'partial',
      retryable: false,
    });
  });

  it('stands when all pages have arrived, more were counted, or none were counted', () => {
    for (const arrived of [3, 4, undefined]) assert.equal(withoutMissingPages(OK, { arrived, known: 3 }), OK);
    assert.equal(withoutMissingPages(OK, { arrived: 0, known: 0 }), OK);
  });

  it('of another kind is not looked at for pages', () => {
    const failed = { ...OK, state: 'failed', cause: 'busy' } as const;
    assert.equal(withoutMissingPages(failed, { arrived: 1, known: 3 }), failed);
  });

  it('says by its cause alone whether a further call makes sense', () => {
    const [yes, no]: [FaxCause[], FaxCause[]] = [
      ['busy', 'no-answer', 'not-fax', 'comms-fault', 'page-quality', 'congestion', 'provider-error'],
      ['normal', 'bad-number', 'blocked', 'rejected', 'partial', 'bad-document', 'cancelled', 'unknown', 'auth'],
    ];
    assert.deepEqual([yes.every(isRetryable), no.some(isRetryable)], [true, false]);
  });
});
