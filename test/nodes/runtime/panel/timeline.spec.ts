import assert from 'node:assert/strict';
import type { StateChange } from '../../../../nodes/runtime/observations';
import { Timeline } from '../../../../nodes/runtime/panel/timeline';
import type { Observation } from '../../../../src/domain/observation';

const seen = (what: Observation['what'], id: string, more: Partial<Observation> = {}): Observation => ({
  ...{ what, kind: 'fax', direction: 'in', item: { type: 'event', id }, ...more },
});

describe('the timeline', () => {
  const timeline = (): Timeline => new Timeline(() => 0);

  it('shows the newest first, of the connections that are asked for, and numbers them over all', () => {
    const all = timeline();
    all.add('a', seen('received', '1'));
    all.add('b', seen('received', '2'));
    all.add('a', { what: 'error', direction: 'none', reason: 'auth' });
    assert.deepEqual(
      all.newest(['a'], 10).map(({ n, what }) => [n, what]),
      [
        [3, 'error'],
        [1, 'received'],
      ],
    );
    assert.equal(all.newest(['a', 'b', 'gone'], 2).length, 2);
  });

  it('still says what a closed item was, although only its key is left', () => {
    const all = timeline();
    all.add('a', seen('received', '1', { from4: '0042', pages: 2, acceptMs: 7 }));
    const done = all.add('a', seen('done', '1'));
    assert.ok(done);
    assert.deepEqual([done.from4, done.pages, 'acceptMs' in done], ['0042', 2, false]);
    assert.equal(all.add('a', seen('done', 'other'))?.from4, undefined);
  });

  it('tells a state once, and nothing of what is in between two attempts or in a deploy', () => {
    const all = timeline();
    const state = (what: StateChange['what'], reason?: string) =>
      all.add('a', { what, direction: 'none', ...(reason !== undefined && { reason }) });
    for (const reason of ['auth', 'auth', 'tls']) {
      state('connecting');
      state('error', reason);
    }
    for (const what of ['connecting', 'polling', 'idle', 'connecting', 'polling', 'connected'] as const) state(what);
    assert.deepEqual(
      all.newest(['a'], 10).map(({ what, reason }) => [what, reason]),
      [['connected', undefined], ['polling', undefined], ['error', 'tls'], ['error', 'auth']], // prettier-ignore
    );
  });

  it('keeps a limited number of entries for each connection, and of connections', () => {
    const all = timeline();
    all.add('quiet', seen('received', '0'));
    for (let count = 0; count < 5_000; count += 1) all.add('busy', seen('received', String(count)));
    assert.equal(all.newest(['busy'], 10_000).length, 200);
    assert.equal(all.newest(['quiet'], 10).length, 1);
    for (let count = 0; count < 300; count += 1) all.add(`c${count}`, seen('received', '1'));
    assert.equal(all.newest(['quiet'], 10).length, 0);
    assert.equal(all.newest(['c299'], 10).length, 1);
  });
});
