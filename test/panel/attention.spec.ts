import assert from 'node:assert/strict';
import { attentionOf, hasGrown, totalOf } from '../../panel/editor/attention';
import { readOverview } from '../../panel/editor/wire';

const counted = (counts: Record<string, object>) =>
  attentionOf(
    readOverview({ connections: Object.entries(counts).map(([id, one]) => ({ id, counts: one })) }).connections,
  );

describe('what needs a person', () => {
  it('is what is dead, and what has an unknown outcome', () => {
    const attention = counted({ a: { dead: 2, unknown: 1, waiting: 9 }, b: { open: 4 }, c: { unknown: 1 } });
    assert.deepEqual(attention, { a: 3, c: 1 });
    assert.equal(totalOf(attention), 4);
  });

  it('is told once, and again only when it is more', () => {
    assert.equal(hasGrown({ a: 1 }, {}), true);
    assert.equal(hasGrown({ a: 1 }, { a: 1 }), false);
    assert.equal(hasGrown({ a: 1 }, { a: 3 }), false);
    assert.equal(hasGrown({ a: 1, b: 1 }, { a: 1 }), true);
    assert.equal(hasGrown({}, { a: 1 }), false);
  });
});
