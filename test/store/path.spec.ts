import assert from 'node:assert/strict';
import fc from 'fast-check';
import { below, beyond, keyOf, numberAfter, upTo } from '../../src/store/path';

const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('/', '%', '0', '%002f', '\ud800', ''),
);
const number = fc.maxSafeNat();

function within({ gte, lt }: { gte: string; lt: string }, key: string): boolean {
  return key >= gte && key < lt;
}

describe('The paths of rows', () => {
  it('differ whenever their parts differ', () => {
    const parts = fc.array(part, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        assert.equal(keyOf('k', ...one) === keyOf('k', ...other), same);
      }),
    );
  });

  it('are printable ASCII, so that their order is the same as text and as bytes', () => {
    fc.assert(fc.property(part, (text) => assert.match(keyOf('k', text), /^[\x21-\x7e]*$/)));
  });

  it('lie below their own beginning and below no other', () => {
    fc.assert(
      fc.property(part, part, part, (one, other, rest) => {
        assert(within(below(keyOf('k', one)), keyOf('k', one, rest)));
        if (one !== other) assert(!within(below(keyOf('k', one)), keyOf('k', other, rest)));
      }),
    );
  });

  it('sort by number, and ranges end where they say', () => {
    fc.assert(
      fc.property(number, number, part, (one, other, rest) => {
        const prefix = keyOf('k', 'scope');
        assert.equal(keyOf('k', 'scope', one) < keyOf('k', 'scope', other), one < other);
        assert.equal(numberAfter(prefix, keyOf('k', 'scope', one, rest)), one);
        assert.equal(within(beyond(prefix, other), keyOf('k', 'scope', one)), one > other);
        if (other < Number.MAX_SAFE_INTEGER) {
          assert.equal(within(upTo(prefix, other), keyOf('k', 'scope', one, rest)), one <= other);
        }
      }),
    );
  });

  it('hold the first or the last number for anything beyond them, and nothing but numbers', () => {
    assert.equal(keyOf('k', -1), keyOf('k', 0));
    assert.equal(keyOf('k', Infinity), keyOf('k', Number.MAX_SAFE_INTEGER));
    assert.equal(keyOf('k', 1.9), keyOf('k', 1));
    assert.throws(() => keyOf('k', NaN), RangeError);
  });
});
