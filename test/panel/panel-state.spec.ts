import assert from 'node:assert/strict';
import { EMPTY, reduce, type PanelState } from '../../panel/editor/panel-state';
import { readNews, readOverview, type Overview } from '../../panel/editor/wire';

const overview = (epoch: string, ...numbers: number[]): Overview =>
  readOverview({ epoch, mayWrite: true, at: 1, connections: [{ id: 'c' }], timeline: numbers.map((n) => ({ n })) });
const answered = (state: PanelState, ...of: Parameters<typeof overview>): PanelState =>
  reduce(state, { type: 'answered', overview: overview(...of) });
const told = (state: PanelState, epoch: string, ...numbers: number[]): PanelState =>
  reduce(state, { type: 'news', news: readNews({ epoch, entries: numbers.map((n) => ({ n })) }) });
const shown = ({ timeline }: PanelState): number[] => timeline.map(({ n }) => n);

describe('what the panel shows', () => {
  it('is each entry once, newest first, however they came', () => {
    const first = answered(EMPTY, 'a', 3, 1);
    assert.deepEqual(shown(told(told(first, 'a', 5, 4), 'a', 2, 5)), [5, 4, 3, 2, 1]);
    assert.deepEqual(shown(answered(told(first, 'a', 4), 'a', 3, 1)), [4, 3, 1], 'an answer that was under way');
  });

  it('says of an entry all that the answer said, whichever came first', () => {
    const full = readOverview({ epoch: 'a', timeline: [{ n: 1, from4: '0142' }] });
    const after = told(reduce(EMPTY, { type: 'answered', overview: full }), 'a', 1);
    const before = reduce(told(answered(EMPTY, 'a'), 'a', 1), { type: 'answered', overview: full });
    assert.deepEqual([after.timeline[0]?.from4, before.timeline[0]?.from4], ['0142', '0142']);
  });

  it('is no more than the runtime keeps', () => {
    const many = Array.from({ length: 300 }, (_, n) => n);
    const { timeline } = told(answered(EMPTY, 'a'), 'a', ...many);
    assert.deepEqual([timeline.length, timeline[0]?.n], [200, 299]);
  });

  it('forgets the timeline of a runtime that was started anew, and takes no news before its answer', () => {
    const before = answered(EMPTY, 'a', 90, 89);
    assert.deepEqual(shown(told(before, 'b', 1)), [90, 89]);
    assert.deepEqual(shown(answered(before, 'b', 2, 1)), [2, 1]);
  });

  it('stays, marked as stale, while nothing answers, and is fresh again with the next answer', () => {
    const before = answered(EMPTY, 'a', 1);
    const stale = reduce(before, { type: 'failed', isRefused: false });
    assert.deepEqual([stale.freshness, stale.overview, shown(stale)], ['stale', before.overview, [1]]);
    assert.equal(answered(stale, 'a', 1).freshness, 'fresh');
    assert.equal(reduce(EMPTY, { type: 'failed', isRefused: false }).freshness, 'loading');
  });

  it('is empty for users who may not see it', () => {
    const refused = reduce(answered(EMPTY, 'a', 1), { type: 'failed', isRefused: true });
    assert.deepEqual(refused, { freshness: 'refused', overview: undefined, timeline: [] });
  });
});
