import assert from 'node:assert/strict';
import { readItemPage, readNews, readOverview, readSeries } from '../../panel/editor/wire';

describe('what the runtime tells the panel', () => {
  it('is read as it was meant', () => {
    const { connections, mayWrite, epoch, at } = readOverview({
      ...{ at: '2026-11-29T20:00:00.000Z', epoch: 'a', mayWrite: true, timeline: [] },
      connections: [
        {
          id: 'c',
          name: 'Clinic',
          provider: 'etherfax',
          simulator: { numbers: [] },
          state: 'held',
          reason: 'held-auth',
        },
        { id: 'd', retryAt: 5, lastContactAt: '2026-11-29T20:00:00Z', counts: { dead: 2, odd: 'x' } },
      ],
    });
    assert.deepEqual([mayWrite, epoch, at], [true, 'a', Date.UTC(2026, 10, 29, 20)]);
    assert.deepEqual(connections[0], {
      ...{ id: 'c', name: 'Clinic', provider: 'etherfax', simulator: true, state: 'held', reason: 'held-auth' },
      counts: {},
    });
    assert.equal(connections[1]?.retryAt, 5);
    assert.equal(connections[1].lastContactAt, Date.UTC(2026, 10, 29, 20));
    assert.deepEqual(connections[1].counts, { dead: 2, odd: 0 });
  });

  it('may be anything else', () => {
    const none = { at: 0, mayWrite: false, epoch: '', connections: [], instances: [], timeline: [] };
    for (const odd of [undefined, null, 'gone', 7, [], { connections: 'x', timeline: {}, mayWrite: 'yes', at: 'soon' }])
      assert.deepEqual(readOverview(odd), none);
    assert.deepEqual(readItemPage('<html>'), { items: [] });
    assert.deepEqual(readNews(null), { epoch: '', connection: '', attention: 0, entries: [] });
    assert.deepEqual(readSeries({}).acceptMs, []);
  });

  it('says who shares a store, and who has an account, where it is told', () => {
    const { instances, connections } = readOverview({
      connections: [{ id: 'c', isShared: true, holder: 'b', isHolder: false }],
      instances: [{ name: 'b', state: 'alive', isThis: 'yes', heardAt: 7, since: 'x', holds: ['c', 4] }, 'odd'],
    });
    assert.deepEqual(
      [connections[0]?.isShared, connections[0]?.holder, connections[0]?.isHolder],
      [true, 'b', undefined],
    );
    assert.deepEqual(instances, [
      { name: 'b', isThis: false, state: 'alive', heardAt: 7, holds: ['c'] },
      { name: '', isThis: false, state: '', holds: [] },
    ]);
  });

  it('names items, cursors and points of plots as far as they are known', () => {
    const { items, next, total } = readItemPage({
      items: [
        { id: 'k', type: 'job', actions: ['cancel', 3], next: { what: 'send', at: 'x' }, pages: '2', reason: '' },
      ],
      ...{ next: 50, total: 900 },
    });
    assert.deepEqual([next, total], ['50', 900]);
    const [item] = items;
    assert.deepEqual([item?.type, item?.actions, item?.next], ['job', ['cancel'], { what: 'send' }]);
    assert(item && !('pages' in item) && !('reason' in item));
    assert.deepEqual(readSeries({ acceptMs: [3, null, 'x'], failed: [null, 2] }).acceptMs, [3, null, null]);
  });
});
