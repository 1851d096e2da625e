import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FaxCause } from '../../../../src/domain/fax';
import { callOutcome, errorOutcome, faxOutcome, INTERRUPTED } from '../../../../src/providers/aculab/call/fax-outcome';

const SUCCESS = ['NORMAL', 'normal', 'Normal', ' NORMAL ', 'success', 'Completed'];

const ADVICE: Partial<Record<FaxCause, RegExp>> = {
  'bad-options': /^fax option refused: change it/,
  'not-fax': /check the number/,
  'comms-fault': /check the line/,
  'page-quality': /ten minutes/,
};

describe('the outcome of a fax at Aculab', () => {
  for (const [word, state, cause, retryable] of [
    ['NORMAL', 'succeeded', 'normal', false],
    ['SUCCESS', 'succeeded', 'normal', false],
    ['COMPLETED', 'succeeded', 'normal', false],
    ['UNKNOWN_OPTION', 'failed', 'bad-options', false],
    ['UNKNOWN_VALUE', 'failed', 'bad-options', false],
    ['INCONSISTENT_OPTIONS', 'failed', 'bad-options', false],
    ['NOTFAX', 'failed', 'not-fax', false],
    ['COMMSFAULT', 'failed', 'comms-fault', true],
    ['PAGEQUALITY', 'failed', 'page-quality', true],
    ['ERROR', 'failed', 'provider-error', true],
    ['ABORTED', 'cancelled', 'cancelled', false],
    ['HANGUP', 'failed', 'hangup', true],
    ['TIMEOUT', 'failed', 'timeout', true],
    ['STANDARDMISMATCH', 'failed', 'negotiation', true],
    ['GREMLINS', 'unknown', 'unknown', false],
  ] as const) {
    it(`is ${state}, ${cause}, for ${word}, in whatever spelling`, () => {
      for (const name of [word, word.toLowerCase(), word.replaceAll('_', ''), word.replaceAll('_', ' ')]) {
        const { message, ...outcome } = faxOutcome({ words: [name] }) ?? {};
        assert.deepEqual(outcome, { state, cause, retryable, result: { name } });
        assert.match(message ?? '', ADVICE[cause] ?? /^$/);
      }
    });
  }

  it('does not exist yet without a word, or with NONE', () => {
    for (const words of [[], [''], ['NONE'], ['none', ' ']]) assert.equal(faxOutcome({ words }), undefined);
  });

  it('keeps the fax error code, but not NaN', () => {
    assert.deepEqual(faxOutcome({ words: ['NOTFAX'], rawCause: 17 })?.result, { name: 'NOTFAX', code: 17 });
    for (const rawCause of [NaN, Infinity, '']) {
      assert.deepEqual(faxOutcome({ words: ['ERROR'], rawCause })?.result, { name: 'ERROR' });
    }
  });

  it('names the option that was refused, and nothing that cannot be one', () => {
    const failed = (failedOption: string) => faxOutcome({ words: ['INCONSISTENT_OPTIONS'], failedOption })?.message;
    assert.equal(failed('v17,MinDataRate'), 'fax option v17,MinDataRate refused: change it on the service');
    assert.equal(failed('<script>'), 'fax option refused: change it on the service');
    assert.equal(faxOutcome({ words: ['ERROR'], failedOption: 'v17' })?.message, undefined);
  });

  it('is no success if another word contradicts it', () => {
    for (const other of ['NOTFAX', 'GREMLINS', 'complete']) {
      for (const words of [
        ['NORMAL', other],
        [other, 'NORMAL'],
      ]) {
        assert.notEqual(faxOutcome({ words })?.state, 'succeeded');
      }
    }
    assert.equal(faxOutcome({ words: ['NORMAL', 'NONE', 'normal', 'completed'] })?.state, 'succeeded');
  });

  it('is a success for three words and nothing else', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom(...SUCCESS, 'complete', 'successes', 'OK', '200', 'true'));
    const rawCause = fc.oneof(fc.double(), fc.string(), fc.constantFrom('200', 0, '0'));
    fc.assert(
      fc.property(fc.array(word), rawCause, fc.string(), (words, code, failedOption) => {
        const outcome = faxOutcome({ words, rawCause: code, failedOption });
        if (outcome?.state !== 'succeeded') return;
        const told = words.map((each) => each.replace(/[\s_-]/g, '').toLowerCase());
        assert(told.some((each) => ['normal', 'success', 'completed'].includes(each)));
      }),
    );
  });
});

describe('the outcome of a call at Aculab', () => {
  for (const [callCause, rawCause, state, cause, retryable] of [
    ['busy', '486', 'failed', 'busy', true],
    ['busy', undefined, 'failed', 'busy', true],
    ['no_answer', '480', 'failed', 'no-answer', true],
    ['unobtainable', '404', 'failed', 'bad-number', false],
    ['unobtainable', '-1', 'failed', 'bad-number', false],
    ['hung_up', '200', 'failed', 'hangup', true],
    ['hung_up', '-1', 'failed', 'bad-number', false],
    ['dropped', '487', 'failed', 'hangup', true],
    ['failed', '500', 'failed', 'provider-error', true],
    ['failed', '503', 'failed', 'congestion', true],
    ['failed', '484', 'failed', 'bad-number', false],
    ['failed', '604', 'failed', 'bad-number', false],
    ['failed', '600', 'failed', 'busy', true],
    ['failed', '408', 'failed', 'no-answer', true],
    ['failed', '403', 'failed', 'rejected', false],
    ['failed', '603', 'failed', 'rejected', false],
    ['failed', '607', 'failed', 'rejected', false],
    ['failed', '608', 'failed', 'rejected', false],
    ['completed', '200', 'unknown', 'unknown', false],
    ['completed', '486', 'unknown', 'unknown', false],
    ['abducted', '486', 'unknown', 'unknown', false],
    ['', undefined, 'unknown', 'unknown', false],
  ] as const) {
    it(`is ${state}, ${cause}, for "${callCause}" with ${rawCause ?? 'no code'}`, () => {
      const { result, ...outcome } = callOutcome({ callCause, ...(rawCause !== undefined && { rawCause }) });
      assert.deepEqual(outcome, { state, cause, retryable });
      const code = rawCause === undefined ? {} : { code: rawCause };
      assert.deepEqual(result, { ...(callCause !== '' && { name: callCause }), ...code });
    });
  }

  it('never proves a fax', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('normal', 'completed', 'NORMAL')),
        fc.string(),
        (callCause, rawCause) => {
          assert.notEqual(callOutcome({ callCause, rawCause }).state, 'succeeded');
        },
      ),
    );
  });

  it('is not repeated after an error of the platform, if anything may have gone through', () => {
    assert.deepEqual(errorOutcome('internal error', false), {
      ...{ state: 'failed', cause: 'provider-error', retryable: true, result: { name: 'internal error' } },
    });
    assert.deepEqual(errorOutcome('', true), { state: 'unknown', cause: 'unknown', retryable: false, result: {} });
    assert.equal(INTERRUPTED.state, 'cancelled');
  });
});
