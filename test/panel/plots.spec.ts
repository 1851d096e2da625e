import assert from 'node:assert/strict';
import { factsOf } from '../../panel/editor/plot-facts';
import { bars, HEIGHT, line, WIDTH } from '../../panel/editor/plot-path';
import { readSeries } from '../../panel/editor/wire';

describe('a plot', () => {
  const series = readSeries({
    ...{ stepMs: 10, at: [10, 20, 30, 40], received: [0, 5, 1, 0], waiting: [4, 3, 2, 2] },
    acceptMs: [null, 80, null, null],
  });

  it('adds up what happened, and shows last what stands', () => {
    assert.deepEqual(factsOf(series, 'received'), { values: [0, 5, 1, 0], most: 5, mostAt: 20, now: 6 });
    assert.deepEqual(factsOf(series, 'waiting'), { values: [4, 3, 2, 2], most: 4, mostAt: 10, now: 2 });
    assert.deepEqual(factsOf(series, 'acceptMs'), { values: [null, 80, null, null], most: 80, mostAt: 20, now: 80 });
    assert.deepEqual(factsOf(readSeries({}), 'sent'), { values: [], most: 0, mostAt: undefined, now: 0 });
  });

  it('stays in its box, whatever the values', () => {
    for (const values of [[], [0], [0, 0], [1e12, 1], [1, 2, 3]]) {
      const most = Math.max(0, ...values);
      for (const path of [bars(values, most), line(values, most)]) {
        assert(!/NaN|Infinity/.test(path), path);
        for (const [, x, y] of path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)) {
          assert(Number(x) <= WIDTH && Number(y) <= HEIGHT, path);
        }
      }
    }
  });

  it('shows little beside much, and nothing where nothing was', () => {
    assert.match(bars([1_000_000, 1], 1_000_000), /v-2h/);
    assert.equal(bars([0, 0], 0), '');
    assert.equal(line([null, null], 0), '');
    assert.equal((line([1, null, 2], 2).match(/M/g) ?? []).length, 2, 'a gap begins anew');
  });
});
