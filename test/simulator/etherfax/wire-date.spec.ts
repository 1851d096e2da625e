import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wireDate } from '../../../src/simulator/etherfax/wire-date';

describe('a date on the wire', () => {
  it('drops the zeros at the end of a fraction, and no others', () => {
    const at = (ms: number): string => wireDate(Date.UTC(2026, 10, 20, 10, 0, 0, ms), 'fraction');
    assert.equal(at(0), '2026-11-20T10:00:00');
    assert.equal(at(500), '2026-11-20T10:00:00.5');
    assert.equal(at(50), '2026-11-20T10:00:00.05');
    assert.equal(at(123), '2026-11-20T10:00:00.123');
  });

  it('always means the same moment in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        assert.equal(Date.parse(`${wireDate(ms, 'fraction')}Z`), ms);
        assert.equal(Date.parse(wireDate(ms, 'zulu')), ms);
        assert.equal(Date.parse(`${wireDate(ms, 'plain')}Z`), Math.floor(ms / 1_000) * 1_000);
      }),
    );
  });
});
