import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formDate, parseWireDate, pushDate, wireDate } from '../../../src/simulator/esendex/wire-date';
import { WIRE_CHOICES } from '../../../src/simulator/esendex/wire-behaviour';

describe('a date of the simulated Esendex', () => {
  it('means the same moment in every form', () => {
    const moments = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(moments, fc.constantFrom(...WIRE_CHOICES.dates), (ms, form) => {
        const expected = form === 'seconds' ? ms - (ms % 1_000) : ms;
        assert.equal(parseWireDate(wireDate(ms, form)), expected);
      }),
    );
  });

  it('loses only the zeros at the end of a fraction', () => {
    const short = (ms: number): string => wireDate(Date.UTC(2026, 10, 20, 10, 0, 0) + ms, 'short');
    assert.deepEqual(
      [short(0), short(910), short(10_000), short(407)],
      ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.91Z', '2026-11-20T10:00:10Z', '2026-11-20T10:00:00.407Z'],
    );
  });

  it('has no suffix in XML pushes, and a blank and a Z in forms', () => {
    const ms = Date.UTC(2008, 8, 15, 13, 1, 49, 999);
    assert.deepEqual([pushDate(ms), formDate(ms)], ['2008-09-15T13:01:49', '2008-09-15 13:01:49Z']);
  });
});
