import assert from 'node:assert/strict';
import { mostUrgent, PAGE, queryPath, rangeOf } from '../../panel/editor/item-query';

describe('the lists of the panel', () => {
  const query = { connection: 'a/b', list: 'dead', search: '', cursors: [] as string[] } as const;

  it('are asked for a page at a time, whatever is searched for', () => {
    assert.equal(
      queryPath({ ...query, cursors: [] }, undefined),
      `fax-sms/connections/a%2Fb/items?list=dead&limit=${PAGE}`,
    );
    const path = queryPath({ ...query, cursors: [], search: 'a&b=ü #1' }, 'c&d');
    const parameters = new URL(path, 'http://localhost/').searchParams;
    assert.deepEqual([parameters.get('after'), parameters.get('search')], ['c&d', 'a&b=ü #1']);
  });

  it('say which part of them is shown', () => {
    assert.deepEqual(rangeOf({ ...query, cursors: ['x'] }, 3), { first: PAGE + 1, last: PAGE + 3 });
  });

  it('begin with what needs a person most', () => {
    assert.equal(mostUrgent({ open: 3, dead: 1 }), 'dead');
    assert.equal(mostUrgent({ open: 3, unknown: 1 }), 'unknown');
    assert.equal(mostUrgent({ sending: 3 }), 'sending');
    assert.equal(mostUrgent({}), 'open');
  });
});
