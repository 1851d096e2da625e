import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outcomeOf, readFaxResult } from '../../../../src/providers/etherfax/codec/fax-result';

describe('readFaxResult', () => {
  it('takes a number, a numeric string and a name in any case for the same', () => {
    for (const value of [0, '0', ' 0 ', 'Success', 'SUCCESS', 'success']) {
      assert.deepEqual(readFaxResult(value), { code: 0, name: 'Success' }, String(value));
    }
    assert.deepEqual(readFaxResult('destinationblacklisted'), { code: 25, name: 'DestinationBlackListed' });
  });

  it('keeps what it does not know', () => {
    assert.deepEqual(readFaxResult(999), { code: 999 });
    assert.deepEqual(readFaxResult('-3'), { code: -3 });
    assert.deepEqual(readFaxResult('PaperJam'), { name: 'PaperJam' });
  });

  it('finds none where there is none', () => {
    for (const value of [undefined, null, '', ' ', {}, [], true]) assert.equal(readFaxResult(value), undefined);
  });
});

describe('outcomeOf', () => {
  /** docs/faxes.md#causes. */
  const table: [number, string, string, boolean][] = [
    [0, 'succeeded', 'normal', false],
    [1, 'failed', 'provider-error', true],
    [2, 'in-progress', 'none', false],
    [3, 'failed', 'busy', true],
    [4, 'failed', 'line-fault', true],
    [5, 'failed', 'line-fault', true],
    [6, 'failed', 'line-fault', true],
    [7, 'failed', 'no-answer', true],
    [8, 'failed', 'bad-number', false],
    [9, 'failed', 'bad-document', false],
    [10, 'failed', 'bad-options', false],
    [11, 'failed', 'hangup', true],
    [12, 'queued', 'congestion', true],
    [13, 'queued', 'congestion', true],
    [14, 'in-progress', 'cancelled', false],
    [15, 'failed', 'timeout', true],
    [16, 'failed', 'busy', true],
    [17, 'failed', 'not-fax', true],
    [18, 'failed', 'negotiation', true],
    [19, 'failed', 'bad-document', false],
    [20, 'failed', 'bad-document', false],
    [21, 'failed', 'bad-document', false],
    [22, 'failed', 'line-fault', true],
    [23, 'cancelled', 'cancelled', false],
    [24, 'failed', 'rejected', false],
    [25, 'failed', 'blocked', false],
    [100, 'failed', 'auth', false],
    [101, 'failed', 'bad-options', false],
    [102, 'failed', 'bad-options', false],
    [103, 'unknown', 'unknown', false],
  ];
  const goesOn = [2, 12, 13, 14, 103];

  for (const [code, state, cause, retryable] of table) {
    it(`takes ${code} for ${state}, ${cause}`, () => {
      assert.deepEqual(outcomeOf({ code }, 1), { state, cause, retryable, final: !goesOn.includes(code) });
    });
  }

  it('treats an unknown value as a retryable failure only if certainly no page went through', () => {
    for (const result of [{ code: 26 }, { code: 999 }, { code: -1 }, { name: 'PaperJam' }, {}]) {
      assert.deepEqual(outcomeOf(result, 0), { state: 'failed', final: true, cause: 'unknown', retryable: true });
      for (const pages of [1, undefined]) {
        assert.deepEqual(outcomeOf(result, pages), {
          state: 'unknown',
          final: true,
          cause: 'unknown',
          retryable: false,
        });
      }
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, pages) => void outcomeOf(readFaxResult(value) ?? {}, pages)),
    );
  });
});
