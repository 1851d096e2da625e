import assert from 'node:assert/strict';
import { isAhead } from '../../src/domain/is-ahead';

describe('what is ahead', () => {
  const cases: [string, Parameters<typeof isAhead>[0], Parameters<typeof isAhead>[0], boolean][] = [
    ['a higher rank', { rank: 2 }, { rank: 1, pages: 9 }, true],
    ['a lower rank with more pages', { rank: 1, pages: 9 }, { rank: 2 }, false],
    ['more pages of one rank', { rank: 1, pages: 2 }, { rank: 1, pages: 1 }, true],
    ['the first pages', { rank: 1, pages: 1 }, { rank: 1 }, true],
    ['the same', { attempt: 1, rank: 1, pages: 1 }, { attempt: 1, rank: 1, pages: 1 }, false],
    ['a later attempt, however little of it', { attempt: 2, rank: 0 }, { attempt: 1, rank: 9, pages: 9 }, true],
    ['an earlier attempt', { attempt: 1, rank: 9 }, { attempt: 2, rank: 0 }, false],
  ];
  for (const [name, next, last, expected] of cases) {
    it(`${expected ? 'is' : 'is not'} ${name}`, () => {
      assert.equal(isAhead(next, last), expected);
    });
  }
});
