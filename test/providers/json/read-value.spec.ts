import assert from 'node:assert/strict';
import { readCount, readFlag, readSeconds, readText } from '../../../src/providers/json/read-value';

describe('values of a provider’s JSON', () => {
  it('are text where they are strings or numbers, and nothing else', () => {
    assert.deepEqual(['x', 7, null, {}, true, Infinity].map(readText), ['x', '7', ...Array<undefined>(4)]);
  });

  it('are counts where they are whole numbers from 0 up, as numbers or digits', () => {
    assert.deepEqual([0, 7, '0', ' 12 '].map(readCount), [0, 7, 0, 12]);
    for (const value of [-1, 1.5, '1e3', '', 'x', null, [], {}, 1e300]) assert.equal(readCount(value), undefined);
  });

  it('are whole seconds, with or without decimals', () => {
    assert.deepEqual([12, 12.4, '12.6'].map(readSeconds), [12, 12, 13]);
    for (const value of [-1, '1e3', '12:30', '', null, {}]) assert.equal(readSeconds(value), undefined);
  });

  it('are flags that are set only where they say true', () => {
    assert.deepEqual([true, 'true', ' True '].map(readFlag), [true, true, true]);
    for (const value of [false, 'false', 1, 'yes', null, {}]) assert.equal(readFlag(value), false);
  });
});
